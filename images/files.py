"""Where the files of pictures lie, and how none of them is left behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

# The names written since the outermost `removed_on_failure` was entered; None outside of one.
_written: ContextVar[list[str] | None] = ContextVar("written", default=None)


def new_folder() -> str:
    """Return a folder for a new picture, such as `pictures/2024/07/k3vq0zt8md`.

    No part of it comes from the person who uploads.
    """
    token = get_random_string(10, "abcdefghijklmnopqrstuvwxyz0123456789")
    return f"pictures/{timezone.localdate():%Y/%m}/{token}"


def write(name: str, content: bytes) -> str:
    """Store `content` (bytes) under exactly `name` and return the name.

    Call it inside `removed_on_failure`. A file that is there with the same size stays: names carry
    a hash of the content. One of another size was cut off by a crash and is written again.
    """
    if default_storage.exists(name):
        if default_storage.size(name) == len(content):
            return name
        default_storage.delete(name)
    written = _written.get()
    if written is not None:
        written.append(name)
    return default_storage.save(name, ContentFile(content))


@contextmanager
def removed_on_failure() -> Iterator[None]:
    """Remove the files that were written inside the block if it raises.

    Put it round the transaction that stores their rows, so that a rollback takes them along.
    Blocks nest: an outer one that fails also removes what an inner one had written.
    """
    outer = _written.get()
    names: list[str] = []
    token = _written.set(names)
    try:
        yield
    except BaseException:
        remove(names)
        raise
    else:
        if outer is not None:
            outer.extend(names)
    finally:
        _written.reset(token)


def remove(names: list[str]) -> None:
    """Delete files now; one that is already gone is no error."""
    for name in names:
        default_storage.delete(name)


def remove_after_commit(names: list[str]) -> None:
    """Delete files once the running transaction is committed; never if it is rolled back."""
    transaction.on_commit(lambda: remove(names))
