"""Views of a paper: as many in the last weeks whatever its size, and an archive of days before."""

import datetime as dt
from collections import Counter

import numpy as np

from benchmarks.large_paper import insert

HOURS = 15 * 24
IN_AN_HOUR = 600  # rows: stories that are read in an hour
DAYS = 60
ON_A_DAY = 4_000  # rows, of each day
FROM_HOSTS = 2_000  # rows of a day
ARCHIVE = 3  # days before that which are kept of each story
NEW = 1_000  # stories that half of the views are of


def stories_read(chance: np.random.Generator, stories: int, number: int) -> list[int]:
    """Return the keys of so many different stories: the newest above all, and others from all times."""
    newest = stories - (chance.random(2 * number) ** 3 * min(NEW, stories)).astype(int)
    others = chance.integers(1, stories + 1, 2 * number)
    drawn = np.where(chance.random(2 * number) < 0.5, newest, others)
    keys = list(dict.fromkeys(key for key in drawn.tolist() if key % 40))
    return keys[:number]


def add_views(stories: int) -> None:
    """Store the hours, days and hosts of the last weeks, and what was read least and long ago."""
    from django.db import connection, transaction
    from django.utils import timezone

    from readership.models import DailyReferrals, DailyViews, HourlyViews

    chance = np.random.default_rng(5)
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    today = now.date()

    def often(keys):
        return zip(
            keys, (1 + chance.pareto(1.2, len(keys))).astype(int).clip(max=5_000).tolist(), strict=True
        )

    with transaction.atomic():
        for number in range(HOURS):
            hour = now - dt.timedelta(hours=number)
            read = often(stories_read(chance, stories, IN_AN_HOUR))
            insert(
                HourlyViews, ["article", "hour", "views"], ((key, hour, views) for key, views in read)
            )
        for number in range(DAYS):
            day = today - dt.timedelta(days=number)
            read = list(often(stories_read(chance, stories, ON_A_DAY)))
            insert(DailyViews, ["article", "day", "views"], ((key, day, 10 * n) for key, n in read))
            hosts = [(key, day, f"site{key % 97}.example", n) for key, n in read[:FROM_HOSTS]]
            insert(DailyReferrals, ["article", "day", "host", "views"], hosts)
    with transaction.atomic(), connection.cursor() as cursor:
        for number in range(ARCHIVE):
            cursor.execute(
                "INSERT INTO readership_dailyviews (article_id, day, views) "
                "SELECT id, %s, 1 + id %% 7 FROM articles_article WHERE status = 'published'",
                [today - dt.timedelta(days=100 + 900 * number)],
            )


def buffer(chance: np.random.Generator, stories: int, now: dt.datetime, number: int) -> Counter:
    """Return what a worker's buffer may hold: so many different views of a quarter of an hour."""
    from readership.store import View

    quarter = now.replace(minute=0, second=0, microsecond=0)
    keys = stories_read(chance, stories, number)
    return Counter({View(key, quarter, f"site{key % 97}.example"): 1 + key % 3 for key in keys})
