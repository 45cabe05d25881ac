"""What the API tells other programs, and what it does not."""

import datetime as dt

import pytest
import time_machine
from django.http import JsonResponse
from django.test import RequestFactory

from articles import workflow
from authors.models import Author
from comments.models import Comment
from incoming.limits import Limiter
from newsroom.api.guard import Guard
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, CommentFactory

pytestmark = pytest.mark.django_db

DAY = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def story():
    author = AuthorFactory(name="Amina Rao", slug="amina", email="amina@public.example")
    section = CategoryFactory(name="World", slug="world")
    return ArticleFactory(
        published=True, headline="Ferry", category=section, by=[author], tagged=["Harbour"]
    )


def told(client, address, **query):
    answer = client.get(f"/api/v1/{address}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_story_comes_with_its_text(client, story):
    found = told(client, f"stories/{story.pk}/")

    assert found["headline"] == "Ferry"
    assert found["text"] == "<p>The first paragraph.</p>"
    assert found["url"].endswith(story.get_absolute_url())
    assert found["category"]["path"] == "world"
    assert [author["name"] for author in found["authors"]] == ["Amina Rao"]
    assert [tag["slug"] for tag in found["tags"]] == ["harbour"]


def test_tags_stand_in_the_order_in_which_they_were_given(client):
    other = ArticleFactory(published=True, headline="Ferry", tagged=["Moles", "Apes"])
    story = ArticleFactory(published=True, headline="Ferry", tagged=["Zebras", "Apes", "Moles"])
    given = {other.pk: ["Moles", "Apes"], story.pk: ["Zebras", "Apes", "Moles"]}
    slug = story.tags.get(name="Moles").slug

    assert [tag["name"] for tag in told(client, f"stories/{story.pk}/")["tags"]] == given[story.pk]
    for address in ("stories/", f"tags/{slug}/stories/", "search/?q=ferry"):
        items = told(client, address)["items"]
        assert {row["id"]: [tag["name"] for tag in row["tags"]] for row in items} == given


def test_lists_are_read_a_page_at_a_time_to_their_end(client):
    for number in range(5):
        ArticleFactory(headline=f"Story {number}", published=DAY + dt.timedelta(hours=number))
    seen, address = [], "/api/v1/stories/?limit=2&fields=headline"
    while address:
        answer = client.get(address).json()
        seen += [row["headline"] for row in answer["items"]]
        address = answer["next"] and answer["next"].removeprefix("http://127.0.0.1:8000")

    assert seen == [f"Story {number}" for number in (4, 3, 2, 1, 0)]


def test_next_page_of_a_slug_in_any_script_is_an_address(client):
    harbour = AuthorFactory(slug="hafen-öl")
    for _ in range(2):
        ArticleFactory(published=True, by=[harbour])
    first = told(client, "authors/hafen-öl/stories/", limit=1)

    assert "/authors/hafen-%C3%B6l/stories/?limit=1&cursor=" in first["next"]
    assert len(client.get(first["next"]).json()["items"]) == 1


@pytest.mark.parametrize("kind", ["categories", "tags", "authors"])
def test_what_stands_around_stories_is_listed_once_a_story_is_public(client, kind):
    section, author = CategoryFactory(slug="world"), AuthorFactory(slug="amina")
    story = ArticleFactory(category=section, by=[author], tagged=["Harbour"])
    assert told(client, f"{kind}/")["items"] == []

    workflow.publish(story)

    (row,) = told(client, f"{kind}/")["items"]
    key = row.get("id") or row["slug"]
    assert told(client, f"{kind}/{key}/") == row
    assert [one["id"] for one in told(client, f"{kind}/{key}/stories/")["items"]] == [story.pk]


def test_lists_by_key_are_read_to_their_end(client):
    ArticleFactory(published=True, tagged=["One", "Two", "Three"])
    first = told(client, "tags/", limit=2)
    second = client.get(first["next"]).json()

    assert len(first["items"]) == 2
    assert len(second["items"]) == 1
    assert second["next"] is None


def test_days_are_those_of_the_paper(client):
    ArticleFactory(headline="Before", published=dt.datetime(2026, 3, 9, 23, 59, tzinfo=dt.UTC))
    ArticleFactory(headline="On it", published=dt.datetime(2026, 3, 10, 0, 0, tzinfo=dt.UTC))
    ArticleFactory(headline="After", published=dt.datetime(2026, 3, 11, 0, 0, tzinfo=dt.UTC))

    found = told(client, "stories/", since="2026-03-10", until="2026-03-10")

    assert [row["headline"] for row in found["items"]] == ["On it"]


def test_search_finds_what_the_search_page_finds(client, story):
    assert [row["id"] for row in told(client, "search/", q="ferry paragraph")["items"]] == [story.pk]
    assert told(client, "search/", q="ferry", tag="harbour", section="world")["items"][0]["tags"]
    assert told(client, "search/", q=" ")["items"] == []
    beyond = client.get("/api/v1/search/?q=ferry&page=2")
    assert (beyond.status_code, beyond.json()["error"]) == (404, "There is no page 2: the last is 1.")
    assert client.get("/api/v1/search/?q=ferry&tag=nothing").status_code == 404


@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_results_are_read_to_their_end(client, sort):
    for number in range(23):
        ArticleFactory(headline=f"Ferry {number}", published=True)
    first = told(client, "search/", q="ferry", sort=sort)
    second = client.get(first["next"]).json()

    assert len({row["id"] for row in first["items"] + second["items"]}) == 23
    assert second["next"] is None


def test_no_hidden_story_is_told_of(client):
    with time_machine.travel(DAY, tick=False):
        hidden = [
            ArticleFactory(headline="Secret"),
            ArticleFactory(headline="Secret", published=DAY + dt.timedelta(minutes=1)),
        ]
        gone = ArticleFactory(headline="Secret", published=True)
        workflow.withdraw(gone)
        for story in [*hidden, gone]:
            for address in (f"stories/{story.pk}/", f"stories/{story.pk}/comments/"):
                assert client.get(f"/api/v1/{address}").status_code == 404
        for address in ("stories/", "search/?q=secret", "comments/"):
            assert b"Secret" not in client.get(f"/api/v1/{address}").content


def test_comment_tells_what_readers_see_and_nothing_of_who_wrote_it(client, story):
    secret = {"email": "x@leaked.example", "ip_address": "203.0.113.7", "user_agent": "leaked"}
    first = CommentFactory(article=story, body="First", **secret)
    reply = CommentFactory(article=story, body="Reply", parent=first, **secret)
    CommentFactory(article=story, body="Waiting", status=Comment.Status.PENDING, **secret)
    for address in ("comments/", f"stories/{story.pk}/comments/"):
        rows = told(client, address)["items"]
        assert [(row["body"], row["parent"]) for row in rows] == [("Reply", first.pk), ("First", None)]
        content = client.get(f"/api/v1/{address}").content
        assert b"leaked" not in content
        assert b"203.0.113" not in content

    Comment.objects.filter(pk=first.pk).update(status=Comment.Status.TRASH)
    assert told(client, "comments/")["items"][0] == told(client, "comments/")["items"][-1]
    assert told(client, "comments/")["items"][0]["id"] == reply.pk
    assert told(client, "comments/")["items"][0]["parent"] is None


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("stories/", "search_text"),
        ("stories/", "created_by"),
        ("comments/", "email"),
        ("comments/", "article__created_by__password"),
        ("authors/", "user"),
        ("authors/", "email"),
    ],
)
def test_fields_reach_nothing_that_is_not_told(client, address, private):
    answer = client.get(f"/api/v1/{address}", {"fields": private})

    assert answer.status_code == 400
    assert f"there is no field “{private}”" in answer.json()["error"]


