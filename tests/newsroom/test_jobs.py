"""What the program does for the site as a whole every now and then."""

import pytest
from django.db import connection

from articles.models import Article, HistoryEntry
from newsroom import jobs
from tests.bulk import make_stories

pytestmark = pytest.mark.django_db


def test_few_stories_are_found_by_their_keys_and_not_among_all_that_are_published():
    make_stories(50)
    assert jobs.measure_tables() == ""
    keys = list(Article.objects.order_by("pk").values_list("pk", flat=True)[:5])
    plan = Article.objects.published().order_by().filter(pk__in=keys).explain()
    assert connection.vendor != "sqlite" or "USING INTEGER PRIMARY KEY" in plan


def test_what_is_not_there_is_not_looked_for_among_all_stories():
    make_stories(50)
    jobs.measure_tables()
    jobs.measure_tables()
    plan = HistoryEntry.objects.select_related("article").order_by("-pk")[:40].explain()
    assert connection.vendor != "sqlite" or "SCAN articles_article" not in plan, plan
