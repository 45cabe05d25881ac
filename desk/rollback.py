"""Doing something to the database only to look at the result."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


class _UndoError(Exception):
    pass


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo, at the end of the block, whatever it did to the database; its on_commit calls as well.

    What is raised in the block is raised on, after it was undone.
    """
    try:
        with transaction.atomic():
            yield
            raise _UndoError
    except _UndoError:
        pass
