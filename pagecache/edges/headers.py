"""What an answer tells the shared caches: how long they may keep it, and which changes end that.

`s-maxage` and `stale-while-revalidate`, together, never reach beyond the moment at which the page
changes by itself. `stale-if-error` may, as this program itself does while the database is away: but
not beyond a moment at which something on the page is known to change, as a story that expires.
Browsers keep nothing without asking. https://www.rfc-editor.org/rfc/rfc5861 has the last two words.
"""

import datetime as dt
import time
from dataclasses import dataclass

from pagecache.edges.backends import Backend
from pagecache.edges.keys import short
from pagecache.models import EVERYTHING
from pagecache.pages import Headers

FRESH = 0.5  # seconds since a page was known to be right, after which no shared cache may keep it
LONGEST = 7_000  # bytes of keys: below the 8 kB that Varnish takes of a header, and what others take
NOT_SHARED = ("Cache-Control", "private, no-cache")
HOUR, DAY = 3600, 24 * 3600


@dataclass(frozen=True)
class Times:
    """How long a page may be kept: while it is fresh, while it is fetched anew, and in need; seconds."""

    fresh: int
    meanwhile: int
    in_need: int


# By the age of what it shows, in seconds. Purges make pages right at once; these are for the day on
# which one does not arrive, which hurts most where much changes and most people read.
BY_AGE = (
    (HOUR, Times(60, 10, DAY)),
    (DAY, Times(300, 30, DAY)),
    (7 * DAY, Times(HOUR, 60, 3 * DAY)),
    (float("inf"), Times(DAY, 60, 7 * DAY)),
)


@dataclass(frozen=True)
class Shared:
    """A page as shared caches may keep it. Moments are in seconds since 1970.

    `dated`: from when what it shows is, None for a page that changes often. `ends`: when it changes by
    the time, `changes`: when something it shows is known to change.
    """

    keys: Headers
    dated: float | None
    ends: float
    changes: float
    backends: tuple[Backend, ...] = ()

    def headers(self, known_for: float) -> Headers:
        """Return the headers of an answer that was known to be right so many seconds ago."""
        if known_for > FRESH:
            return [NOT_SHARED]
        now = time.time()
        times = self._times(now)
        left = int(min(self.ends, self.changes) - now)
        fresh = min(times.fresh, left)
        if fresh <= 0:
            return [NOT_SHARED]
        meanwhile = min(times.meanwhile, left - fresh)
        in_need = int(max(min(times.in_need, self.changes - now - fresh), 0))
        stale = f"stale-while-revalidate={meanwhile}, stale-if-error={in_need}"
        return [
            ("Cache-Control", f"public, max-age=0, s-maxage={fresh}, {stale}"),
            *(each for backend in self.backends for each in backend.times(fresh, stale)),
            *self.keys,
        ]

    def _times(self, now: float) -> Times:
        age = 0.0 if self.dated is None else now - self.dated
        return next(times for youngest, times in BY_AGE if age < youngest)


def shared(
    backends: list[Backend], keys: set[str], dated: dt.datetime | None, ends: float, changes: float
) -> Shared | None:
    """Return what caches are told of a page with these keys; None if it has more than they take."""
    marks = sorted({short(key) for key in (*keys, EVERYTHING)})
    if sum(len(mark) + 1 for mark in marks) > LONGEST:
        return None
    headers = sorted({each for backend in backends for each in backend.marks(marks)})
    kinds = {type(backend): backend for backend in backends}.values()
    return Shared(headers, dated.timestamp() if dated else None, ends, changes, tuple(kinds))
