"""When things happened: WordPress's local and universal times as moments."""

import datetime as dt
from collections import Counter
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from desk.times import FIRST_YEAR, LAST_YEAR

_LARGEST_OFFSET = dt.timedelta(hours=15)


def parse_time(text: str) -> dt.datetime | None:
    """Return `2024-07-15 09:30:00` as a time without a zone; None for 0000-00-00 and nonsense."""
    try:
        return _shown(dt.datetime.strptime(text.strip()[:19], "%Y-%m-%d %H:%M:%S"))  # noqa: DTZ007
    except ValueError:
        return None


def _shown(time: dt.datetime) -> dt.datetime | None:
    """Return a time, or None for one that not all clocks of the world could show."""
    return time if FIRST_YEAR <= time.year <= LAST_YEAR else None


class Clock:
    """The clock of the old site, learnt from items that state both their local and universal time.

    `zone` is the paper's own, for where nothing could be learnt.
    """

    def __init__(self, zone: ZoneInfo):
        self.zone = zone
        self.by_month: dict[tuple[int, int], Counter] = {}
        self.all: Counter[dt.timedelta] = Counter()

    def learn(self, local: str, universal: str) -> None:
        """Take note of a pair of times."""
        here, there = parse_time(local), parse_time(universal)
        if here and there and abs(here - there) <= _LARGEST_OFFSET:
            self.all[here - there] += 1
            self.by_month.setdefault((here.year, here.month), Counter())[here - there] += 1

    def moment(self, universal: str, local: str, rss_date: str = "") -> dt.datetime | None:
        """Return a moment in UTC: from the universal time, else the local one, else the RSS date."""
        if time := parse_time(universal):
            return time.replace(tzinfo=dt.UTC)
        if time := parse_time(local):
            return self._from_local(time)
        try:
            return _shown(parsedate_to_datetime(rss_date).astimezone(dt.UTC))
        except (ValueError, TypeError, OverflowError):
            return None

    def _from_local(self, time: dt.datetime) -> dt.datetime:
        known = self.by_month.get((time.year, time.month)) or self.all
        if known:
            return (time - known.most_common(1)[0][0]).replace(tzinfo=dt.UTC)
        return time.replace(tzinfo=self.zone).astimezone(dt.UTC)
