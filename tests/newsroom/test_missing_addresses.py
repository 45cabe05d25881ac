"""The desk's list of missing addresses: by count, with a redirect by one click."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from articles import workflow
from newsroom.oldlinks.suggesting import suggest
from newsroom.roles import EDITOR, MANAGING_EDITOR
from redirects.models import MissingAddress, Redirect
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/redirects/missingaddress/"


@pytest.fixture
def editor(client):
    """A client of a managing editor."""
    user = UserFactory(is_staff=True)
    user.groups.set(Group.objects.filter(name=MANAGING_EDITOR.name))
    client.force_login(user)
    return client


def miss(path, hits=1, **fields):
    now = timezone.now()
    return MissingAddress.objects.create(path=path, hits=hits, first_seen=now, last_seen=now, **fields)


@pytest.fixture
def story():
    return ArticleFactory(slug="harbour-bridge-opens", published=True)


def test_list_is_by_count_and_without_noise(editor):
    miss("/rarely/", 2, referrers={"https://a.example/x": 1, "/latest/": 5})
    miss("/often/", 9)
    miss("/wp-login.php", 999, is_noise=True)
    html = editor.get(LIST).text
    assert html.index("/often/") < html.index("/rarely/")
    assert "/latest/ (5), https://a.example/x (1)" in html
    assert "wp-login" not in html
    noise = editor.get(f"{LIST}?noise=1").text
    assert "wp-login" in noise
    assert "/often/" not in noise


def test_one_click_redirects_to_the_likeliest_story(editor, story):
    row = miss("/2019/05/harbour-bridge-opens.html", 3)
    address = story.get_absolute_url()
    html = editor.get(LIST).text
    assert f'name="to" value="{address}" formaction="{LIST}{row.pk}/redirect/"' in html

    answer = editor.post(f"{LIST}{row.pk}/redirect/", {"to": address}, follow=True)

    assert f"leads to {address} now" in answer.text
    assert Redirect.objects.get().new_path == address
    assert not MissingAddress.objects.exists()
    assert editor.get(row.path).headers["Location"] == address


@pytest.mark.parametrize("to", ["", "//evil.example/", "javascript:alert(1)", "/missing/"])
def test_redirect_to_nowhere_is_refused(editor, to):
    row = miss("/missing/")
    answer = editor.post(f"{LIST}{row.pk}/redirect/", {"to": to}, follow=True)
    assert "Nothing was redirected." in answer.text
    assert not Redirect.objects.exists()
    assert MissingAddress.objects.exists()


def test_what_is_redirected_already_leaves_the_list(editor):
    row = miss("/a/")
    Redirect.objects.create(old_path="/a/", new_path="/b/")
    editor.post(f"{LIST}{row.pk}/redirect/", {"to": "/latest/"})
    assert Redirect.objects.get().new_path == "/b/"
    assert not MissingAddress.objects.exists()


def test_elsewhere_opens_the_form_with_the_address(editor):
    miss("/ä b/?c")
    html = editor.get(LIST).text
    assert "?old_path=%2F%C3%A4+b%2F%3Fc" in html
    assert (
        'value="/ä b/?c"'
        in editor.get("/admin/redirects/redirect/add/?old_path=%2F%C3%A4+b%2F%3Fc").text
    )


def test_others_do_not_see_it(client):
    row = miss("/a/")
    user = UserFactory(is_staff=True)
    user.groups.set(Group.objects.filter(name=EDITOR.name))
    client.force_login(user)
    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}{row.pk}/redirect/", {"to": "/latest/"}).status_code == 403
    assert not Redirect.objects.exists()


def test_link_alone_changes_nothing(editor):
    row = miss("/a/")
    assert editor.get(f"{LIST}{row.pk}/redirect/?to=/latest/").status_code == 405


def test_suggestions(story):
    other = ArticleFactory(slug="ferry-strike-ends", published=True)
    old = ArticleFactory(
        slug="old-river-treaty-signed", published=timezone.now() - dt.timedelta(days=900)
    )
    hidden = ArticleFactory(slug="secret-plan-leaks")
    gone = ArticleFactory(slug="withdrawn-words-here", published=True)
    workflow.withdraw(gone)
    month = f"{old.published_at:/%Y/%m/}"
    found = suggest(
        [
            "/harbour-bridge-opens/",
            "/news/123-harbour-bridge-opens-45.html",
            "/2011/ferry-strike-ends-today/amp/",
            f"{month}river-treaty-signed/",
            *("/secret-plan-leaks/", "/withdrawn-words-here/", "/nothing-alike/", "/", "/2019/", "/??/"),
        ]
    )
    assert found == {
        "/harbour-bridge-opens/": story.get_absolute_url(),
        "/news/123-harbour-bridge-opens-45.html": story.get_absolute_url(),
        "/2011/ferry-strike-ends-today/amp/": other.get_absolute_url(),
        f"{month}river-treaty-signed/": old.get_absolute_url(),
    }
    assert hidden.get_absolute_url() not in found.values()


@pytest.mark.parametrize("number", [2, 25])
def test_queries_of_the_list_do_not_grow(editor, story, number, django_assert_max_num_queries):
    for n in range(number):
        miss(f"/2019/05/bridge-{n}/", n)
    editor.get(LIST)
    with django_assert_max_num_queries(12):
        editor.get(LIST)
