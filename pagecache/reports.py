"""Each process tells every now and then what it has answered, for the admin's page and the command."""

import datetime as dt
import logging
import os
import socket
import time
from threading import Lock, Thread

from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone

from pagecache.models import Worker
from pagecache.pages import Counts
from pagecache.store import Store

logger = logging.getLogger(__name__)

EVERY = 30.0  # seconds
FORGOTTEN = dt.timedelta(days=1)  # after which a process that says nothing is one no more


class Reporter:
    """Writes the counts of this process to its row, in a thread of its own: no reader waits for it."""

    def __init__(self, counts: Counts, store: Store):
        self._counts, self._store = counts, store
        self._started, self._next = timezone.now(), time.monotonic() + EVERY
        self._lock = Lock()

    def tell_due(self) -> None:
        """Tell, if it is time to."""
        if time.monotonic() < self._next or not self._lock.acquire(blocking=False):
            return
        try:
            if time.monotonic() >= self._next:
                self._next = time.monotonic() + EVERY
                Thread(target=self._tell_apart, daemon=True, name="pagecache-report").start()
        finally:
            self._lock.release()

    def tell(self) -> None:
        """Write the row; raises django.db.DatabaseError or InterfaceError as it comes."""
        now = timezone.now()
        told = {"started_at": self._started, "told_at": now, **vars(self._counts)}
        told["purged"] = dict(self._counts.purged)  # at one stroke: other threads go on counting
        told |= {"pages": self._store.pages, "size": self._store.size}
        Worker.objects.update_or_create(name=f"{socket.gethostname()}:{os.getpid()}", defaults=told)
        Worker.objects.filter(told_at__lt=now - FORGOTTEN).delete()

    def _tell_apart(self) -> None:
        try:
            self.tell()
        except (DatabaseError, InterfaceError) as error:
            logger.info("What the page cache did was not written down: %s", error)
        finally:
            connections.close_all()
