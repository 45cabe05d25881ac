import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from articles import due, saving, workflow
from articles.models import Article, SectionListing
from masthead.models import SiteSettings
from redirects.models import Redirect
from tests.factories import ArticleFactory, CategoryFactory

pytestmark = pytest.mark.django_db

JULY = dt.datetime(2024, 7, 15, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(JULY, tick=False):
        yield


def test_publishing_gives_time_slug_and_address():
    article = ArticleFactory(headline="Ärger am Hafen: 3,000 wait", published=True)

    assert article.published_at == JULY
    assert article.get_absolute_url() == "/2024/07/%C3%A4rger-am-hafen-3000-wait/"


def test_slug_of_a_headline_without_letters_is_story():
    assert ArticleFactory(headline="!?!", published=True).slug == "story"


def test_long_headline_makes_a_slug_cut_between_words():
    article = ArticleFactory(headline="harbour " * 30, published=True)

    assert len(article.slug) <= 80
    assert article.slug.endswith("harbour")


def test_second_story_with_the_same_headline_gets_a_number():
    slugs = [ArticleFactory(headline="Election night", published=True).slug for _ in range(3)]

    assert slugs == ["election-night", "election-night-2", "election-night-3"]


def test_database_refuses_two_stories_at_one_address():
    ArticleFactory(slug="taken", published=True)
    rival = ArticleFactory(slug="free", published=True)
    rival.slug = "taken"

    with pytest.raises(IntegrityError), transaction.atomic():
        saving.save(rival)


def test_address_taken_is_known_beforehand():
    ArticleFactory(slug="taken", published=True)
    rival = ArticleFactory(slug="taken")
    rival.status, rival.published_at = Article.Status.PUBLISHED, JULY

    assert saving.address_is_taken(rival)


def test_month_of_the_address_is_that_of_the_paper():
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Asia/Karachi"})
    late = dt.datetime(2024, 6, 30, 21, tzinfo=dt.UTC)

    assert ArticleFactory(slug="late", published=late).get_absolute_url() == "/2024/07/late/"


def test_address_stays_when_a_public_story_is_dated_otherwise():
    article = ArticleFactory(slug="stays", published=True)
    article.published_at = dt.datetime(2024, 5, 2, tzinfo=dt.UTC)
    saving.save(article)

    assert article.get_absolute_url() == "/2024/07/stays/"


def test_address_of_a_scheduled_story_follows_its_time():
    article = ArticleFactory(slug="soon", published=dt.datetime(2024, 8, 1, tzinfo=dt.UTC))
    assert article.get_absolute_url() == "/2024/08/soon/"

    workflow.publish(article, at=dt.datetime(2024, 9, 1, tzinfo=dt.UTC))
    assert article.get_absolute_url() == "/2024/09/soon/"


def test_new_slug_of_a_public_story_leaves_one_redirect(client):
    article = ArticleFactory(slug="first", published=True)
    for slug in ["second", "third"]:
        article.slug = slug
        saving.save(article)

    for old in ["/2024/07/first/", "/2024/07/second/"]:
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, "/2024/07/third/")


@pytest.mark.parametrize("comes_back", [workflow.schedule, lambda story, at: workflow.publish(story)])
def test_story_that_comes_back_otherwise_is_found_at_the_address_readers_know(client, comes_back):
    """It was withdrawn, waited for another month, went off the schedule, and got other words."""
    august = JULY + dt.timedelta(days=31)
    article = ArticleFactory(slug="first", published=True)
    workflow.withdraw(article)
    workflow.schedule(article, august)
    workflow.unschedule(article)
    article.slug = "second"
    saving.save(article)
    comes_back(article, august)
    article.slug = "third"
    saving.save(article)

    with time_machine.travel(august, tick=False):
        assert article.get_absolute_url() == "/2024/07/third/"
        assert client.get("/2024/07/third/").status_code == 200
        for old in ["/2024/07/first/", "/2024/07/second/"]:
            answer = client.get(old)
            assert (answer.status_code, answer["Location"]) == (301, "/2024/07/third/")


def test_going_back_to_the_first_slug_makes_no_loop(client):
    article = ArticleFactory(slug="first", published=True)
    for slug in ["second", "first"]:
        article.slug = slug
        saving.save(article)

    assert Redirect.objects.values_list("old_path", "new_path").get() == (
        "/2024/07/second/",
        "/2024/07/first/",
    )


@pytest.fixture
def moved():
    """A public story that moved from /2024/07/foo/ to /2024/07/bar/."""
    article = ArticleFactory(slug="foo", published=True)
    article.slug = "bar"
    saving.save(article)


def test_redirect_leads_on_until_a_scheduled_story_takes_its_address(client, moved):
    tomorrow = JULY + dt.timedelta(days=1)
    article = ArticleFactory(slug="foo")

    workflow.schedule(article, tomorrow)
    assert article.get_absolute_url() == "/2024/07/foo/"
    assert client.get("/2024/07/foo/")["Location"] == "/2024/07/bar/"

    with time_machine.travel(tomorrow, tick=False):
        assert client.get("/2024/07/foo/").status_code == 200
        list(due.run_due())
    assert not Redirect.objects.exists()


def test_redirect_is_there_still_when_a_story_is_taken_off_the_schedule(client, moved):
    article = ArticleFactory(slug="foo")

    workflow.schedule(article, JULY + dt.timedelta(days=1))
    workflow.unschedule(article)

    assert client.get("/2024/07/foo/")["Location"] == "/2024/07/bar/"


def test_redirect_is_lifted_where_a_story_is_published(moved):
    ArticleFactory(slug="foo", published=True)

    assert not Redirect.objects.exists()


def test_new_slug_of_a_draft_leaves_no_redirect():
    article = ArticleFactory(slug="first")
    article.slug = "second"
    saving.save(article)

    assert not Redirect.objects.exists()


def test_summary_is_the_excerpt_or_the_standfirst_or_the_beginning_of_the_text():
    text = "<p>" + " ".join(f"word{n}" for n in range(60)) + "</p>"

    assert ArticleFactory(excerpt="E", standfirst="S", body=text).summary == "E"
    assert ArticleFactory(standfirst="S", body=text).summary == "S"
    assert ArticleFactory(body=text).summary.endswith("word31 ...")


def test_scheduled_story_that_is_withdrawn_leaves_no_trace(client):
    article = ArticleFactory(slug="soon", published=JULY + dt.timedelta(days=1))

    workflow.withdraw(article)

    assert article.status == Article.Status.DRAFT
    assert client.get("/2024/07/soon/").status_code == 404


def test_withdrawn_story_is_in_no_section():
    section = CategoryFactory()
    article = ArticleFactory(category=section, published=True)
    assert SectionListing.objects.count() == 1

    workflow.withdraw(article)

    assert not SectionListing.objects.exists()
    assert not Article.objects.published().exists()


@pytest.mark.parametrize(
    "body", ["<![><img src=']'>", "<!DOCTYPE [<", "<p", "</", "&#xFFFFFFFF;", "<?x"]
)
def test_text_that_is_no_html_can_be_saved(body):
    assert ArticleFactory(body=body).search_text.startswith("headline")
