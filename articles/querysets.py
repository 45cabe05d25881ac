"""How stories are read. `published()` is the only definition of what the public sees."""

import datetime as dt

from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone


class ArticleQuerySet(models.QuerySet):
    """Stories; the methods chain."""

    def published(self, now: dt.datetime | None = None):
        """Only what the public sees at `now` (default: this moment)."""
        return self.filter(status="published", published_at__lte=now or timezone.now())

    def newest_first(self):
        """In the order of publication, the newest first; the key breaks ties."""
        return self.order_by("-published_at", "-pk")

    def in_section(self, category):
        """Of a category and all below it, the newest first, read along one index."""
        return self.filter(listings__category=category).order_by(
            "-listings__published_at", "-listings__article_id"
        )

    def before(self, published_at: dt.datetime, pk: int):
        """What follows the story (`published_at`, `pk`) in a list that is newest first."""
        return self.filter(
            Q(published_at__lt=published_at) | Q(published_at=published_at, pk__lt=pk),
            published_at__lte=published_at,
        )

    def for_cards(self):
        """With what a story card shows, the authors apart; without the text."""
        return self.select_related("category", "lead_image").defer(
            "body", "seo_title", "seo_description"
        )

    def with_bylines(self):
        """With the authors, in their order, by one more query."""
        byline = self.model._meta.get_field("bylines").related_model
        bylines = byline.objects.select_related("author__photo").order_by("position", "pk")
        return self.prefetch_related(Prefetch("bylines", queryset=bylines))

    def for_page(self):
        """With what the story's own page shows."""
        return (
            self.select_related("category", "lead_image").with_bylines().prefetch_related("faqs", "tags")
        )