def test_fields_choose(client, story):
    assert told(client, f"stories/{story.pk}/", fields="headline,id") == {
        "headline": "Ferry",
        "id": story.pk,
    }


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("stories/?cursor=x", 400, "take it from “next”"),
        ("stories/?limit=101", 400, "limit"),
        ("stories/?catgory=world", 400, "There is no parameter “catgory” here"),
        ("stories/?limit=1&limit=2", 400, "comes twice"),
        ("stories/?kind=gossip", 400, "there are news, analysis"),
        ("stories/?since=2026-02-30", 400, "write a day as 2024-07-15"),
        ("stories/?since=0001-01-01&until=9999-12-31", 200, ""),
        ("search/", 400, "q: this parameter is needed"),
        ("search/?q=%00", 400, "cannot be read"),
        ("stories/99999999999999999999/", 400, "key"),
        ("stories/7/", 404, "There is no such story."),
        ("tags/nothing/", 404, "There is no such tag."),
        ("nothing/", 404, "There is nothing at this address."),
    ],
)
def test_wrong_questions_get_a_sentence(client, address, status, words):
    answer = client.get(f"/api/v1/{address}")

    assert answer.status_code == status
    assert status == 200 or words in answer.json()["error"]


def test_api_can_only_be_read(client):
    answer = client.post("/api/v1/stories/", {"headline": "Mine"})

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "only be read" in answer.json()["error"]


