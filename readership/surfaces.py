"""Where readers meet the stories that are read most."""

from collections.abc import Iterator

from django.urls import reverse

from articles.models import Article
from articles.surfaces import Surface, surface


@surface
def most_read(article: Article) -> Iterator[Surface]:
    """The page of the most read stories."""
    yield Surface(reverse("readership:most_read"), "The most read stories")
