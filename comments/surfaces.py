"""Where readers meet a story through its comments."""

from collections.abc import Iterator

from django.urls import reverse

from articles.models import Article
from articles.surfaces import Expected, Surface, surface


@surface
def conversation(article: Article) -> Iterator[Surface]:
    """The address that comments are sent to."""
    month = article.url_month
    url = reverse("comments:post", args=[month.year, month.month, article.slug])
    yield Surface(url, "Its comments", Expected.LEADS_TO_IT)
    yield Surface(f"{url}feed/", "The feed of its comments", Expected.GONE)
    yield Surface(reverse("comments:feed"), "The feed of all comments")
