"""How stories are read. `published()` is the only definition of what the public sees."""

import datetime as dt
from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Prefetch, Q
from django.utils import timezone

from articles.cursors import PAGE_SIZE, read_page
from search.words import fold


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
        """Of a category and all below it, the newest first, read along one index.

        The time of a listing is that of its story. It is asked for by name, since SQLite would go
        through all stories of the paper and sort them if their own time looked like the narrower
        choice; what a page's cursor says is asked of the very same rows.
        """
        listed = Q(listings__category=category, listings__published_at__lte=timezone.now())
        return (
            self.annotate(listing=FilteredRelation("listings", condition=listed))
            .filter(listing__isnull=False)
            .annotate(listed_at=F("listing__published_at"), listed_key=F("listing__article_id"))
            .order_by("-listed_at", "-listed_key")
        )

    def tagged(self, tag):
        """With a tag, which is looked up story by story.

        PostgreSQL could not join them along an index: taggit keeps the keys of stories as integers of
        half the size.
        """
        items = self.model.tags.through.objects.filter(tag=tag, object_id=OuterRef("pk"))
        kind = ContentType.objects.get_for_model(self.model)
        return self.filter(Exists(items.filter(content_type=kind)))

    def saying(self, query: str):
        """Only those that hold every word of `query`, whatever its case and accents.

        For the desk, which also looks for what is not in the index of the search. The first eight
        words count. An empty query finds nothing.
        """
        words = fold(query).split()[:8]
        if not words:
            return self.none()
        condition = Q()
        for word in words:
            condition &= Q(search_text__contains=word)
        return self.filter(condition)

    def page(self, cursor: str | None, size: int = PAGE_SIZE) -> Page:
        """Return the page that starts after `cursor`, as articles.cursors reads it; the first without.

        Raises Http404 for a cursor that no page has given.
        """
        stories, older = read_page(self, cursor, size)
        return Page(stories, older, first=not cursor)

    def for_cards(self):
        """With what a story card shows, the authors apart; without the text."""
        return self.select_related("category", "lead_image").defer(
            *("body", "search_text", "seo_title", "seo_description", "correction_notes")
        )

    def for_results(self):
        """With what a result of the search shows: a story card, and the text that it is found by."""
        return self.select_related("category", "lead_image").defer(
            *("search_text", "seo_title", "seo_description", "correction_notes")
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
