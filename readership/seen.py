"""Which reader has read which story today, as far as memory goes: so that a reload is no reading.

What is remembered is a keyed hash, in memory that the operating system gives back when the server
stops. The key is made at the start and never stored, and it counts for a day: nobody, the paper
included, can tell from the table who read, or that somebody of today is somebody of yesterday.

This module knows nothing of Django: gunicorn's master imports it (deploy/gunicorn.conf.py) before it
forks, and all its workers share one table. Under other servers each process has its own.
"""

import datetime as dt
import mmap
import os
from hashlib import blake2b

SLOTS = 1 << 20  # of eight bytes; the system gives memory only to those that are used


class Seen:
    """A table of marks. A newer mark takes an older one's place, so it never grows.

    At the worst a reload is counted once more; a first reading is missed once in 2**64.
    """

    def __init__(self, slots: int = SLOTS):
        self._slots = slots
        self._key = os.urandom(32)
        self._table = mmap.mmap(-1, slots * 8)  # shared with processes that are forked later

    def is_new(self, day: dt.date, *parts: str) -> bool:
        """Remember what `parts` stand for; return whether it was not remembered on that day."""
        said = "\0".join(parts).encode(errors="replace")
        salt = day.toordinal().to_bytes(blake2b.SALT_SIZE, "big")
        mark = blake2b(said, digest_size=16, key=self._key, salt=salt).digest()
        start = int.from_bytes(mark[8:], "big") % self._slots * 8
        place = slice(start, start + 8)
        if self._table[place] == mark[:8]:
            return False
        self._table[place] = mark[:8]
        return True


seen = Seen()
