"""Redirects that an editor makes: no chains, no loops."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from masthead.models import StandingPage
from masthead.pages import save_page
from redirects.models import Redirect
from tests.admin_forms import AdminForm, errors_of
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/redirects/redirect/"


@pytest.fixture
def form(admin_client):
    """A function that opens the form of a redirect."""

    def form(redirect=None):
        url = (
            reverse("admin:redirects_redirect_change", args=[redirect.pk]) if redirect else f"{LIST}add/"
        )
        return AdminForm(admin_client, url, "redirect_form")

    return form


def paths():
    return dict(Redirect.objects.values_list("old_path", "new_path"))


def test_new_redirect_is_followed(form, client):
    form().send(old_path="/old-page/", new_path="/latest/")

    assert client.get("/old-page/").url == "/latest/"


def test_encoded_address_is_kept_decoded(form):
    form().send(old_path="/%C3%A4rger/", new_path="/latest/")

    assert paths() == {"/ärger/": "/latest/"}


@pytest.mark.parametrize(
    ("old_path", "is_there"),
    [
        ("/latest/", True),
        ("/latest", True),
        ("/about/", True),
        ("{live}", True),
        ("{live}?page=2", True),
        ("{live}more/", False),
        ("{live}comments/feed/", True),
        ("{draft}comments/feed/", False),
        ("/feed/rss/", True),
        ("/feed/rss/section/none/", False),
        ("/feed/atom/tag/none/", False),
        ("/feed/json/author/none/", False),
        ("{draft}", False),
        ("/old-page/", False),
        ("/?p=3", False),
    ],
)
def test_redirect_from_where_a_page_is_comes_with_a_warning(form, old_path, is_there):
    save_page(StandingPage(url="/about/", title="About", content="<p>We.</p>"))
    live, draft = ArticleFactory(published=True), ArticleFactory()
    old_path = old_path.format(live=live.get_absolute_url(), draft=draft.get_absolute_url())

    answer = form().send(old_path=old_path, new_path="/corrections/")

    assert paths() == {old_path: "/corrections/"}
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert any(said.startswith("There is a page at /") for said in told) == is_there


def test_what_led_to_the_old_path_leads_on_at_once(form):
    Redirect.objects.create(old_path="/oldest/", new_path="/old/")

    form().send(old_path="/old/", new_path="/latest/")

    assert paths() == {"/oldest/": "/latest/", "/old/": "/latest/"}


@pytest.mark.parametrize("new_path", ["/b/", "/%62/", "/b", "/b/?page=2", "/b/#top"])
def test_redirect_to_a_redirect_is_refused_with_where_it_leads(form, new_path):
    Redirect.objects.create(old_path="/b/", new_path="/a/")

    answer = form().send(old_path="/a/", new_path=new_path)

    assert errors_of(answer) == {"new_path": ["/b/ is a redirect itself, to /a/. Lead there at once."]}


@pytest.mark.parametrize(
    ("old_path", "new_path"),
    [
        ("/a/", "/a/"),
        ("a/", "/b/"),
        ("/a/", "//evil.example/"),
        ("/a/", "javascript:alert(1)"),
        ("/a/", ""),
        ("/a/", "https://["),
        ("/a/", "http://127.0.0.1:8000/a/"),
        ("/a/", "HTTPS://127.0.0.1:8000/a#top"),
        ("/a/", "http://127.0.0.1:8000//evil.example/"),
        ("/a%00b/", "/b/"),
        ("/a/", "/b%00/"),
        ("/a/", "/b%0a/"),
        ("/", "/b/"),
    ],
)
def test_redirect_that_leads_nowhere_is_refused(form, old_path, new_path):
    answer = form().send(old_path=old_path, new_path=new_path)

    assert errors_of(answer)
    assert paths() == {}


def test_loop_by_whole_addresses_of_this_site_is_refused(form):
    form().send(old_path="/a/", new_path="http://127.0.0.1:8000/b/")
    answer = form().send(old_path="/b/", new_path="http://127.0.0.1:8000/a/?x=1")

    assert errors_of(answer) == {"new_path": ["/a/ is a redirect itself, to /b/. Lead there at once."]}
    assert paths() == {"/a/": "/b/"}


@pytest.mark.parametrize("home", ["https://paper.example", "https://paper.example:443"])
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("http://paper.example/b/", "/b/"),
        ("https://PAPER.example:443", "/"),
        ("https://paper.example?x=1#top", "/?x=1#top"),
        ("https://paper.example:8000/b/", "https://paper.example:8000/b/"),
        ("https://www.paper.example/b/", "https://www.paper.example/b/"),
    ],
)
def test_whole_address_of_this_site_is_kept_as_a_path(form, settings, home, typed, stored):
    settings.SITE_URL = home

    form().send(old_path="/a/", new_path=typed)

    assert paths() == {"/a/": stored}


def test_changed_redirect(form):
    redirect = Redirect.objects.create(old_path="/a/", new_path="/b/")

    form(redirect).send(new_path="/c/")

    assert paths() == {"/a/": "/c/"}
