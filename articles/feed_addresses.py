"""Where the feeds of stories are."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from articles.listing import with_ancestors
from articles.models import Article, Category

FORMATS = ("rss", "atom", "json")


class FeedFormatConverter:
    """The name of a feed's format in its address."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def feed_url(format: str, page: str = "", key: str = "") -> str:
    """Return the absolute address of a feed: the site's, or that of a "section", "tag" or "author"."""
    name = f"articles:{page}_feed" if page else "articles:feed"
    return f"{settings.SITE_URL}{reverse(name, args=[format, *([key] if page else [])])}"


def feeds_of(article: Article) -> list[str]:
    """Return the absolute addresses of all feeds that a story stands in, or stood in until now."""
    pages = [("", ""), *_pages_of(article)]
    return [feed_url(format, page, key) for page, key in pages for format in FORMATS]


def _pages_of(article: Article) -> Iterator[tuple[str, str]]:
    paths = set(article.also_in.values_list("path", flat=True))
    if article.category_id:
        paths.add(article.category.path)
    known = Category.objects.filter(path__in=with_ancestors(paths)).order_by("path")
    for path in known.values_list("path", flat=True):
        yield "section", path
    for slug in article.tags.order_by("slug").values_list("slug", flat=True):
        yield "tag", slug
    for slug in article.authors.order_by("slug").values_list("slug", flat=True):
        yield "author", slug
