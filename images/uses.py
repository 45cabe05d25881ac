"""Where each picture is used: who shows pictures says so here, and can be asked to swap them.

The rooms above register their kinds of rows (`register`), and tell which pictures a row shows
whenever they save it (`set_uses`). So a picture's page can list its uses, a picture in use is not
deleted, and one picture can be replaced by another wherever it stands.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete
from django.urls import NoReverseMatch, reverse

from images.models import Image, PictureUse

logger = logging.getLogger(__name__)

AT_ONCE = 200  # rows in which a picture is replaced by one request
SHOWN = 50  # objects that a list of uses names
COUNTED = 1000  # uses that are counted, at most

Places = Mapping[str, Iterable[int | None]]
Visible = Callable[[AbstractBaseUser, QuerySet], QuerySet]
Swap = Callable[[int, Image, Image, AbstractBaseUser | None], None]


@dataclass(frozen=True)
class Holder:
    """A kind of row that shows pictures.

    `swap(pk, old, new, user)` puts the picture `new` wherever the row shows `old`, in one
    transaction, and registers its uses anew; a row that is gone is no error. It raises
    PermissionDenied if `user` may not change the row. `rows` returns the rows with as many columns
    as their names need, and `visible` those of them that a person may see.
    """

    model: type[Model]
    swap: Swap
    rows: Callable[[], QuerySet]
    visible: Visible


@dataclass(frozen=True)
class Use:
    """A row that shows a picture, as people read of it: a headline, where in it, and its admin page."""

    kind: str
    name: str
    places: tuple[str, ...]
    url: str


@dataclass
class Replaced:
    """What came of replacing a picture: rows changed, those that failed and why, and if some remain."""

    replaced: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    has_more: bool = False


@dataclass(frozen=True)
class Uses:
    """What uses a picture: the first of them, and how many more there are.

    `total` counts places up to COUNTED + 1.
    """

    shown: list[Use]
    total: int
    more: int

    @property
    def text(self) -> str:
        """The number of places in words: `1 place`, `12 places`, `more than 1,000 places`."""
        if self.total > COUNTED:
            return f"more than {COUNTED:,} places"
        return "1 place" if self.total == 1 else f"{self.total:,} places"

    @property
    def more_text(self) -> str:
        """How many are not shown: `12 more`, `more than 950 more`; empty if all are."""
        if not self.more:
            return ""
        return f"more than {COUNTED - SHOWN:,} more" if self.total > COUNTED else f"{self.more:,} more"


_holders: dict[type[Model], Holder] = {}


def register(
    model: type[Model],
    *,
    swap: Swap,
    rows: Callable[[], QuerySet] | None = None,
    visible: Visible | None = None,
) -> None:
    """Let rows of `model` use pictures; to be called when its app is ready.

    Uses of a row that is deleted go with it. Of a proxy the rows count as those of its own model.
    Without `visible`, those see the rows who may view or change all of them in the admin.
    """
    concrete = model._meta.concrete_model
    visible = visible or partial(_if_permitted, model)
    _holders[concrete] = Holder(model, swap, rows or model._default_manager.all, visible)
    for sender in {model, concrete}:
        uid = f"uses-of-{sender._meta.label_lower}"
        post_delete.connect(_forget, sender=sender, dispatch_uid=uid)


def _if_permitted(model: type[Model], user: AbstractBaseUser, rows: QuerySet) -> QuerySet:
    app, name = model._meta.app_label, model._meta.model_name
    permitted = any(user.has_perm(f"{app}.{verb}_{name}") for verb in ("view", "change"))
    return rows if permitted else rows.none()


def _forget(instance: Model, **kwargs) -> None:
    _of(instance).delete()


def _of(row: Model) -> QuerySet[PictureUse]:
    kind = ContentType.objects.get_for_model(row)
    return PictureUse.objects.filter(content_type=kind, object_id=row.pk)


@transaction.atomic(savepoint=False)
def set_uses(row: Model, places: Places) -> None:
    """Say which pictures a saved row shows at each of `places`; its other places stay as they are.

    `places` has the primary keys of pictures by PictureUse.Place; what is None, or no picture, is
    left out. One query if nothing has changed.
    """
    wanted = {(place, pk) for place, keys in places.items() for pk in keys if pk}
    stored = _of(row).filter(place__in=list(places))
    present = {(place, image): pk for pk, place, image in stored.values_list("pk", "place", "image")}
    gone = [pk for use, pk in present.items() if use not in wanted]
    if gone:
        PictureUse.objects.filter(pk__in=gone).delete()
    if new := wanted - present.keys():
        add_uses(type(row), [(row.pk, place, image) for place, image in sorted(new)])


def add_uses(model: type[Model], uses: Iterable[tuple[int, str, int | None]]) -> None:
    """Add uses of many rows of `model` at once, each as (row, place, picture), all primary keys.

    Those that are there already stay; what names no picture is left out.
    """
    uses = [use for use in uses if use[2]]
    kind = ContentType.objects.get_for_model(model)
    known = Image.objects.only("pk").in_bulk({image for _, _, image in uses}) if uses else {}
    PictureUse.objects.bulk_create(
        (
            PictureUse(content_type=kind, object_id=row, place=place, image_id=image)
            for row, place, image in uses
            if image in known
        ),
        batch_size=500,
        ignore_conflicts=True,
    )


def replace_some(
    old: Image, new: Image, user: AbstractBaseUser | None = None, most: int = AT_ONCE
) -> Replaced:
    """Put the picture `new` in the place of `old`, in at most so many rows, each in its own transaction.

    A row that cannot be saved is left as it is, and the others go on. Called again, it goes on with
    the rows that are left.
    """
    result = Replaced()
    uses = PictureUse.objects.filter(image=old).order_by("content_type", "object_id")
    keys = list(uses.values_list("content_type", "object_id").distinct()[: most + 1])
    for kind, pk in keys[:most]:
        holder = _holders.get(ContentType.objects.get_for_id(kind).model_class())
        try:
            if holder is None:
                raise LookupError("nothing is registered that could change it")
            holder.swap(pk, old, new, user)
            result.replaced += 1
        except (ValidationError, PermissionDenied, DatabaseError, LookupError) as error:
            logger.info("Picture %s could not be replaced in %s %s", old.pk, kind, pk, exc_info=True)
            name = f"{holder.model._meta.verbose_name.capitalize() if holder else 'Something'} {pk}"
            result.failed.append((name, _reason(error)))
    result.has_more = len(keys) > most
    return result


def require(user: AbstractBaseUser | None, permission: str) -> None:
    """Raise PermissionDenied if a person is given who lacks a permission: authors.change_author."""
    if user is not None and not user.has_perm(permission):
        raise PermissionDenied


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, PermissionDenied):
        return "you may not change it."
    if isinstance(error, DatabaseError):
        return "it could not be saved. Somebody may have been saving it too: try again."
    return f"{error}."


def uses_of(*images: Image, user: AbstractBaseUser | None = None) -> Uses:
    """Return what uses any of the pictures, latest first, by a number of queries that does not grow.

    Of a row that `user` may not see, only its kind is told. None is the program itself.
    """
    uses = PictureUse.objects.filter(image__in=images).order_by("-pk")
    total = uses.order_by()[: COUNTED + 1].count()
    first = list(uses.values_list("content_type", "object_id", "place")[:SHOWN])
    places: dict[tuple[int, int], list[str]] = {}
    for kind, pk, place in first:
        names = places.setdefault((kind, pk), [])
        label = PictureUse.Place(place).label
        if label not in names:
            names.append(label)
    rows = _rows(places, user)
    shown = [_described(key, rows.get(key), names) for key, names in places.items()]
    return Uses(shown, total, total - len(first))


def _rows(
    keys: Iterable[tuple[int, int]], user: AbstractBaseUser | None
) -> dict[tuple[int, int], Model]:
    """Return the rows that `user` may see by (content type, primary key): one query for each kind."""
    found = {}
    for kind, group in groupby(sorted(keys), key=lambda key: key[0]):
        model = ContentType.objects.get_for_id(kind).model_class()
        if holder := _holders.get(model):
            rows = holder.rows() if user is None else holder.visible(user, holder.rows())
            found |= {(kind, row.pk): row for row in rows.filter(pk__in=[pk for _, pk in group])}
    return found


def _described(key: tuple[int, int], row: Model | None, places: list[str]) -> Use:
    kind, pk = key
    model = ContentType.objects.get_for_id(kind).model_class()
    holder = _holders.get(model)
    options = holder.model._meta if holder else ContentType.objects.get_for_id(kind)
    kind_name = options.verbose_name if holder else options.name
    name = str(row) if row else "one that you may not see"
    return Use(kind_name, name, tuple(places), _admin_url(holder, pk) if row else "")


def _admin_url(holder: Holder | None, pk: int) -> str:
    if holder is None:
        return ""
    options = holder.model._meta
    try:
        return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[pk])
    except NoReverseMatch:
        return ""
