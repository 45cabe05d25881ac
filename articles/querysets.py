"""How stories are read. `published()` is the only definition of what the public sees."""

import datetime as dt
import re
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models import FilteredRelation, Prefetch, Q
from django.http import Http404
from django.utils import timezone

from articles.folding import fold

PAGE_SIZE = 20
_CURSOR = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")  # up to the year 5138
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Page:
    """One page of a list that is newest first.

    `older` is the cursor of the page that follows, None on the last; `first` says whether this is
    the beginning of the list.
    """

    stories: list
    older: str | None
    first: bool


class ArticleQuerySet(models.QuerySet):
    """Stories; the methods chain."""

    def published(self, now: dt.datetime | None = None):
        """Only what the public sees at `now` (default: this moment)."""
        now = now or timezone.now()
        not_expired = Q(expires_at=None) | Q(expires_at__gt=now)
        return self.filter(not_expired, status="published", published_at__lte=now)

    def newest_first(self):
        """In the order of publication, the newest first; the key breaks ties."""
        return self.order_by("-published_at", "-pk")

    def in_section(self, category):
        """Of a category and all below it, the newest first, read along one index."""
        return (
            self.annotate(listing=FilteredRelation("listings", condition=Q(listings__category=category)))
            .filter(listing__isnull=False)
            .order_by("-listing__published_at", "-listing__article_id")
        )

    def saying(self, query: str):
        """Only those that hold every word of `query`, whatever its case and accents.

        The first eight words count. An empty query finds nothing.
        """
        words = fold(query).split()[:8]
        if not words:
            return self.none()
        condition = Q()
        for word in words:
            condition &= Q(search_text__contains=word)
        return self.filter(condition)

    def page(self, cursor: str | None, size: int = PAGE_SIZE) -> Page:
        """Return the page that starts after `cursor`, or the first page without one.

        The list must be ordered by a time and a key, both descending. A page costs the same
        however deep it lies: the cursor names the last story seen (microseconds since 1970, key),
        and is looked up in the index; nothing is counted and nothing is skipped over.

        Raises Http404 for a cursor that this method has not made.
        """
        time_field, key_field = (name.removeprefix("-") for name in self.query.order_by)
        stories = self
        if cursor:
            time, key = _parse_cursor(cursor)
            stories = stories.filter(
                Q(**{f"{time_field}__lt": time}) | Q(**{time_field: time, f"{key_field}__lt": key}),
                **{f"{time_field}__lte": time},
            )
        found = list(stories[: size + 1])
        older = _make_cursor(found[size - 1]) if len(found) > size else None
        return Page(found[:size], older, first=not cursor)

    def for_cards(self):
        """With what a story card shows, the authors apart; without the text."""
        return self.select_related("category", "lead_image").defer(
            "body", "search_text", "seo_title", "seo_description"
        )

    def with_bylines(self):
        """With the authors, in their order, by one more query."""
        return self.prefetch_related(bylines_in_order())

    def for_page(self):
        """With what the story's own page shows."""
        return (
            self.select_related("category", "lead_image")
            .defer("search_text")
            .with_bylines()
            .prefetch_related("faqs", "tags")
        )


def bylines_in_order() -> Prefetch:
    """What to prefetch for the authors of stories, with their portraits, by one query."""
    bylines = apps.get_model("articles", "Byline").objects.select_related("author__photo")
    return Prefetch("bylines", queryset=bylines.order_by("position", "pk"))


def _make_cursor(story) -> str:
    return f"{(story.published_at - _EPOCH) // dt.timedelta(microseconds=1)}-{story.pk}"


def _parse_cursor(cursor: str) -> tuple[dt.datetime, int]:
    match = _CURSOR.fullmatch(cursor)
    if not match:
        raise Http404("This list has no such page.")
    microseconds, key = map(int, match.groups())
    return _EPOCH + dt.timedelta(microseconds=microseconds), key
