"""How much one network may ask of the API: counted in this process, in bounded memory."""

import math
import time
from collections import OrderedDict
from threading import Lock

NETWORKS = 20_000  # that are counted at the same time; who has not asked for the longest is forgotten


class Limiter:
    """Gives each network `a_minute` questions, all at once or one by one."""

    def __init__(self, a_minute: int):
        self.a_minute = a_minute
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def seconds_to_wait(self, network: str) -> int:
        """Count a question; return 0, or after how many seconds to come back if it is too much."""
        now, a_second = time.monotonic(), self.a_minute / 60
        with self._lock:
            left, seen = self._left.pop(network, (float(self.a_minute), now))
            left = min(float(self.a_minute), left + (now - seen) * a_second)
            allowed = left >= 1
            self._left[network] = (left - allowed, now)
            if len(self._left) > NETWORKS:
                self._left.popitem(last=False)
        return 0 if allowed else math.ceil((1 - left) / a_second)
