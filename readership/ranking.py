"""Which stories are read most: worked out every few minutes, so that a page only reads the result.

A view counts the less the longer ago it was: after a period's half-life, half. So what is read now
stands above what was read as often this morning, and what nobody reads any more leaves.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from django.db import transaction
from django.db.models import Case, F, FloatField, Sum, Value, When
from django.utils import timezone

from articles.models import Article
from readership.models import HourlyViews, MostRead
from rendering.prepared import Prepared

SHOWN = 10  # on the page
KEPT = 20  # rows, so that some may be withdrawn before the list runs short
LOOKED_AT = 100  # the most read, of which those are kept that readers see


@dataclass(frozen=True)
class Window:
    """How far back views count, after how long they count half, and in what steps they lose weight."""

    length: dt.timedelta
    half_life: dt.timedelta
    step: dt.timedelta

    def weight(self, now: dt.datetime) -> Case:
        """Return the weight of a row of HourlyViews: 0.5 to the power of its age in half-lives."""
        steps = self.length // self.step
        return Case(
            *(
                When(hour__gt=now - number * self.step, then=Value(0.5 ** (number * decay)))
                for decay in [self.step / self.half_life]
                for number in range(1, steps)
            ),
            default=Value(0.5 ** (self.length / self.half_life)),
            output_field=FloatField(),
        )


HOUR = dt.timedelta(hours=1)
WINDOWS = {
    MostRead.Period.DAY: Window(24 * HOUR, half_life=8 * HOUR, step=HOUR),
    MostRead.Period.WEEK: Window(7 * 24 * HOUR, half_life=48 * HOUR, step=6 * HOUR),
}


def refresh(now: dt.datetime | None = None) -> int:
    """Work out the most read stories of each period at `now`; return how many lists changed."""
    now = now or timezone.now()
    return sum(_keep(period, _best(window, now)) for period, window in WINDOWS.items())


def _best(window: Window, now: dt.datetime) -> list[int]:
    rows = HourlyViews.objects.filter(hour__gt=now - window.length, hour__lte=now)
    points = rows.order_by().values("article_id").annotate(points=Sum(F("views") * window.weight(now)))
    keys = list(
        points.order_by("-points", "-article_id").values_list("article_id", flat=True)[:LOOKED_AT]
    )
    stories = Article.objects.published(now).order_by().filter(pk__in=keys)
    public = set(stories.values_list("pk", flat=True))
    return [key for key in keys if key in public][:KEPT]


@transaction.atomic
def _keep(period: str, stories: list[int]) -> bool:
    """Store a list, if it is another one than before; return whether it is."""
    rows = MostRead.objects.filter(period=period).order_by("position")
    if list(rows.values_list("article", flat=True)) == stories:
        return False
    rows.delete()
    MostRead.objects.bulk_create(
        MostRead(period=period, position=position, article_id=story)
        for position, story in enumerate(stories)
    )
    return True


def most_read(period: str, number: int = SHOWN) -> list[Article]:
    """Return the most read stories that readers see now, for story cards, by one query."""
    return _first(number)(timezone.now(), period)


@cache
def _first(number: int) -> Prepared:
    def ranked(now: dt.datetime, period: str):
        public = Article.objects.published(now).filter(most_read__period=period)
        return public.for_cards().order_by("most_read__position")[:number]

    return Prepared(ranked)
