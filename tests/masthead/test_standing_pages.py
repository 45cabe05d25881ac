"""Standing pages in the admin: About, Contact, Privacy."""

import pytest
from django.contrib.flatpages.models import FlatPage
from django.urls import reverse

from masthead.models import SiteSettings, StandingPage
from tests.admin_forms import AdminForm, errors_of
from tests.markup import find_live_markup

pytestmark = pytest.mark.django_db

LIST = "/admin/masthead/standingpage/"


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
    assert SiteSettings.load().menu["pages"] == [{"label": "About us", "url": "/about-us/"}]


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

    assert SiteSettings.load().menu["pages"] == []


def test_list_shows_titles_and_addresses(form, admin_client):
    form().send(title="About us")

    html = admin_client.get(LIST).content.decode()

    assert "About us" in html
    assert "/about-us/" in html
