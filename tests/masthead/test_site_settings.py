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
            "header": [
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


def test_footer_has_an_order_of_its_own(form, client):
    site = SiteSettings.objects.get(pk=1)
    NavigationLink.objects.create(site=site, label="World", url="/section/world/", position=1)
    form().send(
        rows={
            "footer": [
                {"label": "Contact", "url": "/contact/", "position": 2},
                {"label": "About", "url": "/about/", "position": 1},
            ]
        }
    )
    form().send(**{"footer-0-position": 3, "footer-1-label": "Contact us"})

    menu = SiteSettings.load().menu
    assert [link["label"] for link in menu["navigation"]] == ["World"]
    assert [link["label"] for link in menu["footer"]] == ["Contact us", "About"]
    footer = client.get("/").content.decode().partition("<footer")[2]
    assert footer.index("/contact/") < footer.index("/about/")


def test_link_of_one_place_is_not_changed_through_the_other(form):
    site = SiteSettings.objects.get(pk=1)
    link = NavigationLink.objects.create(site=site, label="World", url="/section/world/")

    form().send(
        **{
            "footer-TOTAL_FORMS": 1,
            "footer-INITIAL_FORMS": 1,
            "footer-0-id": link.pk,
            "footer-0-site": 1,
            "footer-0-DELETE": "on",
        }
    )

    assert NavigationLink.objects.get().place == "header"


@pytest.mark.parametrize("number", [1, 30])
def test_queries_of_the_form_do_not_grow(admin_client, django_assert_num_queries, number):
    site, _ = SiteSettings.objects.get_or_create(pk=1)
    for place in NavigationLink.Place:
        for n in range(number):
            NavigationLink.objects.create(site=site, place=place, label=f"L{n}", url=f"/{n}/")
    admin_client.get(URL)

    # session, user, the paper (for the page, is it there, to be edited), three kinds of links
    with django_assert_num_queries(8):
        admin_client.get(URL)


def test_deleted_link_leaves_the_navigation(form):
    site = SiteSettings.objects.get(pk=1)
    NavigationLink.objects.create(site=site, label="World", url="/section/world/")

    form().send(**{"header-0-DELETE": "on"})

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
    answer = form().send(rows={"header": [{"label": "World", "url": url}]})

    assert "header-0-url" in errors_of(answer)
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
