"""Pictures as staff see them: withheld ones too, whose files have no public address."""

import posixpath

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from images.models import Image


def staff_file(image: Image, crop: str, width: int) -> dict:
    """Return the file that Image.entry_for chooses, as `{"url", "width", "height"}`, for the admin.

    The address of a withheld picture is a page of the admin, which asks who is there.
    """
    entry = image.entry_for(crop, width)
    return {"url": address(image, entry["name"]), "width": entry["width"], "height": entry["height"]}


def address(image: Image, name: str) -> str:
    """Return the address of a file of a picture, by its name in the storage, for the admin."""
    if image.withheld_at is None:
        return image.file.storage.url(name)
    return reverse("admin:images_image_file", args=[image.pk, posixpath.basename(name)])


def small_picture(image: Image | None) -> SafeString:
    """Return a picture at the size of a stamp, for lists; nothing for None."""
    if image is None:
        return SafeString("")
    url = staff_file(image, "square", 160)["url"]
    return format_html(
        '<img class="list-picture" src="{}" width="40" height="40" alt="" loading="lazy">', url
    )


def trouble(image: Image) -> str:
    """Return why readers do not see a picture, and what they see instead; nothing if they see it."""
    if image.withheld_for == Image.Withheld.TAKEN_DOWN:
        why = "It was taken down."
    elif image.is_ended:
        why = f"Its licence ended on {image.licence_ends:%-d %B %Y}."
    else:
        return ""
    shown = image.shown
    return f"{why} Readers see {f'“{shown}” in its place' if shown else 'no picture in its place'}."
