"""The demo's readers: how often its stories were read in the last weeks, alike on every load."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from random import Random

from django.utils import timezone

from articles.models import Article
from newsroom.demo import manuscripts
from newsroom.demo.paper import ZONE
from readership import ranking
from readership.models import DailyViews
from readership.store import View, store

HOUR = dt.timedelta(hours=1)
BY_HOUR = 48 * HOUR  # that charts show by the hour; before, a story is read in one hour of the day
LONGEST = dt.timedelta(days=29)
MOST_IN_AN_HOUR = 90
HALF_AFTER = 20  # hours after which a story is read half as often
ALWAYS = 0.02  # share that goes on for good
HOSTS = ["", "", "", "search.example", "search.example", "social.example", "forum.example"]


def add_views() -> int:
    """Let the public stories of the demo have been read, and rank them; return how often they were.

    Nothing is done in a paper that has had readers.
    """
    if DailyViews.objects.exists():
        return 0
    now = timezone.now()
    slugs = [story.slug for story in manuscripts.read_all("stories")]
    views: Counter[View] = Counter()
    for story in Article.objects.published(now).filter(slug__in=slugs).only("slug", "published_at"):
        views.update(_views(story, now))
    store(views)
    ranking.refresh(now)
    return views.total()


def _views(story: Article, now: dt.datetime) -> Iterator[View]:
    """Yield each reading of a story; how popular it is depends on its slug alone."""
    chance = Random(story.slug)  # noqa: S311  no secret
    popularity = MOST_IN_AN_HOUR * chance.random() ** 3
    last = now.replace(minute=0, second=0, microsecond=0)
    first = max(story.published_at, now - LONGEST).replace(minute=0, second=0, microsecond=0)
    for number in range((last - first) // HOUR + 1):
        hour = first + number * HOUR
        local = hour.astimezone(ZONE).hour
        is_told_by_hour = last - hour < BY_HOUR
        if not is_told_by_hour and local != 12:
            continue
        age = (hour - story.published_at) / HOUR
        share = ALWAYS + 0.5 ** (max(age, 0) / HALF_AFTER)
        awake = _awake(local) if is_told_by_hour else 12
        for _ in range(round(popularity * share * awake * chance.uniform(0.7, 1.3))):
            yield View(story.pk, hour, chance.choice(HOSTS))


def _awake(hour: int) -> float:
    """Return the share of readers who read at an hour of the day: few at night, most in the evening."""
    return 0.1 if hour < 6 else 0.4 + 0.6 * (hour - 6) / 14 if hour < 21 else 0.5
