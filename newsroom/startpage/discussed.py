"""The stories that readers talk about; those that they read come as rows of the same form."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils import timezone

from articles.models import Article
from comments.models import Comment

WITHIN = dt.timedelta(days=7)
COUNTED = 5000  # the newest comments of that time
SHOWN = 5


@dataclass(frozen=True)
class Ranked:
    """A story, its number, and how long its bar is, in percent of the longest; `may_open` its form."""

    story: Article
    number: int
    share: int
    may_open: bool


def most_discussed(openable: QuerySet[Article] | None) -> list[Ranked]:
    """Return the public stories with the most visible comments of the last days; three queries at most.

    `openable` are the stories whose form may be opened; None: all of them.
    """
    newest = Comment.objects.visible().filter(created_at__gte=timezone.now() - WITHIN)
    newest = newest.order_by("-created_at", "-pk").values("pk")[:COUNTED]
    counted = Comment.objects.filter(pk__in=newest).order_by().values_list("article")
    counts = dict(counted.annotate(number=Count("pk")).order_by("-number", "-article")[: 2 * SHOWN])
    public = Article.objects.published().only("headline", "slug", "url_month").in_bulk(counts)
    numbers = [(public[pk], number) for pk, number in counts.items() if pk in public]
    return ranked(numbers[:SHOWN], openable)


def ranked(numbers: list[tuple[Article, int]], openable: QuerySet[Article] | None) -> list[Ranked]:
    """Return stories with their numbers, which come the highest first, as rows with bars."""
    if not numbers:
        return []
    keys = {story.pk for story, _ in numbers}
    opened = keys if openable is None else {*openable.filter(pk__in=keys).values_list("pk", flat=True)}
    most = numbers[0][1]
    return [
        Ranked(story, number, max(1, 100 * number // most), story.pk in opened)
        for story, number in numbers
    ]
