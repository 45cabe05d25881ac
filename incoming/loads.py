"""How much each process of the server has to do, in memory that all of them share.

gunicorn's master imports this module before it starts them (deploy/gunicorn.conf.py).
"""

import mmap
import time

PLACES = 64  # two of more processes may share one: their clients are then divided less evenly
HUNG_SECONDS = 2.0  # nothing is left to who has told nothing for so long; all do once a second

_loads = memoryview(mmap.mmap(-1, 8 * PLACES)).cast("q")  # 1 and the load; 0 where there is no process
_told = memoryview(mmap.mmap(-1, 8 * PLACES)).cast("d")  # when that was (time.monotonic)


def note(age: int, load: int) -> None:
    """Tell the other processes what the one that was started as number `age` has to do."""
    _loads[age % PLACES] = 1 + load
    _told[age % PLACES] = time.monotonic()


def forget(age: int) -> None:
    """Let nobody leave anything to a process that takes no clients any more."""
    _loads[age % PLACES] = 0


def is_least(load: int) -> bool:
    """Return whether no process that is at work has less to do than `load`."""
    since = time.monotonic() - HUNG_SECONDS
    return not any(0 < other <= load and told > since for other, told in zip(_loads, _told, strict=True))
