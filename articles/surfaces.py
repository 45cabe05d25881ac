"""Where readers can meet a story: the one table of all pages, lists and feeds that may show it.

A room adds its own in a module `surfaces.py`, which is imported at the start:

    @surface
    def feeds(article: Article) -> Iterator[Surface]:
        yield Surface(reverse("articles:feed"), "The feed")

It is asked while readers still see the story, so that it can name where the story stands then.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from articles.cursors import cursor_after
from articles.feed_addresses import FORMATS, feeds_of
from articles.models import Article, PinnedStory, RelatedStory
from articles.models.sitemap import PART
from redirects.models import Redirect

MOST_OF_A_KIND = 20  # addresses that a function of this module names, at most


class Expected(StrEnum):
    """What an address shall answer once the story is withdrawn."""

    GONE = "410 with the reason"
    ABSENT = "does not show it"
    LEADS_TO_IT = "leads to its address, or 410"
    MISSING = "404"


@dataclass(frozen=True)
class Surface:
    """An address on this site, a path with its query; `name` is what people call it."""

    url: str
    name: str
    expected: Expected = Expected.ABSENT


Table = Callable[[Article], Iterable[Surface]]
_tables: list[Table] = []


def surface(table: Table) -> Table:
    """Add a function that names where readers can meet a story."""
    _tables.append(table)
    return table


def surfaces_of(article: Article) -> list[Surface]:
    """Return all addresses at which readers can meet a story, each once, its own first."""
    found = {each.url: each for table in _tables for each in table(article)}
    return sorted(found.values(), key=lambda each: each.expected != Expected.GONE)


def in_list(url: str, name: str, time: dt.datetime, key) -> Iterator[Surface]:
    """Name a list that is newest first: its first page, and the one that begins with that row."""
    yield Surface(url, name)
    before = cursor_after(time + dt.timedelta(microseconds=1), key)
    yield Surface(f"{url}?before={before}", f"{name}, where it stood")


@surface
def its_address(article: Article) -> Iterator[Surface]:
    """The story's own address, and those that it had before."""
    address = article.get_absolute_url()
    yield Surface(address, "Its address", Expected.GONE)
    old = Redirect.objects.filter(new_path=unquote(address)).values_list("old_path", flat=True)
    for path in old.order_by("-pk")[:MOST_OF_A_KIND]:
        yield Surface(path, "An earlier address", Expected.LEADS_TO_IT)


@surface
def lists(article: Article) -> Iterator[Surface]:
    """The lists of stories that it stands in."""
    time, key = article.published_at, article.pk
    yield from in_list(reverse("articles:latest"), "The latest stories", time, key)
    month = timezone.localtime(time)
    url = reverse("articles:month", args=[month.year, month.month])
    yield from in_list(url, "The stories of the month", time, key)
    for listing in article.listings.select_related("category")[:MOST_OF_A_KIND]:
        category = listing.category
        yield from in_list(category.get_absolute_url(), f"Section {category}", time, key)
    for tag in article.tags.all()[:MOST_OF_A_KIND]:
        yield from in_list(reverse("articles:tag", args=[tag.slug]), f"Tag {tag}", time, key)
    for byline in article.bylines.select_related("author")[:MOST_OF_A_KIND]:
        author = byline.author
        yield from in_list(author.get_absolute_url(), f"Author {author}", time, key)


@surface
def feeds(article: Article) -> Iterator[Surface]:
    """The feeds that it stands in."""
    for url in feeds_of(article)[: MOST_OF_A_KIND * len(FORMATS)]:
        yield Surface(url.removeprefix(settings.SITE_URL), "A feed")


@surface
def for_search_engines(article: Article) -> Iterator[Surface]:
    """The sitemaps, and how other sites embed it."""
    yield Surface(reverse("articles:sitemap_news"), "The sitemap of news")
    yield Surface(reverse("articles:sitemap_authors"), "The sitemap of authors")
    month, first = article.url_month, article.pk - article.pk % PART
    url = reverse("articles:sitemap_part", args=[month.year, month.month, first])
    yield Surface(url, "Its part of the sitemap")
    query = urlencode({"url": f"{settings.SITE_URL}{article.get_absolute_url()}"})
    yield Surface(f"{reverse('articles:oembed')}?{query}", "How it is embedded", Expected.MISSING)


@surface
def neighbours(article: Article) -> Iterator[Surface]:
    """Stories beside which it stands: as a related, a pinned or one of the latest stories."""
    beside = [
        model.objects.filter(story=article).values_list("article", flat=True)[:MOST_OF_A_KIND]
        for model in (RelatedStory, PinnedStory)
    ]
    public = Article.objects.published().exclude(pk=article.pk).only("headline", "slug", "url_month")
    stories = list(public.filter(pk__in={key for keys in beside for key in keys}))
    for story in [*stories, *public.newest_first()[:2]]:
        yield Surface(story.get_absolute_url(), f"“{story}”, beside which it stood")


@surface
def corrections(article: Article) -> Iterator[Surface]:
    """The paper's corrections, and their feed."""
    url = reverse("articles:corrections")
    yield Surface(url, "The corrections")
    for correction in article.corrections.newest_first()[:MOST_OF_A_KIND]:
        yield from in_list(url, "The corrections", correction.at, correction.pk)
    yield Surface(reverse("articles:corrections_feed"), "The feed of corrections")
