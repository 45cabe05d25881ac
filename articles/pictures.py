"""The pictures of stories: which a story shows, putting others in their place, taking them down."""

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet

from articles.models import Article
from images import uses
from images.models import Image, PictureUse
from images.withholding import release, withhold
from richtext.pictures import pictures_in, swap_picture


def pictures_of(article: Article) -> dict[str, list[int | None]]:
    """Return the pictures that a story shows, by their place, as images.uses takes them."""
    return {"lead": [article.lead_image_id], "text": pictures_in(article.body)}


def register_pictures(article: Article) -> None:
    """Say which pictures a story shows, once it is saved."""
    uses.set_uses(article, pictures_of(article))


def register_pending_pictures(article: Article, text: dict | None) -> None:
    """Say which pictures the pending changes of a story show, or that there are none."""
    shown = [text["lead_image"], *pictures_in(text["body"])] if text else []
    uses.set_uses(article, {"pending": shown})


@transaction.atomic
def withhold_pictures(article: Article) -> list[Image]:
    """Stop serving the pictures that only this story shows, or other withdrawn ones besides it.

    To be called in the transaction that withdraws it, once its state is saved. The rows of its
    pictures are locked first, so that of two stories withdrawn at once the later one sees the other.
    Returns the pictures that readers do not get any more.
    """
    mine = _uses(article).values("image")
    images = list(Image.objects.select_for_update().filter(pk__in=mine).order_by("pk"))
    withdrawn = Article.objects.filter(status=Article.Status.WITHDRAWN).values("pk")
    still_shown = (
        PictureUse.objects.filter(image__in=images)
        .exclude(content_type=ContentType.objects.get_for_model(Article), object_id__in=withdrawn)
        .values_list("image", flat=True)
    )
    shown = set(still_shown)
    withheld = [image for image in images if image.pk not in shown]
    for image in withheld:
        withhold(image)
    return withheld


def release_pictures(article: Article) -> None:
    """Serve the pictures of a story again that were taken down with it."""
    taken_down = Image.objects.filter(withheld_for=Image.Withheld.TAKEN_DOWN)
    mine = _uses(article).values("image")
    for image in taken_down.filter(withheld_at__isnull=False, pk__in=mine).order_by("pk"):
        release(image)


def _uses(article: Article) -> QuerySet[PictureUse]:
    kind = ContentType.objects.get_for_model(Article)
    return PictureUse.objects.filter(content_type=kind, object_id=article.pk)


def swap(pk: int, old: Image, new: Image, user: AbstractBaseUser | None) -> None:
    """Show the picture `new` wherever a story shows `old`: above it and in its text."""

    def swapped(text: dict) -> dict:
        lead = new.pk if text["lead_image"] == old.pk else text["lead_image"]
        return text | {"lead_image": lead, "body": swap_picture(text["body"], old.pk, new.pk)}

    from articles.writing import change  # which registers pictures by this module

    if article := Article.objects.filter(pk=pk).first():
        change(article, swapped, by=user)
