"""What a page of the admin costs does not depend on how many stories there are: counted, not timed.

SQLite counts the steps of its virtual machine: the work that a query makes, whatever else the machine
does. The bounds of the program are made as small as these papers, so that they are met in both.
PostgreSQL is measured by benchmarks/page_growth.py.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.utils import timezone

from articles import finding, saving
from articles.indexing import index_stories
from articles.models import Article, Category
from newsroom.jobs import measure_tables
from readership.models import DailyViews, HourlyViews
from tests.bulk import make_stories
from tests.factories import ArticleFactory, AuthorFactory, UserFactory
from tests.test_growth import FEW, MANY, MOST, steps

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

READ = 100  # stories that are read lately, in each paper

STORIES, CHARTS = "/admin/articles/article/", "/admin/readership/dailyviews/"
START = "/admin/?from=2001-01-01"  # another week has as many stories as it has
FIND = "/admin/autocomplete/?app_label=articles&model_name=pinnedstory&field_name=story&term="
PAGES = [
    *(START, STORIES, f"{STORIES}?p=2", f"{STORIES}?status=draft", f"{STORIES}?status=published"),
    *(f"{STORIES}?q=story+happened", f"{STORIES}?q=headline", f"{STORIES}?q=story&status=published"),
    *(f"{FIND}story", f"{FIND}headli", f"{FIND}nowhere"),
    *("/admin/authors/author/", "/admin/taggit/tag/", "/admin/articles/category/"),
    *(f"{CHARTS}?of=day", f"{CHARTS}?of=week", f"{CHARTS}?of=month"),
]
PAGES_OF_REPORTERS = [
    *(START, STORIES, f"{STORIES}?status=draft", f"{STORIES}?status=published"),
    *(f"{STORIES}?q=story+happened", f"{FIND}story", f"{FIND}nowhere"),
]


@pytest.fixture
def reporter():
    """Somebody who made a few drafts, and has signed one story, before anybody else did."""
    reporter = UserFactory(is_staff=True)
    reporter.groups.add(Group.objects.get(name="Reporter"))
    for number in range(3):
        ArticleFactory(headline=f"Draft {number}", created_by=reporter)
    ArticleFactory(published=True).bylines.create(author=AuthorFactory(user=reporter))
    return reporter


@pytest.fixture(autouse=True)
def _small_bounds(monkeypatch):
    monkeypatch.setattr(finding, "MOST", 60)
    monkeypatch.setattr(finding, "LOOKED_THROUGH", 10)
    monkeypatch.setattr("desk.counting.LIMIT", 50)
    monkeypatch.setattr("desk.paginator.BoundedPaginator.limit", 120)


@contextmanager
def paper(number: int) -> Iterator[list[str]]:
    """A paper of so many stories that readers see and of drafts, its pages; gone afterwards."""
    with transaction.atomic():
        make_stories(number)
        keys = list(Article.objects.order_by("-published_at").values_list("pk", flat=True))
        index_stories(keys)
        drafts = [Article(headline=f"Headline {count}") for count in range(60 + number // 10)]
        for draft in drafts:
            saving.derive(draft)
        Article.objects.bulk_create(drafts)
        now = timezone.now()
        today = timezone.localdate(now)
        HourlyViews.objects.bulk_create(
            HourlyViews(article_id=key, hour=now - dt.timedelta(hours=2), views=1) for key in keys[:READ]
        )
        DailyViews.objects.bulk_create(
            DailyViews(article_id=key, day=today, views=1) for key in keys[:READ]
        )
        long_ago = today - dt.timedelta(days=900)
        DailyViews.objects.bulk_create(DailyViews(article_id=key, day=long_ago, views=1) for key in keys)
        measure_tables()
        yield [*PAGES, f"{STORIES}?q=story&section={Category.objects.get(slug='asia').pk}"]
        transaction.set_rollback(True)


def grown(client: Client) -> list[tuple[str, int, int]]:
    """Return the pages that take somebody more steps the more stories there are, with the steps."""
    counted = []
    for number in (FEW, MANY):
        with paper(number) as pages:
            counted.append([(page.partition("&section")[0], steps(client, page)) for page in pages])
    return [
        (page, few, many) for (page, few), (_, many) in zip(*counted, strict=True) if many > MOST * few
    ]


def test_pages_cost_the_same_however_many_stories_there_are(admin_client):
    assert grown(admin_client) == []


def test_so_they_do_for_a_reporter_who_sees_their_own_alone(client, reporter, monkeypatch):
    monkeypatch.setattr(f"{__name__}.PAGES", PAGES_OF_REPORTERS)
    client.force_login(reporter)
    assert grown(client) == []
