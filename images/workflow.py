"""Every change of a picture and its files. The admin, the editor and the importers come here."""

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import Storage, default_storage
from django.db import IntegrityError, transaction
from django.template.defaultfilters import filesizeformat
from PIL import Image as PillowImage

from images import files, stand_ins
from images.metadata import Description
from images.models import Image
from images.processing import read_pixels
from images.renditions import EncodedOriginal, Rendition, encode_original, make_renditions, plan
from images.uses import set_uses
from images.withholding import move_again, names, release, settle_licence, storage_of, withhold

__all__ = ["release", "withhold"]  # part of what changes a picture, in a module of their own

# The columns of what is said of a picture.
SAID = [
    *("title", "alt", "caption", "credit", "focal_x", "focal_y"),
    *("licence", "licence_ends", "source_url", "replacement", "stand_in"),
]


@dataclass(frozen=True)
class PreparedPicture:
    """An upload that has been checked and encoded, and is not stored yet."""

    name: str
    sha256: str
    size: tuple[int, int]
    original: EncodedOriginal
    renditions: list[Rendition]
    description: Description


def store_image(
    upload: File,
    *,
    title: str = "",
    alt: str = "",
    caption: str = "",
    credit: str = "",
    uploaded_by: AbstractBaseUser | None = None,
    focal: tuple[float, float] = (0.5, 0.5),
) -> Image:
    """Take a picture in: check it, clean it, make its renditions, and return its row.

    What is left empty is read from the picture's IPTC and EXIF; an empty title becomes the name of
    the file. `focal` is the focal point, across and down, each from 0 to 1. A file that the
    newsroom already has is not stored again: its row is returned as it is.

    Raises ValidationError with a sentence for a person; nothing is stored then.
    """
    words = {"title": title, "alt": alt, "caption": caption, "credit": credit}
    return take_in(upload, uploaded_by=uploaded_by, focal=focal, **words)[0]


def take_in(
    upload: File,
    *,
    uploaded_by: AbstractBaseUser | None = None,
    focal: tuple[float, float] = (0.5, 0.5),
    **words: str,
) -> tuple[Image, bool]:
    """Do as `store_image`, and also return whether the picture is new to the newsroom."""
    check_size(upload)
    known = find_image(upload)
    if known:
        return known, False
    image = Image(focal_x=focal[0], focal_y=focal[1], **words)
    image.uploaded_by = uploaded_by
    prepared = prepare(upload, focal)
    try:
        keep(prepared, image)
    except IntegrityError:
        # Somebody stored the same file while this one was being encoded.
        if known := Image.objects.filter(sha256=prepared.sha256).first():
            return known, False
        raise
    return image, True


def prepare(upload: File, focal: tuple[float, float] = (0.5, 0.5)) -> PreparedPicture:
    """Check and encode an upload, which takes a second or two, without touching the database.

    Raises ValidationError with a sentence for a person.
    """
    check_size(upload)
    pixels = read_pixels(upload)
    return PreparedPicture(
        name=upload.name or "",
        sha256=digest(upload),
        size=pixels.image.size,
        original=encode_original(pixels.image, sharp=pixels.sharp),
        renditions=list(make_renditions(pixels.image, focal)),
        description=pixels.description,
    )


def keep(prepared: PreparedPicture, image: Image) -> None:
    """Store a prepared picture with the words of the unsaved `image`.

    Raises ValidationError if a text is too long, and IntegrityError if there is a picture of the
    same file; nothing is stored then.
    """
    said = prepared.description
    image.title = image.title or said.title or title_from_file_name(prepared.name)
    image.caption = image.caption or said.caption
    image.credit = image.credit or said.credit
    image.sha256 = prepared.sha256
    image.width, image.height = prepared.size
    image.clean_fields(exclude=["file", "renditions"])
    folder = files.new_folder()
    with files.removed_on_failure():
        image.renditions = _write_renditions(folder, prepared.renditions)
        original = prepared.original
        image.file = files.write(f"{folder}/original.{original.extension}", original.content)
        with transaction.atomic():
            image.save()
            settle_licence(image)


