"""Where the files of pictures lie, and how none of them is left behind.

What readers may see lies in the default storage, which a web server may serve by itself. What is
withheld from them lies in a folder that nothing serves, under the same names.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

# What was written since the outermost `removed_on_failure` was entered; None outside of one.
_written: ContextVar[list[tuple[Storage, str]] | None] = ContextVar("written", default=None)


class WithheldStorage(FileSystemStorage):
    """The folder WITHHELD_ROOT. Its files have no address."""

    @property
    def base_location(self):
        """The folder as it is set now."""
        return settings.WITHHELD_ROOT

    @property
    def location(self):
        """Its absolute path."""
        return os.path.abspath(self.base_location)

    def url(self, name):
        """Raise ValueError: what is withheld is not to be linked to."""
        raise ValueError(f"{name} is withheld and has no address.")


withheld_storage = WithheldStorage()


def new_folder() -> str:
    """Return a folder for a new picture, such as `pictures/2024/07/k3vq0zt8md`.

    No part of it comes from the person who uploads.
    """
    token = get_random_string(10, "abcdefghijklmnopqrstuvwxyz0123456789")
    return f"pictures/{timezone.localdate():%Y/%m}/{token}"


def write(name: str, content: bytes, storage: Storage = default_storage) -> str:
    """Store `content` (bytes) under exactly `name` and return the name.

    Call it inside `removed_on_failure`. A file that is there with the same size stays: names carry
    a hash of the content. One of another size was cut off by a crash and is written again.
    """
    if storage.exists(name):
        if storage.size(name) == len(content):
            return name
        storage.delete(name)
    written = _written.get()
    if written is not None:
        written.append((storage, name))
    return storage.save(name, ContentFile(content))


@contextmanager
def removed_on_failure() -> Iterator[None]:
    """Remove the files that were written inside the block if it raises.

    Put it round the transaction that stores their rows, so that a rollback takes them along.
    Blocks nest: an outer one that fails also removes what an inner one had written.
    """
    outer = _written.get()
    files: list[tuple[Storage, str]] = []
    token = _written.set(files)
    try:
        yield
    except BaseException:
        for storage, name in files:
            storage.delete(name)
        raise
    else:
        if outer is not None:
            outer.extend(files)
    finally:
        _written.reset(token)


def move(names: Iterable[str], source: Storage, target: Storage) -> None:
    """Move files from one storage to another, each under its name.

    A file is whole in one of them at any moment: killed anywhere and called again, it goes on. One
    that is in neither is no error.
    """
    for name in sorted(names):
        if source.exists(name):
            with source.open(name) as file:
                write(name, file.read(), target)
            source.delete(name)


def remove(names: Iterable[str]) -> None:
    """Delete files now, wherever they lie; one that is already gone is no error."""
    for name in names:
        default_storage.delete(name)
        withheld_storage.delete(name)


def remove_after_commit(names: Iterable[str]) -> None:
    """Delete files once the running transaction is committed; never if it is rolled back."""
    transaction.on_commit(lambda: remove(names))
