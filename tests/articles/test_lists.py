import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from articles import workflow
from masthead import menu
from masthead.models import NavigationLink, SiteSettings
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2024, 7, 15, 10, tzinfo=dt.UTC)


@pytest.fixture
def lists():
    """The addresses of four lists, and what puts a story into all of them."""
    section = CategoryFactory(name="World", slug="world")
    author = AuthorFactory(slug="ada")
    fields = {"category": section, "by": [author], "tagged": ["ferry"]}
    return ["/section/world/", "/author/ada/", "/tag/ferry/", "/latest/"], fields


def headlines(answer):
    assert answer.status_code == 200
    return [story.headline for story in answer.context["stories"]]


def test_lists_are_newest_first_and_hold_public_stories_only(client, lists):
    urls, fields = lists
    for hours in [3, 1, 2]:
        ArticleFactory(
            headline=f"{hours} ago", published=timezone.now() - dt.timedelta(hours=hours), **fields
        )
    ArticleFactory(headline="Draft", **fields)
    ArticleFactory(headline="Tomorrow", published=timezone.now() + dt.timedelta(days=1), **fields)
    workflow.withdraw(ArticleFactory(headline="Mistake", published=True, **fields))

    for url in urls:
        answer = client.get(url)
        assert headlines(answer) == ["1 ago", "2 ago", "3 ago"], url
        for hidden in ["Draft", "Tomorrow", "Mistake"]:
            assert hidden not in answer.content.decode()


def test_pages_of_a_list_hold_each_story_once(client, lists):
    """Also when many stories carry the very same time, as imports do."""
    urls, fields = lists
    with time_machine.travel(NOW, tick=False):
        for number in range(45):
            ArticleFactory(
                headline=f"S{number}", published=NOW - dt.timedelta(days=number // 30), **fields
            )
        for url in [*urls, "/2024/07/"]:
            seen, step = [], url
            while step:
                answer = client.get(step)
                seen += headlines(answer)
                assert (answer.context["newest_url"] is None) == (step == url)
                step = answer.context["older_url"] and url + answer.context["older_url"]
            assert sorted(seen) == sorted(f"S{n}" for n in range(45)), url


@pytest.mark.parametrize("published", [NOW, dt.datetime(1965, 3, 1, tzinfo=dt.UTC)])
def test_lists_go_on_before_1970(client, published):
    for number in range(25):
        ArticleFactory(headline=f"S{number}", published=published - dt.timedelta(days=number))
    first = client.get("/latest/")
    second = client.get("/latest/" + first.context["older_url"])
    assert sorted(headlines(first) + headlines(second)) == sorted(f"S{n}" for n in range(25))
    api = client.get("/api/v1/stories/").json()
    assert len(client.get(api["next"]).json()["items"]) == 5


@pytest.mark.parametrize(
    "cursor",
    [
        *("x", "1", "--1-1", "999999999999999999-1", "-99999999999999999-1", "1-1-1", "1-²"),
        f"1700000000000000-{'9' * 36}",
    ],
)
def test_cursor_that_was_made_up_is_not_found(client, cursor):
    assert client.get(f"/latest/?before={cursor}").status_code == 404
    assert client.get(f"/corrections/?before={cursor}").status_code == 404
    assert client.get(f"/api/v1/stories/?cursor={cursor}").status_code in (400, 404)


@pytest.mark.parametrize(
    "url", ["/section/none/", "/author/none/", "/tag/none/", "/0000/01/", "/9999/12/"]
)
def test_list_of_nothing_known_is_not_found(client, url):
    assert client.get(url).status_code == 404


def test_empty_lists_are_pages(client):
    for url in ["/latest/", "/2024/07/"]:
        assert headlines(client.get(url)) == []


def test_who_and_what_has_no_story_yet_is_not_told_of(client):
    CategoryFactory(slug="quiet")
    AuthorFactory(slug="silent")

    assert client.get("/section/quiet/").status_code == 404
    assert client.get("/author/silent/").status_code == 404


@pytest.mark.parametrize("url", ["/section/quiet/", "http://127.0.0.1:8000/section/quiet/"])
def test_section_without_a_story_is_a_page_once_it_is_linked(client, url, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    world = CategoryFactory(name="World", slug="world")
    ArticleFactory(category=world, published=True)
    CategoryFactory(slug="quiet")
    CategoryFactory(name="Asia", slug="asia", parent=world)
    menu.show_link(url, "Quiet", NavigationLink.Place.HEADER)
    menu.show_link("/section/world/asia/", "Asia", NavigationLink.Place.FOOTER)

    assert headlines(client.get("/section/quiet/")) == []
    assert 'href="/section/world/asia/"' in client.get("/section/world/").text


def test_month_is_that_of_the_papers_time_zone(client):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Asia/Karachi"})
    ArticleFactory(headline="July there", published=dt.datetime(2024, 6, 30, 20, tzinfo=dt.UTC))
    ArticleFactory(headline="August there", published=dt.datetime(2024, 7, 31, 20, tzinfo=dt.UTC))

    answer = client.get("/2024/07/")

    assert headlines(answer) == ["July there"]
    assert answer.context["next_month"] == dt.date(2024, 8, 1)
    assert answer.context["previous_month"] is None


def test_section_page_links_the_sections_below(client):
    world = CategoryFactory(name="World", slug="world")
    asia = CategoryFactory(name="Asia", slug="asia", parent=world)
    CategoryFactory(name="Secret", slug="secret", parent=world)
    ArticleFactory(category=asia, published=True)

    assert "Secret" not in client.get("/section/world/").text
    assert 'href="/section/world/asia/"' in client.get("/section/world/").content.decode()


@pytest.mark.parametrize(
    ("url", "queries"),
    [("/section/world/", 5), ("/tag/tag-1/", 4), ("/latest/", 3), ("/author/{author}/", 4)],
)
def test_queries_of_lists_do_not_grow(client, many_stories, django_assert_num_queries, url, queries):
    url = url.format(author=many_stories.bylines.first().author.slug)
    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200


def test_queries_of_a_month_do_not_grow(client, many_stories, django_assert_num_queries):
    with django_assert_num_queries(5):
        client.get(f"/{timezone.localdate():%Y/%m}/")
