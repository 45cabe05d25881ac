"""The list of stories: what it shows, finds and does, and what it costs."""

import datetime as dt

import pytest
import time_machine
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse
from taggit.models import Tag

from articles import saving, workflow
from articles.models import Article
from desk.paginator import BoundedPaginator
from masthead.models import SiteSettings
from tests.bulk import make_stories
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2024, 7, 15, 10, tzinfo=dt.UTC)
URL = "/admin/articles/article/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def listed(admin_client):
    """A function that returns the headlines of the list with a query."""

    def listed(**query) -> list[str]:
        answer = admin_client.get(URL, query)
        assert answer.status_code == 200
        return [article.headline for article in answer.context["cl"].result_list]

    return listed


@pytest.fixture
def act(admin_client):
    """A function that does something to stories from the list, and returns the messages."""

    def act(action, stories, **data):
        chosen = {ACTION_CHECKBOX_NAME: [story.pk for story in stories]}
        return admin_client.post(URL, {"action": action} | chosen | data)

    return act


def messages_of(answer) -> list[str]:
    return [str(message) for message in answer.wsgi_request._messages]


@pytest.mark.parametrize("number", [10, 50])
def test_number_of_queries_does_not_grow_with_the_rows(admin_client, django_assert_num_queries, number):
    make_stories(number)
    admin_client.get(URL)  # content types are remembered from now on

    with django_assert_num_queries(6):  # session, user, site, how many, stories, authors
        answer = admin_client.get(URL)

    assert len(answer.context["cl"].result_list) == number


def test_row_tells_state_kind_section_authors_and_time_of_the_paper(admin_client):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Asia/Karachi"})
    section = CategoryFactory(name="Asia", parent=CategoryFactory(name="World"))
    authors = [AuthorFactory(name="Amina Rao"), AuthorFactory(name="Bo Li")]
    ArticleFactory(
        headline="Harbour opens",
        kind="analysis",
        category=section,
        by=authors,
        published=dt.datetime(2024, 7, 14, 21, 30, tzinfo=dt.UTC),
    )

    html = admin_client.get(URL).content.decode()

    for text in ["Published", "Analysis", "World › Asia", "Amina Rao, Bo Li", "15 Jul, 02:30"]:
        assert text in html


def test_status_filter_parts_scheduled_from_published(listed):
    ArticleFactory(headline="Draft")
    ArticleFactory(headline="Public", published=True)
    ArticleFactory(headline="Scheduled", published=NOW + dt.timedelta(days=1))
    withdrawn = ArticleFactory(headline="Withdrawn", published=True)
    workflow.withdraw(withdrawn)

    assert listed(status="draft") == ["Draft"]
    assert listed(status="published") == ["Public"]
    assert listed(status="scheduled") == ["Scheduled"]
    assert listed(status="withdrawn") == ["Withdrawn"]
    assert len(listed(status="nonsense")) == 4


def test_section_filter_finds_what_stands_below(listed):
    world = CategoryFactory(slug="world")
    asia = CategoryFactory(slug="asia", parent=world)
    CategoryFactory(slug="world-cup")
    ArticleFactory(headline="In Asia", category=asia)
    ArticleFactory(headline="In the world", category=world)
    ArticleFactory(headline="Elsewhere", category=CategoryFactory())

    assert set(listed(section=world.pk)) == {"In Asia", "In the world"}
    assert listed(section=asia.pk) == ["In Asia"]
    assert len(listed(section="none")) == 3


def test_author_kind_and_tag_filters(listed):
    author = AuthorFactory()
    ArticleFactory(headline="Hers", by=[author], kind="review", tagged=["Lahore"])
    ArticleFactory(headline="Not hers")

    assert listed(author=author.pk) == ["Hers"]
    assert listed(kind="review") == ["Hers"]
    assert listed(tag=Tag.objects.get().pk) == ["Hers"]
    assert len(listed(kind="gossip")) == 2


@pytest.mark.parametrize("words", ["ARGER", "ärger hafen", "quay", "rao", "arger-am", "text word"])
def test_search_finds_headline_text_slug_and_author(listed, words):
    ArticleFactory(
        headline="Ärger am Hafen",
        standfirst="The quay",
        slug="arger-am-kai",
        body="<p>A word in the text</p>",
        by=[AuthorFactory(name="Amina Rao"), AuthorFactory(name="Rao Khan")],
    )
    ArticleFactory(headline="Nothing of it")

    assert listed(q=words) == ["Ärger am Hafen"]


