"""How editors arrange the front page, whose pins begin and end by themselves; where pages are found."""

from django.contrib.flatpages.models import FlatPage
from django.db.models import Model
from django.urls import reverse
from taggit.models import Tag

from articles.models import Article, Category
from authors.models import Author
from newsroom.models import FrontBlock, FrontPage, FrontPin
from pagecache.edges.addresses import Find, leads_to
from pagecache.watching import stands_for, watch

watch(FrontPage, "'home'")
watch(FrontBlock, "'home'")
watch(
    FrontPin,
    "'home'",
    moments=(
        "SELECT {row}.starts_at WHERE {row}.starts_at > {now}",
        "SELECT {row}.ends_at WHERE {row}.ends_at > {now}",
    ),
)
stands_for("home", FrontPage, FrontBlock, FrontPin)


def stories(numbers: list[str]) -> list[str]:
    """Return the addresses of stories, of those too that readers do not see any more."""
    found = Article.objects.filter(pk__in=numbers, url_month__isnull=False)
    return [story.get_absolute_url() for story in found.only("url_month", "slug")]


def lists(numbers: list[str]) -> list[str]:
    """Return the addresses of what every new story changes."""
    feeds = [reverse("articles:feed", args=[each]) for each in ("rss", "atom", "json")]
    return [reverse("front"), reverse("articles:latest"), *feeds]


def addresses(model: type[Model]) -> Find:
    """Return what finds the addresses of rows by their numbers."""
    return lambda numbers: [row.get_absolute_url() for row in model.objects.filter(pk__in=numbers)]


def tags(numbers: list[str]) -> list[str]:
    """Return the addresses of tags."""
    slugs = Tag.objects.filter(pk__in=numbers).values_list("slug", flat=True)
    return [reverse("articles:tag", args=[slug]) for slug in slugs]


leads_to("article", stories)
leads_to("comments", lambda numbers: stories([each for each in numbers if each]))
leads_to("lineup", lists)
leads_to("home", lambda numbers: [reverse("front")])
leads_to("section", addresses(Category))
leads_to("author", addresses(Author))
leads_to("tag", tags)
leads_to("pages", lambda numbers: FlatPage.objects.values_list("url", flat=True)[:100])
