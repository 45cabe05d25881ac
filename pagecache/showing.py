"""What a page shows: noted while it is rendered, so that it is known which changes it waits for.

A view declares by `stored` that its pages may be kept. While one is rendered for the cache, every
table that a query reads is noted, and stands for all its rows (pagecache.watching says under which
key). So what nobody has thought of makes a page be rendered too often, and never too seldom. A view
that knows better names its rows by `shows(…, instead_of=…)`.
"""

import datetime as dt
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connections

_TABLE = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)"?', re.IGNORECASE)


@dataclass
class Seen:
    """What was noted of a page. `until` is the first moment at which time alone changes it, `dated` the
    last at which what it shows changed, if it is a page that gets old. `began`: what was past by
    then changes it no more; what came while it was made does.
    """

    keys: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    narrowed: set[str] = field(default_factory=set)
    until: dt.datetime | None = None
    dated: dt.datetime | None = None
    marker: str = field(default_factory=lambda: secrets.token_hex(16))
    began: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    def read(self, execute, sql, params, many, context):
        """Note the tables of a statement and run it; for `connection.execute_wrapper`."""
        if _seen.get() is self:
            self.tables.update(_TABLE.findall(sql))
        return execute(sql, params, many, context)


@dataclass(frozen=True)
class Stored:
    """That the pages of a view may be kept. `parameters` are those of the query that it reads.

    `endless`: there are more of its addresses than anybody asks for, so that they get a small share
    of the memory, as every address with a query does.
    """

    parameters: frozenset[str]
    endless: bool


_seen: ContextVar[Seen | None] = ContextVar("seen", default=None)
parameters_of_all: set[str] = set()


def stored(*parameters: str, endless: bool = False) -> Callable:
    """Let the pages of a view be kept: they are the same for every reader, but for `parameters`."""
    parameters_of_all.update(parameters)

    def declare(view: Callable) -> Callable:
        view.page_cache = Stored(frozenset(parameters), endless)
        return view

    return declare


def shows(*keys: str, instead_of: str = "") -> None:
    """Note keys of what is shown; with `instead_of`, they stand for all of what that key means."""
    if seen := _seen.get():
        seen.keys.update(keys)
        if instead_of:
            seen.narrowed.add(instead_of)


def until(moment: dt.datetime | None) -> None:
    """Note that the page is another one from a moment on; None and what was past do not count."""
    seen = _seen.get()
    if seen and moment and moment > seen.began:
        seen.until = min(filter(None, (seen.until, moment)))


def dated(moment: dt.datetime) -> None:
    """Note from when the page is: the older, the longer shared caches keep it."""
    seen = _seen.get()
    if seen:
        seen.dated = max(filter(None, (seen.dated, moment)))


@contextmanager
def apart() -> Iterator[None]:
    """Note nothing of what the block reads: who calls it says what the page shows of that."""
    token = _seen.set(None)
    try:
        yield
    finally:
        _seen.reset(token)


@contextmanager
def collecting() -> Iterator[Seen]:
    """Note what is shown by what the block renders."""
    seen = Seen()
    token = _seen.set(seen)
    try:
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(seen.read))
            yield seen
    finally:
        _seen.reset(token)


def marker() -> str:
    """Return what parts of the page are marked by, which nobody can guess; empty if it is not kept."""
    seen = _seen.get()
    return seen.marker if seen else ""


class Noted:
    """Mixin of models whose every row notes itself when it is read, as `name of the model:key`."""

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)
        if seen := _seen.get():
            seen.keys.add(f"{cls._meta.model_name}:{row.pk}")
        return row
