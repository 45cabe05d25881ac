"""What a page costs does not depend on how many stories there are: counted, not timed.

SQLite counts the steps of its virtual machine. They are the work that a query makes, whatever else the
machine does: a query that goes through all stories, or sorts them, takes as many more steps as there are
more stories. PostgreSQL is measured by benchmarks/page_growth.py.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client
from taggit.models import Tag

from articles.cursors import cursor_after
from articles.listing import refresh_listings
from articles.models import Article, Byline, Correction
from newsroom.jobs import measure_tables
from tests.bulk import make_stories
from tests.factories import AuthorFactory

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

FEW, MANY = 200, 2_000
MOST = 1.5  # times as many steps: an index of ten times as many rows is a little deeper
PAGES = [
    *("/", "/latest/", "/section/world/", "/tag/tag-0/", "/tag/rare/", "/author/rare/", "/most-read/"),
    *("/corrections/", "/feed/rss/", "/feed/atom/section/world/", "/feed/json/tag/rare/"),
    *("/feed/rss/author/rare/", "/sitemap.xml", "/sitemap/pages.xml", "/sitemap/authors.xml"),
    *("/api/v1/stories/", "/api/v1/tags/rare/stories/", "/api/v1/authors/rare/stories/"),
    *("/api/v1/tags/", "/api/v1/authors/", "/api/v1/categories/"),
]


@contextmanager
def paper(number: int) -> Iterator[dict[str, str]]:
    """A paper of news with so many stories, gone afterwards: its pages, by what they are.

    The oldest story alone has a tag and an author; comment pieces are there none, as in many a paper.
    """
    with transaction.atomic():
        newest = make_stories(number)
        Article.objects.update(kind=Article.Kind.NEWS)
        oldest = Article.objects.published().newest_first().last()
        oldest.tags.add(Tag.objects.create(name="Rare", slug="rare"))
        Byline.objects.create(article=oldest, author=AuthorFactory(slug="rare"), position=2)
        refresh_listings(oldest)
        Correction.objects.create(article=newest, text="It was Monday.", revision=1)
        measure_tables()
        end = cursor_after(oldest.published_at + dt.timedelta(minutes=10), oldest.pk)
        yield {page: page for page in PAGES} | {
            "a story": newest.get_absolute_url(),
            "the oldest story": oldest.get_absolute_url(),
            "a month": f"/{newest.url_month:%Y/%m}/",
            "the month before all": "/2001/03/",
            "the end of the latest": f"/latest/?before={end}",
            "the end of a section": f"/section/world/?before={end}",
            "the end of a tag": f"/tag/tag-0/?before={end}",
            "the end of the API's stories": f"/api/v1/stories/?cursor={end}",
        }
        transaction.set_rollback(True)


def steps(client: Client, page: str) -> int:
    """Return how many steps the database takes for a page that was asked for before."""
    counted = 0

    def count() -> None:
        nonlocal counted
        counted += 1

    client.get(page)
    connection.connection.set_progress_handler(count, 1)  # with more, it is rounded for each query
    try:
        assert client.get(page).status_code == 200, page
    finally:
        connection.connection.set_progress_handler(None, 0)
    return counted


def test_pages_cost_the_same_however_many_stories_there_are(client):
    counted = []
    for number in (FEW, MANY):
        with paper(number) as pages:
            counted.append({name: steps(client, page) for name, page in pages.items()})
    few, many = counted
    grown = {name: (few[name], many[name]) for name in few if many[name] > MOST * few[name]}
    assert grown == {}, "these take more steps the more stories there are"
