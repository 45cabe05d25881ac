"""The lists of stories that readers page through, the newest first; queries of which are kept."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from articles.cursors import PAGE_SIZE, parse_cursor, rows_after, split_page
from articles.models import Article
from articles.querysets import ArticleQuerySet
from articles.reading import add_bylines
from rendering.prepared import Prepared


@dataclass(frozen=True)
class Page:
    """One page of a list, of stories with their authors.

    `older` is the cursor of the page that follows, None on the last; `first` says whether this is
    the beginning of the list.
    """

    stories: list[Article]
    older: str | None
    first: bool


class StoryList:
    """A list as a function of values: of public stories, of `now`, and of what tells the list apart."""

    def __init__(self, build: Callable[..., ArticleQuerySet]):
        def listed(now: dt.datetime, *values) -> ArticleQuerySet:
            return build(Article.objects.published(now), now, *values).for_cards()

        self._first = Prepared(lambda *values: listed(*values)[: PAGE_SIZE + 1])
        self._later = Prepared(
            lambda time, key, *values: rows_after(listed(*values), time, key)[: PAGE_SIZE + 1]
        )
        self._any = Prepared(lambda *values: listed(*values).values_list("pk")[:1])

    def page(self, cursor: str | None, *values) -> Page:
        """Return the page that starts after `cursor`, the first without one; by two queries.

        Raises Http404 for a cursor that no page has given.
        """
        now = timezone.now()
        if cursor:
            found = self._later(*parse_cursor(cursor, Article), now, *values)
        else:
            found = self._first(now, *values)
        stories, older = split_page(found)
        add_bylines(stories)
        return Page(stories, older, first=not cursor)

    def is_empty(self, *values) -> bool:
        """Return whether readers see no story in the list."""
        return not self._any(timezone.now(), *values)


LATEST = StoryList(lambda public, now: public.newest_first())
SECTION = StoryList(lambda public, now, category: public.in_section(category, now))
TAG = StoryList(lambda public, now, tag: public.tagged(tag, now))
AUTHOR = StoryList(lambda public, now, author: public.signed_by(author, now))
MONTH = StoryList(
    lambda public, now, start, end: public.filter(
        published_at__gte=start, published_at__lt=end
    ).newest_first()
)