def test_who_has_the_newest_state_is_told_so_without_it(client, story):
    first = client.get("/api/v1/stories/")
    again = client.get("/api/v1/stories/", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    ArticleFactory(published=True)
    after = client.get("/api/v1/stories/", headers={"if-none-match": first.headers["ETag"]})
    assert after.status_code == 200


def test_head_tells_what_get_would(client, story):
    get, head = client.get("/api/v1/stories/"), client.head("/api/v1/stories/")

    assert head.content == b""
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(get.content))


def test_no_cookie_is_set(client, story):
    assert not client.get("/api/v1/stories/").cookies
    assert not client.get("/api/v1/").cookies


def test_network_that_asks_too_much_is_told_when_to_come_back(settings, monkeypatch):
    monkeypatch.setattr("newsroom.api.guard.limiter", Limiter(slots=4096))
    settings.API_A_MINUTE = 3
    guard = Guard(lambda request: JsonResponse({}))

    def ask(address):
        return guard(RequestFactory().get("/api/v1/stories/", REMOTE_ADDR=address))

    answers = [ask(f"203.0.113.{number}").status_code for number in range(4)]
    last = ask("203.0.113.9")

    assert answers == [200, 200, 200, 429]
    assert 1 <= int(last.headers["Retry-After"]) <= 20
    assert ask("198.51.100.1").status_code == 200


@pytest.mark.parametrize(
    ("origins", "asking", "allowed"),
    [
        ([], "https://app.example", None),
        (["*"], "https://app.example", "*"),
        (["https://app.example"], "https://app.example", "https://app.example"),
        (["https://app.example"], "https://evil.example", None),
    ],
)
def test_scripts_of_other_sites_read_it_if_the_setting_says_so(
    client, settings, origins, asking, allowed
):
    settings.API_ORIGINS = origins
    for answer in (
        client.get("/api/v1/stories/", headers={"origin": asking}),
        client.options("/api/v1/stories/", headers={"origin": asking}),
        client.get("/api/v1/stories/0/", headers={"origin": asking}),
    ):
        assert answer.headers.get("Access-Control-Allow-Origin") == allowed


def test_errors_of_the_site_are_json_too(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("newsroom.api.endpoints._tags", lambda: 1 / 0)
    answer = client.get("/api/v1/tags/")

    assert answer.status_code == 500
    assert "Something broke" in answer.json()["error"]


def test_reference_tells_people_what_there_is(client):
    page = client.get("/api/v1/").content.decode()

    assert "http://127.0.0.1:8000/api/v1/stories/" in page
    assert "an editors’ pick" in page
    assert "<script" not in page.partition("<main")[2]


def test_pages_take_as_many_queries_however_long_they_are(client, django_assert_num_queries, story):
    for number in range(3):
        extra = AuthorFactory(slug=f"a{number}")
        one = ArticleFactory(published=True, by=[extra], tagged=[f"T{number}"], category=story.category)
        CommentFactory(article=one)
    slug = Author.objects.first().slug
    counts = {
        "stories/": 4,  # the settings, stories, authors, tags
        f"stories/{story.pk}/": 6,  # besides, its questions and its text
        "comments/": 3,
        f"stories/{one.pk}/comments/": 4,
        "categories/": 2,
        f"categories/{story.category_id}/stories/": 5,
        "tags/": 2,
        "authors/": 2,
        f"authors/{slug}/stories/": 5,
    }
    for address, count in counts.items():
        with django_assert_num_queries(count, info=address):
            assert client.get(f"/api/v1/{address}").status_code == 200
