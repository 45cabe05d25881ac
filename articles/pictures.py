"""The pictures of stories: which a story shows, and putting another one in their place."""

from django.contrib.auth.models import AbstractBaseUser

from articles.models import Article
from images import uses
from images.models import Image
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


def swap(pk: int, old: Image, new: Image, user: AbstractBaseUser | None) -> None:
    """Show the picture `new` wherever a story shows `old`: above it and in its text."""
    from articles import workflow  # which registers pictures by this module

    def swapped(text: dict) -> dict:
        lead = new.pk if text["lead_image"] == old.pk else text["lead_image"]
        return text | {"lead_image": lead, "body": swap_picture(text["body"], old.pk, new.pk)}

    if article := Article.objects.filter(pk=pk).first():
        workflow.change(article, swapped, by=user)
