"""What the desk finds by words: stories in every state, and where it stops."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from taggit.models import Tag

from articles import finding, workflow
from articles.models import Article
from newsroom.roles import CONTRIBUTOR
from search import tallies
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2024, 7, 15, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LIST = "/admin/articles/article/"
PINNED = {"app_label": "articles", "model_name": "pinnedstory", "field_name": "story"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def listed(admin_client):
    """A function that returns the headlines of the list with a query."""

    def listed(client=admin_client, **query) -> list[str]:
        return [story.headline for story in client.get(LIST, query).context["cl"].result_list]

    return listed


@pytest.fixture
def offered(admin_client):
    """A function that returns what a field offers, which asks for a story, when words are typed."""

    def offered(words, client=admin_client) -> list[str]:
        answer = client.get("/admin/autocomplete/", PINNED | {"term": words})
        return [row["text"].partition(" (")[0] for row in answer.json()["results"]]

    return offered


@pytest.mark.parametrize(
    "words",
    [
        *("ARGER", "ärger hafen", "quays", "rao", "rao khan arger", "words text", "haf", "arger-am-kai"),
        *("https://paper.example/2024/07/arger-am-kai/", "arger -hafen", '"hafen', "word & text"),
    ],
)
def test_published_story_is_found_by_its_words_in_any_form(listed, offered, words):
    ArticleFactory(
        headline="Ärger am Hafen",
        standfirst="The quay",
        slug="arger-am-kai",
        body="<p>A word in the text</p>",
        by=[AuthorFactory(name="Amina Rao"), AuthorFactory(name="Rao Khan")],
        published=True,
    )
    ArticleFactory(headline="Nothing of it", published=True)
    tallies.fold()

    assert listed(q=words) == ["Ärger am Hafen"]
    assert offered(words) == ["Ärger am Hafen"]


@pytest.mark.parametrize("words", ["arbour", "ferry arbo", "ina ra", "harbour-op"])
def test_what_is_not_published_is_found_by_parts_of_words_too(listed, words):
    fields = {"headline": "Harbour opens", "slug": "harbour-opens", "body": "<p>A ferry</p>"}
    ArticleFactory(**fields, by=[AuthorFactory(name="Amina Rao")])
    ArticleFactory(headline="Other")

    assert listed(q=words) == ["Harbour opens"]


def test_stories_of_every_state_are_found(listed, offered):
    ArticleFactory(headline="Harbour draft")
    ArticleFactory(headline="Harbour scheduled", published=NOW + DAY)
    ArticleFactory(headline="Harbour public", published=NOW - DAY)
    expired = ArticleFactory(headline="Harbour expired", published=NOW - 2 * DAY)
    Article.objects.filter(pk=expired.pk).update(expires_at=NOW - DAY)
    workflow.withdraw(ArticleFactory(headline="Harbour withdrawn", published=NOW - DAY))
    states = ["draft", "scheduled", "public", "expired", "withdrawn"]

    assert set(listed(q="harbour")) == {f"Harbour {state}" for state in states}
    assert set(offered("harbour")) == {f"Harbour {state}" for state in states}
    assert listed(q="harbour", status="scheduled") == ["Harbour scheduled"]


def test_beyond_the_newest_published_ones_it_says_that_there_are_more(admin_client, listed, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 2)
    for number in range(3):
        ArticleFactory(headline=f"Harbour {number}", published=True)

    assert set(listed(q="harbour")) == {"Harbour 1", "Harbour 2"}
    assert "More published stories hold these words" in admin_client.get(LIST, {"q": "harbour"}).text
    assert "More published stories" not in admin_client.get(LIST, {"q": "harbour 1"}).text


def test_beyond_the_drafts_changed_last_it_says_how_many_it_went_through(
    admin_client, listed, monkeypatch
):
    monkeypatch.setattr(finding, "LOOKED_THROUGH", 2)
    for number in range(3):
        with time_machine.travel(NOW + number * DAY, tick=False):
            ArticleFactory(headline=f"Harbour {number}")

    assert listed(q="harbour") == ["Harbour 2", "Harbour 1"]
    page = admin_client.get(LIST, {"q": "harbour"}).text
    assert "the 2 stories of each state that were changed last were gone through" in page


def test_filters_choose_among_all_that_hold_the_words(listed, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 1)
    author, section = AuthorFactory(), CategoryFactory()
    below = CategoryFactory(parent=section)
    ArticleFactory(
        headline="Harbour old", by=[author], category=below, tagged=["Lahore"], published=NOW - 9 * DAY
    )
    ArticleFactory(headline="Harbour new", published=NOW)

    assert listed(q="harbour") == ["Harbour new"]
    for chosen in (
        {"author": author.pk},
        {"section": section.pk},
        {"tag": Tag.objects.get().pk},
        {"author": f"0{author.pk}", "section": below.pk},
    ):
        assert listed(q="harbour", **chosen) == ["Harbour old"]


def test_whoever_sees_only_own_stories_finds_all_of_these_and_no_others(
    client, listed, offered, monkeypatch
):
    monkeypatch.setattr(finding, "MOST", 1)
    monkeypatch.setattr(finding, "MOST_ABOUT", 1)
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=CONTRIBUTOR.name))
    client.force_login(user)
    ArticleFactory(headline="Harbour signed", by=[AuthorFactory(user=user)], published=NOW - 2 * DAY)
    ArticleFactory(headline="Harbour begun", created_by=user)
    ArticleFactory(headline="Harbour of others", published=NOW - DAY)
    ArticleFactory(headline="Harbour secret")

    assert set(listed(client, q="harbour")) == {"Harbour signed", "Harbour begun"}
    assert set(offered("harbour", client)) == {"Harbour signed", "Harbour begun", "Harbour of others"}


def test_fields_offer_first_what_holds_the_words_in_its_headline(offered):
    headlines = ["The harbour opens", "Harbour closed, not published", "Tide", "Wind"]
    ArticleFactory(headline=headlines[0], body="<p>The harbour.</p>", published=NOW - 9 * DAY)
    with time_machine.travel(NOW + DAY, tick=False):
        ArticleFactory(headline=headlines[1])
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        ArticleFactory(headline=headlines[2], body="<p>In the harbour</p>", published=True)
        ArticleFactory(headline=headlines[3], body="<p>In the harbour</p>")

    assert offered("harbour") == [headlines[1], headlines[0], headlines[3], headlines[2]]


def test_headline_is_offered_however_many_newer_stories_name_the_word(offered, monkeypatch):
    monkeypatch.setattr(finding, "MOST_ABOUT", 1)
    ArticleFactory(headline="Harbour opens", body="<p>The harbour.</p>", published=NOW - 9 * DAY)
    for _ in range(3):
        ArticleFactory(headline="Tide", body="<p>In the harbour</p>", published=True)

    assert offered("harbour") == ["Harbour opens", "Tide"]


@pytest.mark.parametrize("words", ["", "   ", "-", "''", "%", "_", "*", "!!", "a" * 3_000, "x " * 500])
def test_whatever_is_asked_is_answered(listed, offered, words):
    ArticleFactory(headline="Harbour")

    found = listed(q=words)
    assert found == ([] if words.strip() else ["Harbour"])
    assert offered(words) == found


@pytest.mark.parametrize("number", [2, 8])
def test_queries_do_not_grow_with_what_is_found(admin_client, django_assert_num_queries, number):
    for count in range(number):
        ArticleFactory(headline="Harbour", published=True if count % 2 else None)
    admin_client.get(LIST)

    # Session, user, site; its language; the last word's beginnings, how common they are, the index;
    # five states, their text, the address; which the filters let through, how many, stories, authors.
    with django_assert_num_queries(18):
        admin_client.get(LIST, {"q": "harbour"})
