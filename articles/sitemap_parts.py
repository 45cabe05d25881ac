"""Which stories stand in which part of the sitemap."""

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from articles.models import Article, SitemapPart
from articles.models.sitemap import PART
from images.models import Image

MOST_PARTS = 49_000  # in the index of the sitemap; older ones are left out


def note_part(article: Article) -> None:
    """Keep that the part of a story changed; to be called in the transaction that saves the story.

    That it is there is kept at once; when it changed, after the commit: two stories of a month that
    are saved at the same time do not wait for each other.
    """
    if article.url_month:
        note_parts([article])
        transaction.on_commit(partial(touch, article), robust=True)


def note_parts(articles: Iterable[Article]) -> None:
    """Keep that the parts of stories are there."""
    places = {(one.url_month, one.pk - one.pk % PART) for one in articles if one.url_month}
    now = timezone.now()
    SitemapPart.objects.bulk_create(
        [SitemapPart(month=month, first=first, changed_at=now) for month, first in sorted(places)],
        ignore_conflicts=True,
    )


def touch(article: Article) -> None:
    """Keep that the part of a story changed now."""
    _touch([(article.url_month, article.pk)])


def touch_after_commit(image: Image) -> None:
    """Keep that the parts changed whose stories lead with a picture or with one that it replaces."""
    led = Article.objects.filter(Q(lead_image=image) | Q(lead_image__replacement=image))
    stories = led.exclude(url_month=None).order_by().values_list("url_month", "pk")
    transaction.on_commit(lambda: _touch(stories.iterator()), robust=True)


def _touch(stories: Iterable[tuple[dt.date | None, int]]) -> None:
    now = timezone.now()
    for month, first in {(month, key - key % PART) for month, key in stories}:
        SitemapPart.objects.filter(month=month, first=first).update(changed_at=now)


def parts() -> list[SitemapPart]:
    """Return the parts in which readers see a story now, the newest first."""
    inside = Article.objects.published().filter(
        url_month=OuterRef("month"), pk__gte=OuterRef("first"), pk__lt=OuterRef("first") + PART
    )
    return list(SitemapPart.objects.filter(Exists(inside)).order_by("-month", "-first")[:MOST_PARTS])


def stories_of(month: dt.date, first: int):
    """Return all stories of a part, whatever their state."""
    return Article.objects.filter(url_month=month, pk__gte=first, pk__lt=first + PART)


def state_of(month: dt.date, first: int) -> tuple:
    """Return what is another once the part would be: by a save, a deletion, or by the time alone."""
    now = timezone.now()
    touched = SitemapPart.objects.filter(month=month, first=first).values_list("changed_at", flat=True)
    stories = stories_of(month, first).order_by()
    known = stories.aggregate(
        Count("pk"),
        Max("modified_at"),
        Max("updated_at"),
        went_live=Max("published_at", filter=Q(published_at__lte=now)),
        expired=Max("expires_at", filter=Q(expires_at__lte=now)),
    )
    return *touched, *known.values()
