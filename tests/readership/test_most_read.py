"""The list of the most read stories: what stands in it, and what readers see of it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.models import Article
from readership import ranking
from readership.models import MostRead
from readership.store import View, store
from tests.bulk import make_stories
from tests.factories import ArticleFactory
from tests.readership.conftest import NOW

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
LAST = NOW.replace(minute=0)
DAY, WEEK = MostRead.Period


def read(story, views, hours_ago=0):
    store({View(story.pk, LAST - hours_ago * HOUR, ""): views})


@pytest.fixture
def stories(clock):
    return [ArticleFactory(headline=f"Story {n}", published=NOW - 200 * HOUR) for n in range(4)]


def order(period) -> list[str]:
    return [story.headline for story in ranking.most_read(period)]


def test_recent_views_count_more_than_old_ones(stories):
    old, fresh, older, ancient = stories
    read(old, 20, hours_ago=12)
    read(fresh, 15)
    read(older, 400, hours_ago=60)
    read(ancient, 5000, hours_ago=24 * 7)
    assert ranking.refresh(NOW) == 2
    assert order(DAY) == ["Story 1", "Story 0"]
    assert order(WEEK) == ["Story 2", "Story 0", "Story 1"]


def test_what_is_read_most_is_found_without_reading_stories(stories):
    read(stories[0], 5)
    with CaptureQueriesContext(connection) as queries:
        ranking.refresh(NOW)
    counting = [query["sql"] for query in queries if "readership_hourlyviews" in query["sql"]]
    assert len(counting) == len(MostRead.Period)
    assert not any("articles_article" in sql for sql in counting)


def test_after_its_half_life_a_view_counts_half(stories):
    then, now, *_ = stories
    read(then, 21, hours_ago=8)
    read(now, 10)
    ranking.refresh(NOW)
    assert order(DAY) == ["Story 0", "Story 1"]
    read(now, 1)
    ranking.refresh(NOW)
    assert order(DAY) == ["Story 1", "Story 0"]


def test_what_nobody_reads_any_more_leaves(stories):
    read(stories[0], 5)
    ranking.refresh(NOW)
    assert order(DAY) == ["Story 0"]
    ranking.refresh(NOW + 24 * HOUR)
    assert order(DAY) == []
    assert order(WEEK) == ["Story 0"]
    ranking.refresh(NOW + 24 * 7 * HOUR)
    assert not MostRead.objects.exists()


def test_nothing_is_written_when_nothing_changed(stories):
    read(stories[0], 5)
    assert [ranking.refresh(NOW), ranking.refresh(NOW)] == [2, 0]


def test_withdrawn_and_expired_stories_leave_the_page_at_once(stories, client):
    for number, story in enumerate(stories):
        read(story, 10 - number)
    ranking.refresh(NOW)
    workflow.withdraw(stories[0])
    Article.objects.filter(pk=stories[1].pk).update(expires_at=NOW)
    for address in ("/most-read/", "/"):
        html = client.get(address).text
        shown = html.partition('class="most-read"')[2].partition("</section>")[0]
        assert [f"Story {n}" in shown for n in range(4)] == [False, False, True, True], address
    ranking.refresh(NOW)
    assert MostRead.objects.filter(period=DAY).count() == 2


def test_empty_paper_has_a_page(client, clock):
    answer = client.get("/most-read/")
    assert answer.status_code == 200
    assert "Nothing has been read often enough yet" in answer.text
    assert "most-read" not in client.get("/").text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("number", [10, 1000])
def test_queries_do_not_grow(client, number, django_assert_num_queries):
    make_stories(number)
    for position, key in enumerate(Article.objects.published().values_list("pk", flat=True)[:20]):
        for period in MostRead.Period:
            MostRead.objects.create(period=period, position=position, article_id=key)
    with django_assert_num_queries(4):  # the site, two lists, their authors
        assert client.get("/most-read/").status_code == 200
