"""Views are written in batches: none is lost, none twice, whatever happens at once."""

import datetime as dt
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection
from django.db.models import Sum

from masthead.models import SiteSettings
from readership import buffer as buffering
from readership import retention
from readership.buffer import Buffer
from readership.models import DailyReferrals, DailyViews, HourlyViews
from readership.store import HOSTS, OTHERS, View, store
from tests.factories import ArticleFactory
from tests.readership.conftest import NOW

HOUR = NOW.replace(minute=0)


def total(model) -> int:
    return model.objects.aggregate(number=Sum("views"))["number"] or 0


@pytest.mark.django_db
def test_days_are_those_of_the_papers_time_zone(story):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Asia/Karachi"})
    store({View(story.pk, HOUR.replace(hour=hour), ""): 1 for hour in (18, 19, 20)})
    local = HOUR.astimezone(ZoneInfo("Asia/Karachi")).date()
    expected = [(local, 1), (local + dt.timedelta(days=1), 2)]
    assert list(DailyViews.objects.order_by("day").values_list("day", "views")) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "hour", "minute"), [("Asia/Kolkata", 18, 30), ("Asia/Kathmandu", 18, 15)]
)
def test_day_begins_at_midnight_where_that_is_within_an_hour_of_the_world(
    story, buffer, zone, hour, minute
):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": zone})
    midnight = NOW.replace(hour=hour, minute=minute)
    for seconds in (-1, 0, 1):
        buffer.add(story.pk, midnight + dt.timedelta(seconds=seconds), "")
    buffer.flush()
    assert list(DailyViews.objects.order_by("day").values_list("day", "views")) == [
        (NOW.date(), 1),
        (NOW.date() + dt.timedelta(days=1), 2),
    ]
    assert HourlyViews.objects.get().views == 3


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "hours"), [(dt.date(2026, 3, 29), 23), (dt.date(2026, 10, 25), 25)])
def test_days_on_which_clocks_are_changed_have_all_their_hours(story, day, hours):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Berlin"})
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    store({View(story.pk, noon + number * dt.timedelta(hours=1), ""): 1 for number in range(-20, 20)})
    assert DailyViews.objects.get(day=day).views == hours
    assert HourlyViews.objects.count() == total(DailyViews) == 40


@pytest.mark.django_db
def test_hosts_of_a_story_are_bounded_and_every_view_still_counts(story):
    for start in (0, HOSTS - 10):
        store({View(story.pk, HOUR, f"h{start + number}.example"): 1 for number in range(HOSTS)})
    hosts = set(DailyReferrals.objects.values_list("host", flat=True))
    assert len(hosts) == HOSTS + 1
    assert OTHERS in hosts
    assert total(DailyReferrals) == total(HourlyViews) == 2 * HOSTS


@pytest.mark.django_db
def test_batch_costs_the_same_queries_for_one_story_and_for_hundreds(clock, django_assert_num_queries):
    stories = [ArticleFactory(published=True) for _ in range(30)]
    for some in (stories[:1], stories):
        with django_assert_num_queries(8):  # two of them begin and end the savepoint
            store({View(story.pk, HOUR, ""): 1 for story in some})


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_once_lose_nothing(transactional_db, clock):
    stories = [ArticleFactory(published=True) for _ in range(5)]
    start = Barrier(4)

    def write(number):
        views = Counter()
        order = stories if number % 2 else stories[::-1]
        for story in order:
            views[View(story.pk, HOUR, f"h{number % 2}.example")] = 3
        try:
            start.wait()
            for _ in range(5):
                store(views)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(write, number) for number in range(4)]:
            future.result()
    assert total(HourlyViews) == total(DailyViews) == total(DailyReferrals) == 4 * 5 * 5 * 3
    assert HourlyViews.objects.count() == 5
    assert DailyReferrals.objects.count() == 10


@pytest.mark.django_db
def test_views_wait_while_the_database_is_away(story, buffer, monkeypatch):
    def away(views):
        raise DatabaseError("gone")

    buffer.add(story.pk, HOUR, "")
    monkeypatch.setattr(buffering, "store", away)
    buffer.flush()
    assert total(HourlyViews) == 0
    buffer.add(story.pk, HOUR, "")
    monkeypatch.setattr(buffering, "store", store)
    buffer.flush()
    assert total(HourlyViews) == 2
    buffer.flush()
    assert total(HourlyViews) == 2


def test_memory_is_bounded():
    buffer = Buffer(seconds=None, most=10)
    for number in range(100):
        buffer.add(number, HOUR, "")
    buffer.add(3, HOUR, "")
    assert len(buffer) == 10


@pytest.mark.django_db(transaction=True)
def test_views_are_written_by_themselves(transactional_db):
    story = ArticleFactory(published=True)
    buffer = Buffer(seconds=0)
    buffer.add(story.pk, HOUR, "")
    for thread in [one for one in threading.enumerate() if isinstance(one, threading.Timer)]:
        thread.join()
    assert total(HourlyViews) == 1


@pytest.mark.django_db
def test_hours_and_hosts_are_thinned_and_days_stay(story):
    ages = [dt.timedelta(days=days) for days in (0, 10, 20, 100)]
    store({View(story.pk, HOUR - age, "a.example"): 1 for age in ages})
    assert retention.thin(NOW) == 2 + 1
    assert HourlyViews.objects.count() == 2
    assert DailyReferrals.objects.count() == 3
    assert total(DailyViews) == 4
    assert retention.thin(NOW) == 0
