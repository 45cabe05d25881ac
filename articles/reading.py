"""What a story's page and lists show besides the story's own row, read by queries that are kept."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from taggit.models import Tag, TaggedItem

from articles.models import FAQ, Article, Byline
from rendering.given import give
from rendering.prepared import Prepared


def add_bylines(stories: Iterable[Article]) -> None:
    """Have the authors of stories at hand, in their order and with their portraits; one query."""
    stories, rows = list(stories), defaultdict(list)
    if stories:
        for byline in _bylines(tuple(story.pk for story in stories)):
            rows[byline.article_id].append(byline)
    give(stories, "bylines", rows, lambda story: Byline.objects.filter(article=story))


def add_parts(story: Article) -> None:
    """Have at hand whatever belongs to a story on its own page: authors, questions, tags."""
    add_bylines([story])
    give([story], "faqs", {story.pk: _faqs(story.pk)}, lambda story: FAQ.objects.filter(article=story))
    content_type = ContentType.objects.get_for_model(Article).pk
    tags = {story.pk: _tags(story.pk, content_type)}
    give([story], "tags", tags, lambda story: TaggedItem.tags_for(Article, story))


@Prepared
def _bylines(stories: tuple[int, ...]):
    rows = Byline.objects.filter(article__in=stories).select_related("author__photo")
    return rows.order_by("position", "pk")


@Prepared
def _faqs(story: int):
    return FAQ.objects.filter(article=story)


@Prepared
def _tags(story: int, content_type: int):
    return Tag.objects.filter(
        taggit_taggeditem_items__object_id=story,
        taggit_taggeditem_items__content_type=content_type,
    ).order_by("taggit_taggeditem_items__pk")
