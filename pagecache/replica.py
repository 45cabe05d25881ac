"""Pages for readers, made from a replica of the database as long as it knows all that they must show.

A replica is behind by what it has not replayed of the primary's log. Whoever learns from the primary
that something has changed notes how long the log is by then (Position); a replica that has come so far
shows all of it. One that has not, or does not answer, is left out: the primary is read instead.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections

logger = logging.getLogger(__name__)

ALIAS = "replica"
RETRY = 5.0  # seconds until a replica that did not answer is asked again
LATE = 10.0  # seconds for which it has to be behind until that is told

# A timeline is the log since the last promotion: places of different ones cannot be compared. A replica
# tells it as of its last checkpoint, so that it is left out for some minutes after a promotion.
_KNOWS = (
    "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn"
    " AND (pg_control_checkpoint()).timeline_id = %s"
)
_HOW_FAR = (
    "SELECT pg_is_in_recovery(), pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn()),"
    " (pg_control_checkpoint()).timeline_id = %s"
)
_POSITION = (
    "SELECT pg_current_wal_lsn()::text,"
    " ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int"
)


@dataclass(frozen=True)
class Position:
    """A place in the log of a primary, and the timeline that it belongs to."""

    lsn: str
    timeline: int


class Replica:
    """The replica as this process finds it."""

    def __init__(self):
        self._next = float("-inf")
        self._behind_since: float | None = None
        self._trouble = ""

    def knows(self, position: Position) -> bool:
        """Whether it shows what was committed before a position; this thread's connection is asked."""
        now = time.monotonic()
        if now < self._next:
            return False
        if self._trouble:
            self._next = now + RETRY  # one asks, the others go on
        try:
            with connections[ALIAS].cursor() as cursor:
                cursor.execute(_KNOWS, [position.lsn, position.timeline])
                [knows] = cursor.fetchone()
        except (DatabaseError, InterfaceError) as error:
            self._next = time.monotonic() + RETRY
            self._tell(f"does not answer: {error}")
            return False
        self._note(bool(knows))
        return bool(knows)

    def _note(self, knows: bool) -> None:
        """Tell of a replica that stays behind; every change is a moment on its way."""
        now = time.monotonic()
        if knows:
            self._next, self._behind_since = float("-inf"), None
            self._tell("")
        elif self._behind_since is None:
            self._behind_since = now
        elif now - self._behind_since > LATE:
            self._tell("is behind")

    def _tell(self, trouble: str) -> None:
        if bool(trouble) != bool(self._trouble):
            words = f"{trouble}. Pages are made from the primary" if trouble else "is used again"
            logger.warning("The replica of the database %s.", words)
        self._trouble = trouble


class Reading:
    """That what a block reads may come from the replica. `is_used`: it does."""

    def __init__(self, position: Position | None):
        self._position = position
        self._knows: bool | None = None

    @property
    def is_used(self) -> bool:
        return bool(self._knows)

    def may(self) -> bool:
        """Whether the replica is new enough: asked at the first query, on the connection it will use."""
        if self._knows is None:
            self._knows = self._position is not None and _replica.knows(self._position)
        return self._knows


_replica = Replica()
_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


def is_named() -> bool:
    """Whether the settings name a replica."""
    return ALIAS in settings.DATABASES


@contextmanager
def reading(position: Position | None) -> Iterator[Reading]:
    """Read from the replica in this block if it knows what was committed before a position."""
    found = Reading(position if is_named() else None)
    token = _reading.set(found)
    try:
        yield found
    finally:
        _reading.reset(token)


class Router:
    """Sends to the replica what is read in a block of `reading`, and everything else to the primary."""

    def db_for_read(self, model, **hints) -> str:
        found = _reading.get()
        return ALIAS if found and found.may() else DEFAULT_DB_ALIAS

    def db_for_write(self, model, **hints) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints) -> bool:
        return True

    def allow_migrate(self, db, app_label, **hints) -> bool:
        return db == DEFAULT_DB_ALIAS


def trouble() -> str:
    """Return why the replica is of no use now, in a sentence; empty if it is as new as the primary.

    Raises django.db.DatabaseError or InterfaceError if the primary does not answer.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_POSITION)
        place = cursor.fetchone()
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(_HOW_FAR, place)
            is_standby, behind, is_ours = cursor.fetchone()
    except (DatabaseError, InterfaceError) as error:
        return f"The replica does not answer: {error}"
    if not is_standby:
        return "The replica is no standby any more: it takes changes of its own."
    if not is_ours:
        return "The replica follows another primary, or has made no checkpoint since a promotion."
    return f"The replica is {behind} bytes of the log behind." if behind > 0 else ""
