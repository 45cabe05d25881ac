"""The schedule as a calendar: seven days on the paper's clocks, whatever these do meanwhile."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Article
from desk.times import FIRST_YEAR, LAST_YEAR, zone_label

DAYS = 7
MOST = 100  # stories of each kind that are looked up
SHOWN = 12  # moments of a day that are shown
WEEK = dt.timedelta(days=DAYS)


@dataclass(frozen=True)
class Moment:
    """Something that happens to a story. `clock` is what the paper's clocks show then."""

    at: dt.datetime
    kind: str
    words: str
    clock: str
    story: Article


@dataclass
class Day:
    """A day with its moments in order. `note` tells of a change of the clocks."""

    date: dt.date
    is_today: bool
    note: str
    moments: list[Moment] = field(default_factory=list)

    @property
    def shown(self) -> list[Moment]:
        """As many as there is room for."""
        return self.moments[:SHOWN]

    @property
    def more(self) -> int:
        """How many there are besides."""
        return max(0, len(self.moments) - SHOWN)


@dataclass
class Week:
    """Seven days. `earlier` and `later` are the first days of the weeks beside it, or None.

    `is_cut`: there are more moments in it than were looked up.
    """

    days: list[Day]
    earlier: dt.date | None
    later: dt.date | None
    is_cut: bool

    @property
    def is_current(self) -> bool:
        """Whether it begins today."""
        return self.days[0].is_today

    def ahead_today(self, now: dt.datetime) -> list[Moment]:
        """What is still to come today, if the week begins today."""
        return [moment for moment in self.days[0].moments if moment.at > now] if self.is_current else []

    @property
    def is_empty(self) -> bool:
        """Whether nothing happens in it."""
        return not any(day.moments for day in self.days)


def first_day(asked: str | None) -> dt.date:
    """Return the day that a query asks for as the first; today where it names none."""
    today = timezone.localdate()
    try:
        day = dt.date.fromisoformat(asked or "")
    except ValueError:
        return today
    return day if FIRST_YEAR < day.year < LAST_YEAR else today


def week(stories: QuerySet[Article], first: dt.date) -> Week:
    """Return the week that begins with a day, with those of `stories` that have a moment in it.

    Three queries, each along an index and bounded.
    """
    now, zone = timezone.now(), timezone.get_current_timezone()
    dates = [first + dt.timedelta(days=number) for number in range(DAYS + 1)]
    midnights = [dt.datetime.combine(date, dt.time.min, tzinfo=zone) for date in dates]
    within = (midnights[0].astimezone(dt.UTC), midnights[-1].astimezone(dt.UTC))
    days = {
        date: Day(date, date == timezone.localdate(), _clock_change(begin, end))
        for date, begin, end in zip(dates[:-1], midnights[:-1], midnights[1:], strict=True)
    }
    found = _looked_up(stories, within)
    moments = [
        (getattr(story, name).astimezone(zone), name, story)
        for name, some in found.items()
        for story in some
        if _happens(story, name)
    ]
    for at, name, story in sorted(moments, key=lambda moment: (moment[0], moment[2].pk)):
        kind, words = _WORDS[name, at > now]
        days[at.date()].moments.append(Moment(at, kind, words, _clock(at), story))
    return Week(
        list(days.values()),
        earlier=first - WEEK if first.year > FIRST_YEAR + 1 else None,
        later=first + WEEK if first.year < LAST_YEAR - 1 else None,
        is_cut=any(len(some) >= MOST for some in found.values()),
    )


# What happens at the time in a field; by whether it is to come.
_WORDS = {
    ("published_at", True): ("live", "goes live"),
    ("published_at", False): ("past", "went live"),
    ("expires_at", True): ("end", "expires"),
    ("expires_at", False): ("past", "expired"),
    ("embargo_until", True): ("embargo", "embargo ends"),
    ("embargo_until", False): ("past", "embargo ended"),
}
_PUBLISHED, _WITHDRAWN = Article.Status.PUBLISHED, Article.Status.WITHDRAWN


def _looked_up(stories: QuerySet[Article], within: tuple) -> dict[str, list[Article]]:
    """Return for each field the stories that it puts between two moments, as many as are looked up.

    Which of them something happens to is sorted out later: asked for the status, SQLite would read
    all stories that are published.
    """
    fields = stories.only("headline", "status", "published_at", "expires_at", "embargo_until")
    begin, end = within
    found = {}
    for name in ("published_at", "expires_at", "embargo_until"):
        which = {f"{name}__gte": begin, f"{name}__lt": end}
        if name == "published_at":
            which["status"] = _PUBLISHED
        found[name] = list(fields.filter(**which).order_by(name, "pk")[:MOST])
    return found


def _happens(story: Article, name: str) -> bool:
    """Whether something happens to a story at the time in a field, where the story stands."""
    if name == "embargo_until":
        return story.status not in (_PUBLISHED, _WITHDRAWN)
    return story.status == _PUBLISHED


def _clock(at: dt.datetime) -> str:
    """Return the time of day; with the distance from UTC where the clocks show it twice."""
    zone = at.tzinfo
    naive = at.replace(tzinfo=None)
    offsets = {naive.replace(fold=fold, tzinfo=zone).utcoffset() for fold in (0, 1)}
    twice = len(offsets) > 1
    return f"{at:%H:%M} {zone_label(zone, at).rpartition(', ')[2]}" if twice else f"{at:%H:%M}"


def _clock_change(begin: dt.datetime, end: dt.datetime) -> str:
    before, after = begin.utcoffset(), end.utcoffset()
    if before == after:
        return ""
    return "Clocks go forward" if after > before else "Clocks go back"
