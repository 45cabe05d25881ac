"""The figures behind the charts for editors, read from the rows of views."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, QuerySet, Sum
from django.utils import timezone

from articles.models import Article
from readership.beacon import clean_host
from readership.models import DailyReferrals, DailyViews, HourlyViews
from readership.store import OTHERS

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
HOURS, DAYS = 48, 30  # that the charts show
SHOWN = 20  # rows of a list


class Point(NamedTuple):
    """A bar of a chart: the moment or day that it stands for, and how often was read."""

    at: dt.datetime | dt.date
    views: int


class Rank(NamedTuple):
    """A row of a list: what it is called, how often was read, where its name leads; empty: nowhere."""

    label: str
    views: int
    url: str = ""


@dataclass(frozen=True)
class Span:
    """A time that the site's lists can be asked for."""

    label: str
    hours: int

    def rows(self, now: dt.datetime) -> QuerySet:
        """Return the rows of views of that time: hours where they are kept, else days."""
        since = now - self.hours * HOUR
        if self.hours <= 7 * 24:
            return HourlyViews.objects.filter(hour__gt=since, hour__lte=now).order_by()
        # With both ends the databases read the days alone, and not all that was ever read.
        days = {"day__gt": timezone.localdate(since), "day__lte": timezone.localdate(now)}
        return DailyViews.objects.filter(**days).order_by()


SPANS = {"day": Span("24 hours", 24), "week": Span("7 days", 7 * 24), "month": Span("30 days", 30 * 24)}


def by_hour(rows: QuerySet[HourlyViews], now: dt.datetime) -> list[Point]:
    """Return the views of `rows` in each of the last HOURS hours, the present one last."""
    last = now.replace(minute=0, second=0, microsecond=0)
    hours = [last - number * HOUR for number in reversed(range(HOURS))]
    counted = dict(
        rows.filter(hour__gte=hours[0]).order_by().values_list("hour").annotate(number=Sum("views"))
    )
    return [Point(timezone.localtime(hour), counted.get(hour, 0)) for hour in hours]


def by_day(rows: QuerySet[DailyViews], now: dt.datetime) -> list[Point]:
    """Return the views of `rows` on each of the last DAYS days of the paper's time zone, today last."""
    today = timezone.localdate(now)
    days = [today - number * DAY for number in reversed(range(DAYS))]
    counted = dict(
        rows.filter(day__gte=days[0]).order_by().values_list("day").annotate(number=Sum("views"))
    )
    return [Point(day, counted.get(day, 0)) for day in days]


def total(article: Article) -> int:
    """Return how often a story was read since it is counted."""
    return article.daily_views.aggregate(number=Sum("views"))["number"] or 0


def referrers(rows: QuerySet[DailyReferrals], now: dt.datetime) -> list[Rank]:
    """Return the hosts from which most readers came in the last DAYS days."""
    since = timezone.localdate(now) - DAYS * DAY
    counted = rows.filter(day__gt=since).order_by().values("host").annotate(number=Sum("views"))
    own = clean_host(urlsplit(settings.SITE_URL).hostname or "")
    labels = {"": "Direct, or not told", OTHERS: "All other hosts"}
    return [
        Rank("This site" if host == own else labels.get(host, host), number)
        for host, number in counted.order_by("-number", "host").values_list("host", "number")[:SHOWN]
    ]


def top_stories(rows: QuerySet) -> list[tuple[int, int]]:
    """Return the keys of the stories that were read most, with how often."""
    counted = rows.values("article_id").annotate(number=Sum("views"))
    return list(counted.order_by("-number", "-article_id").values_list("article_id", "number")[:SHOWN])


def top_sections(rows: QuerySet) -> list[Rank]:
    """Return the sections whose stories were read most; a story counts for the one of its breadcrumb."""
    counted = rows.values(name=F("article__category__name"), path=F("article__category__path"))
    found = counted.annotate(number=Sum("views")).order_by("-number", "path")[:SHOWN]
    return [Rank(row["name"] or "Without a section", row["number"]) for row in found]


def top_authors(rows: QuerySet) -> list[Rank]:
    """Return the authors whose stories were read most; a story counts for each who is named."""
    signed = rows.filter(article__bylines__author__isnull=False)  # read from an index alone
    counted = signed.values(name=F("article__bylines__author__name"), key=F("article__bylines__author"))
    found = counted.annotate(number=Sum("views")).order_by("-number", "key")[:SHOWN]
    return [Rank(row["name"], row["number"]) for row in found]
