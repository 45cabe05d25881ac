"""How stories are read. `published()` is the only definition of what the public sees."""

import datetime as dt
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models import F, FilteredRelation, Prefetch, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from articles.cursors import PAGE_SIZE, read_page


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
        return self.filter(not_expired, status="published", published_at__reached=now)

    def newest_first(self):
        """In the order of publication, the newest first; the key breaks ties."""
        return self.order_by("-published_at", "-pk")

    def in_section(self, category):
        """Of a category and all below it, the newest first."""
        return self._listed("listings", category=category)

    def tagged(self, tag):
        """With a tag, the newest first."""
        return self._listed("tag_listings", tag=tag)

    def signed_by(self, author):
        """Of an author, alone or with others, the newest first."""
        return self._listed("author_listings", author=author)

    def _listed(self, rows: str, **place):
        """In a list, the newest first, read along the one index of its rows (articles.models.listing).

        The time of a listing is that of its story. It is asked for by name, since SQLite would go
        through all stories of the paper and sort them if their own time looked like the narrower
        choice; what a page's cursor says is asked of the very same rows.
        """
        asked = place | {"published_at__lte": timezone.now()}
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
