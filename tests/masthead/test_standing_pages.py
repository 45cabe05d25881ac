"""Standing pages in the admin: About, Contact, Privacy."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.flatpages.models import FlatPage
from django.urls import reverse

from masthead.models import NavigationLink, SiteSettings, StandingPage
from tests.admin_forms import AdminForm, errors_of
from tests.factories import UserFactory
from tests.markup import find_live_markup

pytestmark = pytest.mark.django_db

LIST = "/admin/masthead/standingpage/"


def footer():
    """The footer's links as readers get them: their labels by their addresses."""
    return {link["url"]: link["label"] for link in SiteSettings.load().menu["footer"]}


@pytest.fixture
def form(admin_client):
    """A function that opens the form of a page."""

    def form(page=None):
        url = reverse("admin:masthead_standingpage_change", args=[page.pk]) if page else f"{LIST}add/"
        return AdminForm(admin_client, url, "standingpage_form")

    return form


def test_new_page_gets_its_address_from_the_title_and_stands_in_the_footer(form, client):
    form().send(title="About us", content="<p>Who we are.</p>")

    assert "Who we are." in client.get("/about-us/").content.decode()
    assert footer() == {"/about-us/": "About us"}
    assert 'href="/about-us/">About us</a>' in client.get("/").content.decode()


def test_unticking_takes_a_page_out_of_the_footer_and_ticking_puts_it_at_the_end(form, client):
    for title in ("About", "Contact"):
        form().send(title=title)
    about = StandingPage.objects.get(title="About")
    assert form(about).fields["in_footer"] == ["on"]

    form(about).send(in_footer=None)
    assert list(footer()) == ["/contact/"]
    assert client.get("/about/").status_code == 200
    assert "in_footer" not in form(about).fields

    form(about).send(content="<p>Changed</p>")
    assert list(footer()) == ["/contact/"]

    form(about).send(in_footer="on")
    assert list(footer()) == ["/contact/", "/about/"]


def test_new_page_may_stay_out_of_the_footer(form):
    form().send(title="Thanks for your letter", in_footer=None)

    assert not NavigationLink.objects.exists()


def test_page_that_moves_and_is_renamed_keeps_its_place_in_the_footer(form):
    for title in ("About", "Contact"):
        form().send(title=title)
    about = StandingPage.objects.get(title="About")

    form(about).send(title="Über uns", url="/über-uns/")

    assert list(footer().items()) == [("/über-uns/", "Über uns"), ("/contact/", "Contact")]
    assert form(about).fields["in_footer"] == ["on"]


def test_unticked_page_that_moves_leaves_the_footer_too(form):
    form().send(title="About")

    form(StandingPage.objects.get()).send(url="/about-us/", in_footer=None)

    assert not NavigationLink.objects.exists()


def test_link_in_the_header_follows_a_page_and_is_not_taken_out_with_that_of_the_footer(form):
    form().send(title="Subscribe")
    NavigationLink.objects.create(site_id=1, label="Subscribe", url="/subscribe/")
    page = StandingPage.objects.get()

    form(page).send(title="Join us", url="/join/", in_footer=None)

    assert footer() == {}
    assert SiteSettings.load().menu["navigation"] == [{"label": "Join us", "url": "/join/"}]


def test_label_that_an_editor_has_written_is_kept(form):
    form().send(title="About")
    NavigationLink.objects.update(label="Who we are")

    form(StandingPage.objects.get()).send(title="About us")

    assert NavigationLink.objects.get().label == "Who we are"


def test_refused_form_keeps_the_tick_that_was_taken_away(form):
    answer = form().send(title="Latest", url="/latest/", in_footer=None)

    assert "checked" not in str(answer.context["adminform"].form["in_footer"])


def test_who_may_only_look_sees_no_box_that_does_nothing(form, client):
    form().send(title="About")
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_standingpage"))
    client.force_login(user)

    url = reverse("admin:masthead_standingpage_change", args=[StandingPage.objects.get().pk])

    html = client.get(url).content.decode()
    assert "About" in html
    assert "footer" not in html.partition('id="standingpage_form"')[2].partition("</form>")[0]


def test_it_is_written_with_the_editor(form):
    assert "data-django-prose-editor" in form().html


def test_script_in_a_page_is_taken_out(form):
    form().send(title="About", content="<p onclick='x()'>Kept</p><script>alert(1)</script>")

    content = FlatPage.objects.get().content
    assert "Kept" in content
    assert find_live_markup(content) == []


def test_changed_address_leads_readers_on(form, client):
    form().send(title="About us", content="<p>Who we are.</p>")

    form(StandingPage.objects.get()).send(url="/about/")

    assert client.get("/about-us/").url == "/about/"
    assert client.get("/about/").status_code == 200


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("about", "a slash at both ends"),
        ("//evil.example/", "a slash at both ends"),
        ("/a b/", "a slash at both ends"),
        ("/latest/", "The site itself has a page"),
        ("/admin/", "The site itself has a page"),
        ("/author/x/", "The site itself has a page"),
        ("/contact/", "There is a page at /contact/ already"),
        (f"/{'x' * 100}/", "at most 100 characters"),
    ],
)
def test_address_that_cannot_be_gets_a_sentence(form, url, sentence):
    form().send(title="Contact")

    answer = form().send(title="Other", url=url, content="<p>Kept words</p>")

    assert sentence in errors_of(answer)["url"][0]
    assert "Kept words" in answer.content.decode()


def test_title_without_letters_needs_an_address(form):
    assert "url" in errors_of(form().send(title="!!!"))


def test_address_in_another_script(form, client):
    form().send(title="Über uns")

    assert client.get("/über-uns/").status_code == 200


def test_deleted_page_leaves_the_footer(form, admin_client):
    form().send(title="About us")
    page = StandingPage.objects.get()

    admin_client.post(reverse("admin:masthead_standingpage_delete", args=[page.pk]), {"post": "yes"})

    assert footer() == {}


def test_pages_deleted_from_the_list_leave_the_footer(form, admin_client):
    for title in ("About", "Contact", "Privacy"):
        form().send(title=title)
    keys = list(StandingPage.objects.exclude(title="Contact").values_list("pk", flat=True))

    data = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    admin_client.post(LIST, data)

    assert list(footer()) == ["/contact/"]
    assert StandingPage.objects.count() == 1


def test_list_shows_titles_and_addresses_and_what_is_in_the_footer(form, admin_client):
    form().send(title="About us")
    form().send(title="Thanks", in_footer=None)

    answer = admin_client.get(LIST)

    html = answer.content.decode()
    assert "About us" in html
    assert "/about-us/" in html
    pages = answer.context["cl"].result_list
    assert {page.title: page.in_footer for page in pages} == {"About us": True, "Thanks": False}


@pytest.mark.parametrize("number", [1, 20])
def test_queries_of_the_list_do_not_grow(admin_client, django_assert_num_queries, number):
    for n in range(number):
        FlatPage.objects.create(url=f"/{n}/", title=f"Page {n}")
    admin_client.get(LIST)

    # session, user, site, how many (twice: with and without filters), pages, links
    with django_assert_num_queries(7):
        admin_client.get(LIST)
