"""The shared caches as the page cache of one process knows them: what pages tell them, and when."""

import logging
import time
from threading import Event, Lock, Thread

from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone

from pagecache.edges.backends import Backend
from pagecache.edges.handing_on import hand_on
from pagecache.edges.headers import NOT_SHARED, Shared, shared
from pagecache.edges.sending import send_due
from pagecache.freshness import Freshness
from pagecache.pages import Headers, Page, Whole

logger = logging.getLogger(__name__)

PAUSE = 0.02  # seconds between two turns, however often it is woken
RETRY = 5.0  # seconds after the database did not answer


class Messenger:
    """Hands on what changed and tells one shared cache, in a thread that begins when it is woken."""

    def __init__(self, backend: Backend, names: list[str]):
        self._backend, self._names = backend, names
        self._woken, self._lock = Event(), Lock()
        self._thread: Thread | None = None

    def wake(self) -> None:
        """Have it look at once; costs next to nothing."""
        self._woken.set()
        if self._thread is None or not self._thread.is_alive():  # in a process that was forked, too
            with self._lock:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = Thread(target=self._work, daemon=True, name=self._backend.name)
                    self._thread.start()

    def _work(self) -> None:
        wait: float | None = 0.0
        while True:
            self._woken.wait(wait)
            self._woken.clear()
            try:
                wait = self.turn()
                time.sleep(PAUSE)
            except Exception:
                logger.exception("%s was not told what changed", self._backend.name)
                wait = RETRY

    def turn(self) -> float | None:
        """Do what there is to do; return in how many seconds there is more, None if there is nothing."""
        try:
            hand_on(self._names)
            sent = send_due(self._backend)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("%s was not told what changed: %s", self._backend.name, error)
            return RETRY
        finally:
            connections.close_all()
        if sent.next_at is None:
            return None
        return max((sent.next_at - timezone.now()).total_seconds(), 0.0)


class Front:
    """The shared caches in front of this process. Made only if the settings name one."""

    def __init__(self, backends: list[Backend]):
        self._backends = backends
        names = [backend.name for backend in backends]
        self._messengers = [Messenger(backend, names) for backend in backends]

    def wake(self) -> None:
        """Have the caches told what changed, without waiting for it."""
        for messenger in self._messengers:
            messenger.wake()

    def wake_after(self, status: str) -> None:
        """Have the caches told what a request may have changed: no refusal has, nor a view counted.

        If it did change something all the same, others find out (docs/shared-caches.md).
        """
        if not status.startswith(("204", "4")):
            self.wake()

    def mark(self, page: Page, whole: Whole, freshness: Freshness) -> Shared | None:
        """Return what the caches are told of a page with its parts in place."""
        if page.endless:
            return None
        parts = whole.parts.values()
        keys = page.keys.union(*(part.keys for part in parts))
        ends = min(page.ends, *(part.ends for part in parts), float("inf"))
        return shared(self._backends, keys, page.dated, ends, freshness.next_moment(keys))

    @staticmethod
    def of(whole: Whole, known_at: float) -> Headers:
        """Return the headers of an answer that was known to be right at `known_at` (time.monotonic)."""
        known = whole.shared
        return [NOT_SHARED] if known is None else known.headers(time.monotonic() - known_at)

    @staticmethod
    def of_passed(headers: Headers) -> Headers:
        """Return what an answer says that is for one reader alone, unless it says so itself."""
        return [] if any(name.lower() == "cache-control" for name, _ in headers) else [NOT_SHARED]
