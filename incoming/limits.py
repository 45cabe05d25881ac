"""How much each network sends in a minute: counted for all processes of a machine, in bounded memory.

The table lies in memory that the operating system gives back when the server stops. Which sender
a place of it is for is a keyed hash, and the key is never stored.

This module knows nothing of Django: gunicorn's master imports it (deploy/gunicorn.conf.py) before it
forks, and all its workers share one table. Under other servers each process has its own.
"""

import math
import mmap
import os
import struct
import time
from hashlib import blake2b

SLOTS = 1 << 17  # of sixteen bytes; the system gives memory only to those that are used
MINUTE = 60.0  # seconds
SLOT = struct.Struct("=8sd")  # the mark of a sender, and when it will have used up what it sent
ROUNDING = 1e-6  # seconds


class Limiter:
    """Gives each sender so many requests a minute, all at once or one by one.

    That is the generic cell rate algorithm (ITU-T I.371): a request moves on the moment until which
    a sender has had its share, and that moment lies at most a minute ahead. No lock is held, so of
    two requests at the very same instant one may go uncounted; a sender that another one takes
    the place of begins anew.
    """

    def __init__(self, slots: int = SLOTS):
        self._slots = slots
        self._key = os.urandom(32)
        self._table = mmap.mmap(-1, slots * SLOT.size)  # shared with processes that are forked later

    def seconds_to_wait(self, what: str, network: str, a_minute: int) -> int:
        """Count a request; return 0, or after how many seconds to come back if it is too much.

        Each network has `a_minute` for each `what`.
        """
        digest = blake2b(f"{what} {network}".encode(), digest_size=16, key=self._key).digest()
        mark, start = digest[:8], int.from_bytes(digest[8:], "big") % self._slots * SLOT.size
        now, share = time.monotonic(), MINUTE / a_minute
        owner, until = SLOT.unpack_from(self._table, start)
        until = max(until, now) if owner == mark else now
        excess = until + share - now - MINUTE
        if excess > ROUNDING:
            return math.ceil(excess)
        SLOT.pack_into(self._table, start, mark, until + share)
        return 0


limiter = Limiter()
