"""Where readers meet stories on the pages of the site itself."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from django.urls import reverse

from articles.models import Article
from articles.surfaces import MOST_OF_A_KIND, Expected, Surface, surface
from newsroom.api.guard import PREFIX
from search.queries import LONGEST


@surface
def pages(article: Article) -> Iterator[Surface]:
    """The front page, the search for its headline, and the page for what is not there."""
    yield Surface(reverse("front"), "The front page")
    query = urlencode({"q": article.headline})
    yield Surface(f"{reverse('search')}?{query}", "The search for its headline")
    yield Surface("/-/nothing-is-here/", "The page for what is not there")


@surface
def api(article: Article) -> Iterator[Surface]:
    """What the API tells other programs."""
    yield Surface(f"{PREFIX}stories/{article.pk}/", "The story in the API", Expected.MISSING)
    comments = f"{PREFIX}stories/{article.pk}/comments/"
    yield Surface(comments, "Its comments in the API", Expected.MISSING)
    places = [
        "stories/",
        "comments/",
        f"search/?{urlencode({'q': article.headline[:LONGEST]})}",
        *(f"categories/{one}/stories/" for one in article.listings.values_list("category", flat=True)),
        *(f"tags/{quote(tag.slug)}/stories/" for tag in article.tags.all()),
        *(f"authors/{quote(one.author.slug)}/stories/" for one in article.bylines.all()),
    ]
    for place in places[:MOST_OF_A_KIND]:
        yield Surface(f"{PREFIX}{place}", "A list of the API")
