"""How much each process of the server has to do, in memory that all of them share.

gunicorn's master imports this module before it starts them (deploy/gunicorn.conf.py).
"""

import mmap

PLACES = 64  # two of more processes may share one: their clients are then divided less evenly

_loads = memoryview(mmap.mmap(-1, 8 * PLACES)).cast("q")  # 1 and the load; 0 where there is no process


def note(age: int, load: int) -> None:
    """Tell the other processes what the one that was started as number `age` has to do."""
    _loads[age % PLACES] = 1 + load


def forget(age: int) -> None:
    """Let nobody leave anything to a process that has ended."""
    _loads[age % PLACES] = 0


def is_least(load: int) -> bool:
    """Return whether no process has less to do than `load`."""
    return not any(0 < other <= load for other in _loads)
