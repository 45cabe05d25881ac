"""Where readers meet a story through its comments."""

from collections.abc import Iterator

from django.urls import reverse

from articles.models import Article
from articles.surfaces import Expected, Surface, surface
from comments.models import Comment
from comments.paging import PICKS, Order

NEWEST = 5  # comments whose addresses are named


@surface
def conversation(article: Article) -> Iterator[Surface]:
    """The address that comments are sent to, and the orders in which they are read."""
    month = article.url_month
    url = reverse("comments:post", args=[month.year, month.month, article.slug])
    yield Surface(url, "Its comments", Expected.LEADS_TO_IT)
    yield Surface(f"{url}feed/", "The feed of its comments", Expected.GONE)
    yield Surface(reverse("comments:feed"), "The feed of all comments")
    for order in (*Order.values, PICKS):
        yield Surface(f"{article.get_absolute_url()}?order={order}", "Its comments", Expected.GONE)


@surface
def newest_comments(article: Article) -> Iterator[Surface]:
    """The pages of single threads, the comments' own addresses, and where they are reported."""
    firsts = Comment.objects.first_of_threads(article).order_by("-created_at", "-pk")
    for key in firsts.values_list("pk", flat=True)[:NEWEST]:
        url = f"{article.get_absolute_url()}comments/{key}/"
        yield Surface(f"{article.get_absolute_url()}?thread={key}", "A thread of it", Expected.GONE)
        yield Surface(url, "A comment of it", Expected.MISSING)
        yield Surface(f"{url}report/", "A comment of it, to be reported", Expected.MISSING)
