"""Views wait here, in each process, until some seconds' worth of them are written at once."""

import atexit
import datetime as dt
import logging
from collections import Counter
from threading import Lock, Timer

from django.db import Error, connection

from readership.store import View, store

logger = logging.getLogger(__name__)

SECONDS = 5  # that a view waits at most; what a process loses that is killed outright
MOST = 20_000  # different views, as readership.store.View has them, that wait at the same time


class Buffer:
    """Counts views and writes them every `seconds`; None: only when `flush` is called.

    What cannot be written, because the database is away, waits for the next time. What comes when
    there is no room is not counted.
    """

    def __init__(self, seconds: float | None = SECONDS, most: int = MOST):
        self.seconds, self.most = seconds, most
        self._views: Counter[View] = Counter()
        self._lock, self._writing = Lock(), Lock()
        self._timer: Timer | None = None
        self._is_kept_at_exit = False

    def __len__(self) -> int:
        return len(self._views)

    def add(self, article: int, at: dt.datetime, host: str) -> None:
        """Count a view of the story of a key, read `at` a moment by somebody who came from `host`."""
        quarter = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
        with self._lock:
            self._put(Counter({View(article, quarter, host): 1}))
            if self.seconds is not None and not self._is_kept_at_exit:
                atexit.register(self.flush)
                self._is_kept_at_exit = True

    def _put(self, views: Counter[View]) -> None:
        for view, number in views.items():
            if view in self._views or len(self._views) < self.most:
                self._views[view] += number
        if self._views and self._timer is None and self.seconds is not None:
            self._timer = Timer(self.seconds, self._flush_apart)
            self._timer.daemon = True
            self._timer.start()

    def flush(self) -> None:
        """Write what waits. It is called at the end of the process too; raises nothing."""
        with self._writing:
            with self._lock:
                views, self._views = self._views, Counter()
                timer, self._timer = self._timer, None
            if timer:
                timer.cancel()
            if not views:
                return
            try:
                store(views)
            except Error as error:
                logger.warning("%d views wait: %s", views.total(), " ".join(str(error).split()))
                with self._lock:
                    self._put(views)

    def _flush_apart(self) -> None:
        """Write from a thread of its own, which leaves no connection behind."""
        try:
            self.flush()
        finally:
            connection.close()


buffer = Buffer()
