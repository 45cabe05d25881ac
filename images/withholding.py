"""Taking the files of pictures away from readers, and giving them back.

The row says first what shall be (`withheld_at`), in the transaction of the change; the files follow
once that is committed. `is_moving` says that they have not all arrived: whoever calls `settle_files`
finishes what a crash has left.
"""

import logging

from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.utils import timezone

from images import files, licences, stand_ins
from images.models import Image

logger = logging.getLogger(__name__)

Withheld = Image.Withheld
_STATE = ["withheld_at", "withheld_for", "is_moving"]


def withhold(image: Image, reason: str = Withheld.TAKEN_DOWN) -> bool:
    """Stop serving all files of a picture, once the running transaction is committed.

    Pages show its replacement, or nothing, from then on. Returns whether that is new. One that was
    taken down stays so when its licence ends; one whose licence has ended can be taken down besides.
    """
    with transaction.atomic():
        row = _locked(image)
        if row is None or (reason == Withheld.LICENCE and not row.is_ended):
            return False
        is_new = row.withheld_at is None
        if is_new:
            row.withheld_at, row.is_moving = timezone.now(), True
        if is_new or reason == Withheld.TAKEN_DOWN:
            row.withheld_for = reason
            _save(row, image)
    return is_new


def release(image: Image) -> bool:
    """Serve a picture that was taken down again, under the addresses it had, after the commit.

    Returns whether readers have it back: where its licence has ended meanwhile, it stays withheld
    for that.
    """
    with transaction.atomic():
        row = _locked(image)
        if row is None or row.withheld_at is None:
            return False
        if row.is_ended:
            if row.withheld_for != Withheld.LICENCE:
                row.withheld_for = Withheld.LICENCE
                _save(row, image)
            return False
        row.withheld_at, row.withheld_for, row.is_moving = None, "", True
        _save(row, image)
    return True


def settle_licence(image: Image) -> bool:
    """Withhold a picture whose licence has ended, or release one whose licence has not (any more).

    Returns whether anything changed. What was taken down stays so.
    """
    if image.withheld_at is None:
        return image.is_ended and withhold(image, Withheld.LICENCE)
    return image.withheld_for == Withheld.LICENCE and not image.is_ended and release(image)


def settle_all() -> int:
    """Bring the files of all pictures where their licences ask for; return how many changed.

    Any number of these may run at once: each picture is changed by one of them. Uses the active time
    zone. What an earlier run has begun is finished first.
    """
    for pk in list(Image.objects.filter(is_moving=True).values_list("pk", flat=True)):
        try:
            settle_files(pk)
        except OSError:
            logger.exception("The files of picture %s cannot be moved", pk)
    waiting = [licences.ended().filter(withheld_at=None), licences.withheld_and_not_ended()]
    keys = [pk for pictures in waiting for pk in pictures.values_list("pk", flat=True)]
    return sum(settle_licence(image) for pk in keys for image in Image.objects.filter(pk=pk))


def settle_files(pk: int) -> None:
    """Move the files of a picture to where its row says they shall be, if they are not all there."""
    with transaction.atomic():
        image = Image.objects.select_for_update().order_by().filter(pk=pk, is_moving=True).first()
        if image is None:
            return
        away, home = default_storage, files.withheld_storage
        source, target = (home, away) if image.withheld_at is None else (away, home)
        files.move(names(image), source, target)
        Image.objects.filter(pk=pk).update(is_moving=False)


def storage_of(image: Image) -> Storage:
    """Return where the files of a picture lie, or are about to."""
    return default_storage if image.withheld_at is None else files.withheld_storage


def names(image: Image) -> set[str]:
    """Return the names, in the storage, of all files that belong to a picture."""
    return {image.file.name} - {""} | {entry["name"] for entry in image.renditions}


def move_again(row: Image) -> None:
    """Have the files of a locked row moved after the commit: some were written on the wrong side."""
    row.is_moving = True
    _save(row, row)


def _locked(image: Image) -> Image | None:
    return Image.objects.select_for_update().order_by().filter(pk=image.pk).first()


def _save(row: Image, image: Image) -> None:
    row.save(update_fields=_STATE)
    stand_ins.refresh(row)
    for name in _STATE:
        setattr(image, name, getattr(row, name))
    # A move that fails is reported, and finished by the next settle_all.
    transaction.on_commit(lambda: settle_files(row.pk), robust=True)
