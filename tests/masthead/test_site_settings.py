"""The site settings in the admin: one row, its links, its time zone."""

import pytest
from django.contrib.auth.models import Permission

from masthead.models import NavigationLink, SiteSettings, SocialLink
from tests.admin_forms import AdminForm, errors_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/masthead/sitesettings/"
URL = f"{LIST}1/change/"


@pytest.fixture
def form(admin_client):
    """A function that opens the site settings."""
    SiteSettings.objects.get_or_create(pk=1)
    return lambda: AdminForm(admin_client, URL, "sitesettings_form")


def test_list_leads_to_the_one_row_and_makes_it(admin_client):
    assert admin_client.get(LIST, follow=True).redirect_chain == [(URL, 302)]
    assert SiteSettings.objects.count() == 1


def test_row_is_neither_added_nor_deleted(form, admin_client):
    assert admin_client.get(f"{LIST}add/").status_code == 403
    assert admin_client.post(f"{LIST}1/delete/", {"post": "yes"}).status_code == 403
    assert form().buttons == ["_save"]


def test_name_stands_over_the_admin_at_once(form, admin_client):
    form().send(name="The Karachi Ledger")

    assert "The Karachi Ledger" in admin_client.get("/admin/").content.decode()


def test_links_of_the_navigation_stand_in_the_order_asked_for(form, client):
    form().send(
        rows={
            "navigation": [
                {"label": "World", "url": "/section/world/", "position": 2},
                {"label": "Culture", "url": "/section/culture/", "position": 1},
                {"label": "Elsewhere", "url": "https://example.org/"},
            ],
            "social_links": [{"label": "Mastodon", "url": "example.social/@paper"}],
        }
    )

    menu = SiteSettings.load().menu
    assert [link["label"] for link in menu["navigation"]] == ["Culture", "World", "Elsewhere"]
    assert menu["social"] == [{"label": "Mastodon", "url": "https://example.social/@paper"}]
    html = client.get("/").content.decode()
    assert html.index("/section/culture/") < html.index("/section/world/")


def test_deleted_link_leaves_the_navigation(form):
    site = SiteSettings.objects.get(pk=1)
    NavigationLink.objects.create(site=site, label="World", url="/section/world/")

    form().send(**{"navigation-0-DELETE": "on"})

    assert SiteSettings.load().menu["navigation"] == []


def test_saving_does_not_bring_back_the_menu_the_form_was_opened_with(form):
    page = form()
    SocialLink.objects.create(site_id=1, label="Mastodon", url="https://example.social/")

    page.send(tagline="New")

    assert [link["label"] for link in SiteSettings.load().menu["social"]] == ["Mastodon"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//evil.example", "section/world/", "data:text/html,x"]
)
def test_link_that_is_no_address_is_an_error_beside_it(form, url):
    answer = form().send(rows={"navigation": [{"label": "World", "url": url}]})

    assert "navigation-0-url" in errors_of(answer)
    assert not NavigationLink.objects.exists()


def test_time_zone_is_chosen_from_those_there_are(form):
    page = form()
    assert '<option value="Asia/Karachi">Karachi</option>' in page.html

    page.send(time_zone="Asia/Karachi")
    answer = form().send(time_zone="Asia/Atlantis")

    assert SiteSettings.load().time_zone == "Asia/Karachi"
    assert "time_zone" in errors_of(answer)


@pytest.mark.parametrize("days", ["-1", "99999", "many"])
def test_days_that_are_none_are_an_error_beside_the_field(form, days):
    assert "comments_close_after_days" in errors_of(form().send(comments_close_after_days=days))


def test_staff_without_permission_learn_nothing(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    assert client.get(LIST).status_code == 403
    assert client.get(URL).status_code == 403

    user.user_permissions.add(Permission.objects.get(codename="view_sitesettings"))
    assert client.get(URL).status_code == 200
    assert client.post(URL, {"name": "Mine"}).status_code == 403
