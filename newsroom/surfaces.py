"""Where readers meet stories on the pages of the site itself."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from articles.models import Article
from articles.surfaces import Surface, surface
from newsroom.views import LONGEST_QUERY


@surface
def pages(article: Article) -> Iterator[Surface]:
    """The front page, the search for its headline, and the page for what is not there."""
    yield Surface(reverse("front"), "The front page")
    query = urlencode({"q": article.headline[:LONGEST_QUERY]})
    yield Surface(f"{reverse('search')}?{query}", "The search for its headline")
    yield Surface("/-/nothing-is-here/", "The page for what is not there")
