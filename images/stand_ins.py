"""Pictures that stand in for others: each row of the others holds what is shown of them."""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from images.models import STAND_IN_FIELDS, Image
from images.uses import require, set_uses


def described(image: Image | None) -> dict | None:
    """Return what Image.stand_in holds of a picture, or None for None."""
    if image is None:
        return None
    values = {name: getattr(image, name) for name in STAND_IN_FIELDS} | {"file": image.file.name}
    if isinstance(values["licence_ends"], dt.date):
        values["licence_ends"] = values["licence_ends"].isoformat()
    return values | {"withheld": image.withheld_at is not None}


def refresh(image: Image) -> None:
    """Tell all rows that a picture stands in for what has become of it; in the caller's transaction."""
    Image.objects.filter(replacement=image).update(stand_in=described(image))


@transaction.atomic
def swap(pk: int, old: Image, new: Image, user: AbstractBaseUser | None) -> None:
    """Let `new` stand in for a picture that `old` stands in for; nothing, if it is `new` itself."""
    require(user, "images.change_image")
    image = Image.objects.select_for_update().order_by().filter(pk=pk).first()
    if image is None:
        return
    if image.replacement_id == old.pk:
        image.replacement = None if image == new else new
        image.stand_in = described(image.replacement)
        image.save(update_fields=["replacement", "stand_in"])
    set_uses(image, {"replaces": [image.replacement_id]})
