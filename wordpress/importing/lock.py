"""One import at a time, whoever starts it and however it ends."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

_KEY = 7_236_415_091  # any number, the same for all imports into one PostgreSQL database


class AnotherImportError(Exception):
    """Another import runs into the same database."""


@contextmanager
def only_import() -> Iterator[None]:
    """Hold the right to import; raises AnotherImportError if somebody else does.

    The lock goes with the process that holds it, also when it is killed.
    """
    holder = _advisory_lock() if connection.vendor == "postgresql" else _file_lock()
    with holder:
        yield


@contextmanager
def _advisory_lock() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_KEY])
        if not cursor.fetchone()[0]:
            raise AnotherImportError
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_KEY])


@contextmanager
def _file_lock() -> Iterator[None]:
    """SQLite: a database file beside the site's, locked as long as we run."""
    name = str(connection.settings_dict["NAME"])
    if connection.is_in_memory_db():
        yield
        return
    lock = sqlite3.connect(Path(f"{name}-import"), timeout=0, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        raise AnotherImportError from error
    try:
        yield
    finally:
        lock.close()
