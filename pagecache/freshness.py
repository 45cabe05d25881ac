"""How a process learns what changed: it asks the database, seldom, and only while it is asked."""

import datetime as dt
import heapq
import logging
import time
from collections.abc import Callable, Iterable
from threading import Lock

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections

from pagecache.changes import LONGEST_PAUSE, Noted, Reader
from pagecache.models import EVERYTHING
from pagecache.pages import Counts
from pagecache.replica import Position
from pagecache.store import Store

logger = logging.getLogger(__name__)

EVERY = 0.05  # seconds between two readings, at least
PROMISED = 0.1  # seconds after a commit, within which no old page is sent any more
RETRY = 1.0  # seconds until a database that did not answer is asked again
PATIENCE = 0.2  # seconds that a request waits for the reading of another one
IMPATIENCE = 0.1  # seconds that one waits for a connection to a database that is known to be away


def wait_for_connections(seconds: float | None = None) -> None:
    """Have all of this process wait so long for a connection of the pool; None: as the settings say.

    While the database is away, whoever needs it would keep a thread waiting for nothing, and soon
    there is none left for the pages that are at hand. The pool goes on trying by itself.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if pool := getattr(connection, "pool", None):
        pool.timeout = seconds or connection.settings_dict["OPTIONS"]["pool"]["timeout"]


def _since_the_start() -> float:
    """Return the seconds since the machine was started, those that it slept, too.

    On Linux, time.monotonic leaves them out.
    """
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Freshness:
    """Keeps a store in step with the database.

    `is_away`: the database did not answer when it was asked last. `is_watched`: it writes changes
    down; otherwise nothing may be kept. `position`: a replica that has come so far knows all changes
    that are known here; None if there is none. `tell` is called when something has changed.
    """

    def __init__(
        self,
        store: Store,
        counts: Counts,
        every: float = EVERY,
        tell: Callable[[], None] = lambda: None,
    ):
        self.is_away, self.is_watched = False, False
        self.position: Position | None = None
        self._tell = tell
        self._store, self._counts, self._every = store, counts, every
        self._reader = Reader()
        self._to_come: list[tuple[float, str, str]] = []  # a heap
        self._known_to_come: set[tuple[float, str, str]] = set()
        self._lock = Lock()  # of who asks the database, however long it takes to answer
        self._noting = Lock()  # of what is known; nobody waits for anything while holding it
        self._read_at = self._next = self._awake_at = float("-inf")
        self._soonest = float("inf")  # of what is to come
        self._come = float("-inf")  # until when it has come, by a clock that may be set back

    @property
    def is_known(self) -> bool:
        """Whether `look` would have nothing to do."""
        return time.monotonic() < self._next and time.time() < self._soonest

    def look(self) -> None:
        """Learn what changed, if it was long ago that somebody did."""
        now = time.monotonic()
        if now >= self._next:
            read_at = self._read_at
            waits = now - read_at > PROMISED - self._every and not self.is_away
            if self._lock.acquire(timeout=PATIENCE if waits else 0):
                try:
                    if time.monotonic() >= self._next:
                        self._read()
                finally:
                    self._lock.release()
            elif waits or self.is_away:
                self._stop_waiting(read_at)
        self._let_time_pass()

    def learn(self, since: float) -> None:
        """Learn what changed until a moment (time.monotonic), for an answer that shared caches keep.

        A cache that has dropped a page asks for it at once, and maybe another process than the one that
        told it so. Whoever asks meanwhile shares a reading.
        """
        read_at = self._read_at
        if read_at < since and not (self.is_away and time.monotonic() < self._next):
            if self._lock.acquire(timeout=0 if self.is_away else PATIENCE):
                try:
                    if self._read_at < since:
                        self._read()
                finally:
                    self._lock.release()
            else:
                self._stop_waiting(read_at)
        self._let_time_pass()

    def mark(self) -> int | None:
        """Learn what changed until now; return the store's mark, None if nothing may be kept now.

        A page that is rendered from here on shows all that is known at that mark.
        """
        began = time.monotonic()
        if not self._lock.acquire(blocking=not self.is_away):
            return None  # somebody else finds out whether the database is back
        try:
            if self._read_at < began and not (self.is_away and began < self._next):
                self._read()
            self._let_time_pass()
            return self._store.mark if self.is_watched and not self.is_away else None
        finally:
            self._lock.release()

    def last_mark(self) -> int | None:
        """Return the store's mark of what was known last, None if nothing was.

        For pages of a replica while the database is away: they are as right as those in memory.
        """
        return self._store.mark if self.is_watched and self.position else None

    @property
    def known_at(self) -> float:
        """The moment (time.monotonic) up to which it is known what changed."""
        return self._read_at

    def next_moment(self, keys: Iterable[str]) -> float:
        """Return when the first of some keys changes by the time alone, in seconds since 1970."""
        keys = frozenset((*keys, EVERYTHING))
        with self._noting:
            return min((at for at, key, _ in self._to_come if key in keys), default=float("inf"))

    def _stop_waiting(self, read_at: float) -> None:
        """Count the database as away, until the reading of somebody else comes to an end after all."""
        with self._noting:
            if self._read_at != read_at:
                return
            was_away, self.is_away = self.is_away, True
            self._next = time.monotonic() + RETRY
        if not was_away:
            logger.warning("The page cache cannot learn what changed: the database does not answer.")

    def _read(self) -> None:
        began, before = time.monotonic(), self._read_at
        awake_at = _since_the_start()
        is_set_back = self._come > time.time()
        if not self.is_watched or awake_at - self._awake_at >= LONGEST_PAUSE or is_set_back:
            self._reader.place = None  # something was missed: what is to come is told only from there
        try:
            reading = self._reader.read()
        except (DatabaseError, InterfaceError) as error:
            if not self.is_away:
                logger.warning("The page cache cannot learn what changed: %s", error)
            self.is_away, self._next = True, time.monotonic() + RETRY
            wait_for_connections(IMPATIENCE)
            return
        if self.is_away:
            logger.warning("The page cache learns again what changed.")
            wait_for_connections()
        self.is_watched = reading.is_watched
        is_whole = reading.is_whole and self.is_watched
        if reading.changes or not is_whole:
            self.position = reading.position  # before the mark: who has the new one needs this, too
        with self._noting:
            self._take(reading.changes, before + PROMISED, is_whole)
            # Only now: whoever finds that this was read finds no page right that it made wrong.
            self._awake_at = awake_at
            self.is_away, self._read_at, self._next = False, began, began + self._every

    def _take(self, changes: list[Noted], shown_until: float, is_whole: bool) -> None:
        come = time.time()
        now = dt.datetime.fromtimestamp(come, dt.UTC)
        if not is_whole:
            self._purge([Noted(EVERYTHING, None, "")], shown_until)
            self._to_come.clear()
            self._known_to_come.clear()
        self._purge([change for change in changes if not change.at or change.at <= now], shown_until)
        for change in changes:
            if change.at and change.at > now:
                entry = (change.at.timestamp(), change.key, change.source)
                if entry not in self._known_to_come:
                    self._known_to_come.add(entry)
                    heapq.heappush(self._to_come, entry)
        self._soonest = self._to_come[0][0] if self._to_come else float("inf")
        self._come = come

    def _let_time_pass(self) -> None:
        """Purge what changes by now by the time alone."""
        now = time.time()
        if now < self._soonest:
            return
        due = []
        with self._noting:
            while self._to_come and self._to_come[0][0] <= now:
                entry = heapq.heappop(self._to_come)
                self._known_to_come.discard(entry)
                _, key, source = entry
                due.append(Noted(key, None, source))
            self._purge(due, time.monotonic())
            self._come = now
            self._soonest = self._to_come[0][0] if self._to_come else float("inf")

    def _purge(self, changes: list[Noted], shown_until: float) -> None:
        by_source: dict[str, set[str]] = {}
        for change in changes:
            by_source.setdefault(change.source, set()).add(change.key)
        if by_source:
            self._tell()
        for source, keys in by_source.items():
            pages = self._store.purge(keys, shown_until)
            if pages:
                self._counts.purged[source] = self._counts.purged.get(source, 0) + pages
