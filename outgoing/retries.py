"""When something that another server did not take is tried again."""

import datetime as dt
import random

MINUTE = dt.timedelta(minutes=1)
# After the first attempt, the second, and so on: a day and a half in all.
WAITS = [MINUTE, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE, 360 * MINUTE, 720 * MINUTE, 960 * MINUTE]


def wait_after(attempts: int) -> dt.timedelta | None:
    """Return how long to wait after so many attempts (1: after the first); None: give up.

    A tenth of it is left to chance, so that what failed together does not come back together.
    """
    if attempts > len(WAITS):
        return None
    return WAITS[attempts - 1] * random.uniform(0.95, 1.05)  # noqa: S311 nothing secret hangs on it
