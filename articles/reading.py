"""What pages, lists and feeds show besides the stories' own rows, read by queries that are kept."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Model
from taggit.models import TaggedItem

from articles.models import FAQ, Article, Byline
from rendering.given import give
from rendering.prepared import Prepared


def add_bylines(stories: Iterable[Article]) -> None:
    """Have the authors of stories at hand, in their order and with their portraits; one query."""
    stories = list(stories)
    rows = _grouped((row.article_id, row) for row in _read(_bylines, stories))
    give(stories, "bylines", rows, lambda story: Byline.objects.filter(article=story))


def add_faqs(stories: Iterable[Article]) -> None:
    """Have the questions of stories at hand, in their order; one query."""
    stories = list(stories)
    rows = _grouped((row.article_id, row) for row in _read(_faqs, stories))
    give(stories, "faqs", rows, lambda story: FAQ.objects.filter(article=story))


def add_tags(stories: Iterable[Article]) -> None:
    """Have the tags of stories at hand, in the order in which they were given; one query."""
    stories = list(stories)
    found = sorted(_read(_tagged, stories), key=lambda row: row.pk)
    rows = _grouped((row.object_id, row.tag) for row in found)
    give(stories, "tags", rows, lambda story: TaggedItem.tags_for(Article, story))


def add_parts(story: Article) -> None:
    """Have at hand whatever belongs to a story on its own page."""
    for add in (add_bylines, add_faqs, add_tags):
        add([story])


def _read(query: Prepared, stories: list[Article]) -> list:
    return query(tuple(story.pk for story in stories)) if stories else []


def _grouped(pairs: Iterable[tuple[int, Model]]) -> dict[int, list[Model]]:
    groups = defaultdict(list)
    for key, row in pairs:
        groups[key].append(row)
    return groups


@Prepared
def _bylines(stories: tuple[int, ...]):
    rows = Byline.objects.filter(article__in=stories).select_related("author__photo")
    return rows.order_by("position", "pk")


@Prepared
def _faqs(stories: tuple[int, ...]):
    return FAQ.objects.filter(article__in=stories)


@Prepared
def _tagged(stories: tuple[int, ...]):
    # Without an order: for its sake SQLite would go through the tags of all stories.
    article = {"content_type__app_label": "articles", "content_type__model": "article"}
    rows = TaggedItem.objects.filter(object_id__in=stories, **article)
    return rows.select_related("tag").order_by()
