"""The portraits of authors."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from authors.models import Author
from images import uses
from images.models import Image


def register_portrait(author: Author) -> None:
    """Say which picture an author has, once it is saved."""
    uses.set_uses(author, {"portrait": [author.photo_id]})


@transaction.atomic
def swap(pk: int, old: Image, new: Image, user: AbstractBaseUser | None) -> None:
    """Give an author whose portrait is `old` the picture `new`."""
    uses.require(user, "authors.change_author")
    author = Author.objects.select_for_update().order_by().filter(pk=pk).first()
    if author is None:
        return
    if author.photo_id == old.pk:
        author.photo = new
        author.save(update_fields=["photo"])
    register_portrait(author)