def test_search_for_what_is_not_there_offers_the_whole_list(admin_client):
    ArticleFactory()

    html = admin_client.get(URL, {"q": "zeppelin"}).content.decode()

    assert "No stories match what you look for." in html
    assert "Show all of them" in html


def test_empty_list_invites_to_write(admin_client):
    html = admin_client.get(URL).content.decode()

    assert "No stories yet." in html
    assert "Write the first one." in html


def test_long_list_stops_counting(admin_client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(BoundedPaginator, "limit", 60)
    make_stories(70)

    first = admin_client.get(URL)
    last = admin_client.get(URL, {"p": 2})

    assert "The first 60 stories, of more." in first.content.decode()
    assert len(first.context["cl"].result_list) == 50
    assert len(last.context["cl"].result_list) == 10
    assert admin_client.get(URL, {"p": 3}).status_code == 302


def test_publishing_several_at_once(act):
    drafts = ArticleFactory.create_batch(2)
    early = ArticleFactory(published_at=NOW - dt.timedelta(days=3))
    scheduled = ArticleFactory(published=NOW + dt.timedelta(days=3))
    public = ArticleFactory(published=NOW - dt.timedelta(days=9))

    answer = act("publish_stories", [*drafts, early, scheduled, public])

    assert messages_of(answer) == ["4 stories are now public."]
    assert Article.objects.published().count() == 5
    assert Article.objects.get(pk=early.pk).published_at == NOW - dt.timedelta(days=3)
    assert Article.objects.get(pk=scheduled.pk).published_at == NOW


def test_action_that_changes_nothing_says_so(act):
    said = "No story was changed: each is public already, or cannot be from where it is."
    assert messages_of(act("publish_stories", [ArticleFactory(published=True)])) == [said]
    assert messages_of(act("publish_stories", [ArticleFactory(headline="")])) != [said]


def test_withdrawing_several_asks_first(act):
    stories = ArticleFactory.create_batch(2, published=True)
    draft = ArticleFactory()

    page = act("withdraw_stories", [*stories, draft]).content.decode()
    assert "Readers of these stories will see that they were withdrawn" in page
    assert Article.objects.published().count() == 2

    answer = act("withdraw_stories", [*stories, draft], confirmed="yes", reason="All wrong")
    assert messages_of(answer) == ["2 stories are now withdrawn."]
    assert Article.objects.get(pk=draft.pk).status == "draft"
    assert {story.withdrawal_reason for story in Article.objects.exclude(pk=draft.pk)} == {"All wrong"}


def test_moving_several_to_a_section_asks_which(act, client):
    stories = ArticleFactory.create_batch(2, published=True)
    section = CategoryFactory(name="World")

    assert "These stories move" in act("move_stories", stories).content.decode()
    assert "This field is required" in act("move_stories", stories, confirmed="yes").content.decode()
    answer = act("move_stories", stories, confirmed="yes", category=section.pk)

    assert messages_of(answer) == ["2 stories are now in World."]
    html = client.get(section.get_absolute_url()).content.decode()
    assert all(story.headline in html for story in stories)


def test_too_many_at_once_change_nothing(act, monkeypatch):
    monkeypatch.setattr("articles.admin.actions.MOST_AT_ONCE", 2)
    stories = ArticleFactory.create_batch(3)

    answer = act("publish_stories", stories)

    assert messages_of(answer) == ["Choose 2 stories at most at one time. Nothing was changed."]
    assert not Article.objects.published().exists()


def test_what_the_actions_did_stands_in_the_history(act, admin_client):
    story = ArticleFactory()
    act("publish_stories", [story])

    url = reverse("admin:articles_article_history", args=[story.pk])
    assert "published it" in admin_client.get(url).content.decode()


def test_stories_with_a_time_are_ordered_by_it_once_filtered(listed):
    ArticleFactory(headline="Older", published=NOW - dt.timedelta(days=2))
    newer = ArticleFactory(headline="Newer", published=NOW - dt.timedelta(days=1))
    older = Article.objects.get(headline="Older")
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        saving.save(older)

    assert listed() == ["Older", "Newer"]
    assert listed(status="published") == [newer.headline, "Older"]


def test_stories_of_one_headline_are_told_apart_in_autocomplete(admin_client):
    ArticleFactory(headline="Briefing", published=NOW)
    ArticleFactory(headline="Briefing")
    query = {
        "app_label": "articles",
        "model_name": "relatedstory",
        "field_name": "story",
        "term": "brief",
    }

    found = admin_client.get("/admin/autocomplete/", query).json()["results"]

    assert {row["text"] for row in found} == {"Briefing (15 Jul, 10:00)", "Briefing (Draft)"}