def find_image(file: BinaryIO) -> Image | None:
    """Return the picture that was made from a file with exactly these bytes, if there is one."""
    return Image.objects.filter(sha256=digest(file)).first()


def digest(file: BinaryIO) -> str:
    """Return the SHA-256 of an open file in hexadecimal digits, leaving it at its beginning."""
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return found


def check_size(upload: File) -> None:
    """Raise ValidationError if the file is empty or has more bytes than IMAGE_MAX_BYTES."""
    if not upload.size:
        raise ValidationError("The file is empty. Nothing was stored. Choose another one.", code="empty")
    if upload.size > settings.IMAGE_MAX_BYTES:
        raise ValidationError(
            f"The file has {filesizeformat(upload.size)}. The limit is "
            f"{filesizeformat(settings.IMAGE_MAX_BYTES)}. Nothing was stored. "
            "Scale the picture down, then upload it again.",
            code="too_many_bytes",
        )


def title_from_file_name(name: str) -> str:
    """Return a title made from the name of an uploaded file: `DSC_0042.jpg` → `DSC 0042`."""
    stem = os.path.splitext(os.path.basename(name.replace("\\", "/")))[0]
    words = re.sub(r"[\W_]+", " ", stem).strip()
    return words[:200] or "Picture"


@transaction.atomic
def save_words(image: Image, fields: Iterable[str] = SAID) -> None:
    """Save what an editor says of a stored picture: its words, focal point, licence and replacement.

    `fields` are those of them that changed, if it is known. Files are withheld or released after the
    commit, if the licence asks for it. The crops stay as they are; see `rebuild_renditions`.
    """
    image.stand_in = stand_ins.described(image.replacement)
    image.save(update_fields={*fields, "stand_in"})
    set_uses(image, {"replaces": [image.replacement_id]})
    stand_ins.refresh(image)
    settle_licence(image)


def rebuild_renditions(image: Image) -> None:
    """Make the renditions of a picture anew from its stored original, and save them.

    To be called when the focal point has changed, or the crops and widths that the site uses.
    Raises OSError if the original is missing or damaged; everything stays as it was then.
    """
    storage = storage_of(image)
    with storage.open(image.file.name) as original:
        pixels = PillowImage.open(original)
        pixels.load()
    renditions = list(make_renditions(pixels, (image.focal_x, image.focal_y)))
    with files.removed_on_failure():
        folder = os.path.dirname(image.file.name)
        image.renditions = _write_renditions(folder, renditions, storage)
        with transaction.atomic():
            before = Image.objects.select_for_update().get(pk=image.pk)
            image.save(update_fields=["renditions"])
            files.remove_after_commit(sorted(names(before) - names(image)))
            image.withheld_at, image.withheld_for = before.withheld_at, before.withheld_for
            stand_ins.refresh(image)
            if storage_of(before) is not storage:  # withheld or released meanwhile
                move_again(image)


def lacks_renditions(image: Image) -> bool:
    """Whether a picture has other renditions than the site uses now, or one of their files is gone."""
    expected = {
        (crop, cut.format, cut.width, cut.height)
        for cut in plan((image.width, image.height), (image.focal_x, image.focal_y))
        for crop in cut.crops
    }
    found = {(e["crop"], e["format"], e["width"], e["height"]) for e in image.renditions}
    return expected != found or not all(map(storage_of(image).exists, names(image)))


def _write_renditions(
    folder: str, renditions: list[Rendition], storage: Storage = default_storage
) -> list[dict]:
    """Write the files and return the entries for Image.renditions."""
    entries = []
    for rendition in renditions:
        name = files.write(f"{folder}/{rendition.file_name}", rendition.content, storage)
        cut = rendition.cut
        entries += [
            {
                "crop": crop,
                "format": cut.format,
                "width": cut.width,
                "height": cut.height,
                "name": name,
            }
            for crop in cut.crops
        ]
    return entries
