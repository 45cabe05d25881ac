"""How stories are read. `published()` is the only definition of what the public sees."""

import datetime as dt

from django.apps import apps
from django.db import models
from django.db.models import F, FilteredRelation, Prefetch, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone


@models.DateTimeField.register_lookup
class Reached(LessThanOrEqual):
    """`published_at__reached=now`: that moment has come.

    It holds for nearly every story, so that no index is worth being entered by it. SQLite takes one
    bound of a column, and would take this one: the page of a month long ago, or one far back in a list,
    would go through everything that came after. The plus sign keeps it from that
    (https://sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_).
    """

    lookup_name = "reached"

    def get_rhs_op(self, connection, rhs):
        return f"<= {rhs}"

    def as_sqlite(self, compiler, connection):
        sql, params = self.as_sql(compiler, connection)
        return f"+{sql}", params


def nearest_in_time(rows: models.QuerySet, moment: dt.datetime, number: int) -> list:
    """Return those `number` rows whose `published_at` is nearest to `moment`.

    Half of them are later, as far as there are as many. `rows` are in an order of their own, the newest
    first, along an index of theirs: it is read from the moment on, both ways.
    """
    half, later = number // 2, rows.filter(published_at__gte=moment).reverse()
    found = list(later[:half])
    are_more = len(found) == half
    found += rows.filter(published_at__lt=moment)[: number - len(found)]
    if are_more and len(found) < number:  # there are no more that are earlier
        found += later[half : half + number - len(found)]
    return found


class ArticleQuerySet(models.QuerySet):
    """Stories; the methods chain."""

    def published(self, now: dt.datetime | None = None):
        """Only what the public sees at `now` (default: this moment)."""
        now = now or timezone.now()
        not_expired = Q(expires_at=None) | Q(expires_at__gt=now)
        return self.filter(not_expired, status="published", published_at__reached=now)

    def newest_first(self):
        """In the order of publication, the newest first; the key breaks ties."""
        return self.order_by("-published_at", "-pk")

    def in_section(self, category, now: dt.datetime | None = None):
        """Of a category and all below it, listed until `now` (default: this moment), newest first."""
        return self._listed("listings", now, category=category)

    def tagged(self, tag, now: dt.datetime | None = None):
        """With a tag, listed until `now` (default: this moment), the newest first."""
        return self._listed("tag_listings", now, tag=tag)

    def signed_by(self, author, now: dt.datetime | None = None):
        """Of an author, alone or with others, listed until `now`, the newest first."""
        return self._listed("author_listings", now, author=author)

    def _listed(self, rows: str, now: dt.datetime | None, **place):
        """In a list, the newest first, read along the one index of its rows (articles.models.listing).

        The time of a listing is that of its story. It is asked for by name, since SQLite would go
        through all stories of the paper and sort them if their own time looked like the narrower
        choice; what a page's cursor says is asked of the very same rows.
        """
        asked = place | {"published_at__lte": now or timezone.now()}
        listed = Q(**{f"{rows}__{name}": value for name, value in asked.items()})
        return (
            self.annotate(listing=FilteredRelation(rows, condition=listed))
            .filter(listing__isnull=False)
            .annotate(listed_at=F("listing__published_at"), listed_key=F("listing__article_id"))
            .order_by("-listed_at", "-listed_key")
        )

    def is_empty(self) -> bool:
        """Whether there is none, looked for in the order of the list.

        `exists()` leaves the order out, and SQLite then the index that goes with it.
        """
        return not self.values_list("pk")[:1]

    def for_headlines(self):
        """With what stands in lists without pictures: headline, time, address, summary."""
        return self.only("kind", "headline", "slug", "url_month", "published_at", "summary")

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
        """With the authors, in their order and with their portraits, by one more query."""
        bylines = apps.get_model("articles", "Byline").objects.select_related("author__photo")
        ordered = bylines.order_by("position", "pk")
        return self.prefetch_related(Prefetch("bylines", queryset=ordered))

    def for_page(self):
        """With what the story's own page shows; what belongs to it is added by articles.reading."""
        return self.select_related("category", "lead_image").defer("search_text")
