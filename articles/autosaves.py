"""What somebody writes, kept before it is saved, and offered back if it never was.

An autosave is the form as the browser would send it, so that also what cannot be saved yet is in
it. It never touches the story. One form (one `key`) overwrites its own autosave for ten minutes,
then begins another, so that one can go back a little.
"""

import datetime as dt
import re
import uuid

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from articles import presence
from articles.models import Article, Autosave

OVERWRITTEN_FOR = dt.timedelta(minutes=10)
MOST_KEPT = 20  # of one person and one story; of all new stories of a person together
KEPT_FOR = dt.timedelta(days=30)
LATE_FOR = dt.timedelta(days=1)  # so long after a save the autosaves of its form are refused
LARGEST = 2_000_000  # bytes of a form
MOST_FIELDS = 5000

# What a form sends beside the text.
_NOT_TEXT = {"csrfmiddlewaretoken", "form_key", "taken_up"}

Pairs = list[tuple[str, str]]


class FormWasSavedError(Exception):
    """The form was saved meanwhile: what it still sends is in the story, or belongs to another form."""


def text_of(pairs) -> Pairs:
    """Return the pairs of a form that are text: no token, no button, no empty row to copy.

    What no database can store, NUL and halves of characters, is dropped. Raises ValueError if it
    is no list of pairs of strings, or is too large.
    """
    if not isinstance(pairs, list) or len(pairs) > MOST_FIELDS:
        raise ValueError("No form of a story has so many fields.")
    text, size = [], 0
    for pair in pairs:
        if not isinstance(pair, (list, tuple)) or [type(part) for part in pair] != [str, str]:
            raise ValueError("A form is a list of names and values.")
        name, value = (part.replace("\0", "").encode(errors="ignore").decode() for part in pair)
        size += len(name.encode()) + len(value.encode())
        if name not in _NOT_TEXT and not name.startswith("_") and "__prefix__" not in name:
            text.append((name, value))
    if size > LARGEST:
        raise ValueError("The text is too long to be kept.")
    return text


def text_of_post(post: QueryDict) -> Pairs:
    """Return the pairs of a form that was sent. Raises ValueError as text_of."""
    return text_of([(name, value) for name, values in post.lists() for value in values])


def keep(user: AbstractBaseUser, article: Article | None, key: uuid.UUID, text: Pairs) -> Autosave:
    """Keep what somebody has in the form `key` of a story, or of a new one, None.

    Raises FormWasSavedError if that form was saved, Article.DoesNotExist if the story is gone.
    """
    now = timezone.now()
    with transaction.atomic():
        _hold(user, article)
        of_form = Autosave.objects.filter(user=user, article=article, key=key).order_by("-pk")
        last = of_form.defer("data").first()
        if last and last.is_saved:
            raise FormWasSavedError
        fields = {"data": text, "started_from": _started_from(text), "saved_at": now}
        # A clock that was set back counts as a new beginning.
        if last and last.started_at <= now < last.started_at + OVERWRITTEN_FOR:
            of_form.filter(pk=last.pk).update(**fields)
            last.saved_at = now
            return last
        kept = Autosave.objects.create(user=user, article=article, key=key, started_at=now, **fields)
        # By their keys: those follow no clock.
        beyond = of(user, article).order_by("-pk").values_list("pk", flat=True)[MOST_KEPT:]
        Autosave.objects.filter(pk__in=list(beyond)).delete()
    thin()
    return kept


@transaction.atomic
def forget_saved(
    user: AbstractBaseUser, article: Article, key: uuid.UUID | None, taken_up: int | None, new=False
) -> None:
    """Forget what a save has made good: the autosaves of its form, and those it was filled from.

    `taken_up` is the autosave that the form was filled from; `new` says that the story was only
    just made. To be called in the transaction of the save.
    """
    of_story = None if new else article
    _hold(user, of_story)
    rows = Autosave.objects.filter(user=user, article=of_story, is_saved=False)
    source = rows.filter(pk=taken_up).defer("data").first() if taken_up else None
    if source:
        rows.filter(key=source.key, saved_at__lte=source.saved_at).delete()
    if key:
        rows.filter(key=key).delete()
        Autosave.objects.create(user=user, article=of_story, key=key, data=[], is_saved=True)


def of(user: AbstractBaseUser, article: Article | None) -> QuerySet[Autosave]:
    """Return what somebody has of a story, or of new ones, that was not saved; newest first."""
    return Autosave.objects.filter(user=user, article=article, is_saved=False).defer("data")


def as_new(text: Pairs) -> Pairs:
    """Return the form of a story, perhaps of one that is gone, as that of a new one.

    Its rows become new rows; those that were to be deleted are left out.
    """
    values = dict(text)
    counts = {name for name in values if name.endswith("-INITIAL_FORMS")}
    prefixes = "|".join(re.escape(name.removesuffix("-INITIAL_FORMS")) for name in counts)
    of_row = re.compile(rf"({prefixes})-(\d+)-(.+)") if prefixes else None
    new = []
    for name, value in text:
        row = of_row.fullmatch(name) if of_row else None
        if row and (row[3] in ("id", "article", "DELETE") or f"{row[1]}-{row[2]}-DELETE" in values):
            continue
        new.append((name, "0" if name in counts or name == "started_from" else value))
    return new


def find(user: AbstractBaseUser, article_pk: int | None, number: str) -> Autosave | None:
    """Return somebody's autosave of a story by the number that an address gives, or None."""
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    kept = Autosave.objects.filter(user=user, article=article_pk, is_saved=False)
    return kept.filter(pk=int(number)).first()


def discard(kept: Autosave) -> None:
    """Forget a text, and what the same form held before it."""
    of_form = Autosave.objects.filter(user=kept.user_id, article=kept.article_id, key=kept.key)
    of_form.filter(is_saved=False, saved_at__lte=kept.saved_at).delete()


def thin() -> int:
    """Delete what nobody will ask for any more, and return how many texts that were.

    Cheap: may be called often.
    """
    now = timezone.now()
    texts, _ = Autosave.objects.filter(is_saved=False, saved_at__lt=now - KEPT_FOR).delete()
    Autosave.objects.filter(is_saved=True, saved_at__lt=now - LATE_FOR).delete()
    presence.thin()
    return texts


def _hold(user: AbstractBaseUser, article: Article | None) -> None:
    """Let a save and an autosave of one form come one after the other."""
    if article:
        Article.objects.select_for_update(of=("self",)).order_by().only("pk").get(pk=article.pk)
    else:
        get_user_model().objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)


def _started_from(text: Pairs) -> int:
    number = dict(text).get("started_from", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
