"""The pictures of stories: which a story shows, and putting another one in their place."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

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


@transaction.atomic
def swap(pk: int, old: Image, new: Image, user: AbstractBaseUser | None) -> None:
    """Show the picture `new` wherever a story shows `old`: above it and in its text."""
    from articles import workflow  # which registers pictures by this module

    article = Article.objects.select_for_update(of=["self"]).order_by().filter(pk=pk).first()
    if article is None:
        return
    if article.lead_image_id == old.pk:
        article.lead_image = new
    article.body = swap_picture(article.body, old.pk, new.pk)
    workflow.save(article)
    workflow.settle(article)
