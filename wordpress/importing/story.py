"""A story as an import writes it, apart from the row it is written to."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib.contenttypes.models import ContentType
from taggit.models import TaggedItem

from articles.models import Article, Byline

_FIELDS = [
    *("headline", "slug", "kind", "standfirst", "excerpt", "body", "category_id", "lead_image_id"),
    *("status", "published_at", "updated_at", "comments_open", "seo_title", "seo_description"),
]


@dataclass
class Story:
    """Everything on a story that an import decides; what editors do beyond stays theirs.

    Keys are of rows: `also_in` of categories, `tags` of tags, `authors` of authors in their order.
    """

    headline: str
    slug: str
    kind: str
    standfirst: str
    excerpt: str
    body: str
    category_id: int | None
    lead_image_id: int | None
    status: str
    published_at: dt.datetime | None
    updated_at: dt.datetime | None
    comments_open: bool
    seo_title: str
    seo_description: str
    also_in: list[int]
    tags: list[int]
    authors: list[int]

    def as_stored(self, slug: str) -> "Story":
        """Return the story as `state_of` reads it once it is saved with that slug."""
        return replace(self, slug=slug, also_in=sorted(self.also_in), tags=sorted(self.tags))


def state_of(article: Article) -> Story:
    """Return what stands on a story now."""
    bylines = article.bylines.order_by("position", "pk").values_list("author", flat=True)
    return Story(
        **{field: getattr(article, field) for field in _FIELDS},
        also_in=sorted(article.also_in.order_by().values_list("pk", flat=True)),
        tags=sorted(_tagged(article).values_list("tag", flat=True)),
        authors=list(bylines),
    )


def apply(story: Story, article: Article, save: Callable[[Article], None]) -> None:
    """Write a story to its row by `save`, then its categories, tags and bylines."""
    is_new = article.pk is None
    for field in _FIELDS:
        setattr(article, field, getattr(story, field))
    save(article)
    if story.also_in or not is_new:
        article.also_in.set(story.also_in)
    _set_tags(article, set(story.tags), is_new)
    bylines = (
        [] if is_new else list(article.bylines.order_by("position").values_list("author", flat=True))
    )
    if bylines != story.authors:
        if bylines:
            article.bylines.all().delete()
        Byline.objects.bulk_create(
            Byline(article=article, author_id=author, position=position)
            for position, author in enumerate(story.authors)
        )


def _tagged(article: Article):
    content_type = ContentType.objects.get_for_model(Article)
    return TaggedItem.objects.filter(content_type=content_type, object_id=article.pk).order_by()


def _set_tags(article: Article, wanted: set[int], is_new: bool) -> None:
    present = set() if is_new else set(_tagged(article).values_list("tag", flat=True))
    if gone := present - wanted:
        _tagged(article).filter(tag__in=gone).delete()
    content_type = ContentType.objects.get_for_model(Article)
    TaggedItem.objects.bulk_create(
        TaggedItem(tag_id=tag, content_type=content_type, object_id=article.pk)
        for tag in sorted(wanted - present)
    )
