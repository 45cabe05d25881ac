"""Keeps the search in step with what stories only name, and tells of deleted ones, whoever did it."""

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from taggit.models import Tag, TaggedItem

from articles.changes import Change, tell
from articles.indexing import forget_story, mark_stale
from articles.listing import refresh_listings
from articles.models import Article, Byline, Category, SectionListing
from articles.sitemap_parts import note_part, touch_after_commit
from authors.models import Author
from images.models import Image, PictureUse

# What changes the addresses of a picture in the sitemap.
_IN_SITEMAP = {"file", "renditions", "replacement", "withheld_at", "licence_ends"}


@receiver(pre_delete, sender=Article)
def tell_of_deleted_story(instance: Article, **kwargs) -> None:
    """Tell of a story that readers could see, while it can still be asked what it stood in.

    Of one that has expired too: the moment that would have told of its end is deleted with it.
    """
    story = Article.objects.filter(pk=instance.pk).first()
    if story and (story.is_public or story.has_expired):
        tell(story, Change.DELETED)
        note_part(story)


@receiver(post_delete, sender=Article)
def forget_deleted_story(instance: Article, **kwargs) -> None:
    forget_story(instance.pk)


@receiver([post_save, pre_delete], sender=Tag)
def tag_changed(instance: Tag, created: bool = False, **kwargs) -> None:
    if not created:
        mark_stale(tagged_stories([instance.pk]))


@receiver(post_save, sender=Author)
def author_changed(instance: Author, created: bool = False, **kwargs) -> None:
    if not created:
        bylines = Byline.objects.filter(author=instance).order_by()
        mark_stale(bylines.values_list("article", flat=True).iterator())


@receiver(pre_delete, sender=Category)
def category_deleted(instance: Category, **kwargs) -> None:
    """List its stories anew: the sections above it listed them, too, and would go on to do so."""
    listed = SectionListing.objects.filter(category=instance)
    keys = list(listed.values_list("article", flat=True))
    mark_stale(keys)
    Article.also_in.through.objects.filter(category=instance).delete()
    columns = ("status", "published_at", "expires_at", "category")
    for article in Article.objects.only(*columns).in_bulk(keys).values():
        refresh_listings(article)


@receiver(post_save, sender=Image)
def caption_changed(instance: Image, created: bool = False, update_fields=None, **kwargs) -> None:
    if created or (update_fields and "caption" not in update_fields):
        return
    kind = ContentType.objects.get_for_model(Article)
    shown = PictureUse.objects.filter(image=instance, content_type=kind).order_by()
    mark_stale(shown.values_list("object_id", flat=True).iterator())


@receiver(post_save, sender=Image)
def picture_changed(instance: Image, created: bool = False, update_fields=None, **kwargs) -> None:
    if not created and (update_fields is None or _IN_SITEMAP & set(update_fields)):
        touch_after_commit(instance)


def tagged_stories(tags: list[int]):
    """Return the keys of the stories that have one of some tags."""
    kind = ContentType.objects.get_for_model(Article)
    items = TaggedItem.objects.filter(content_type=kind, tag__in=tags).order_by()
    return items.values_list("object_id", flat=True).iterator()
