"""Charts as SVG, worked out on the server: columns over time, and lists with bars.

A chart is numbers for a template (admin/readership/columns.html, ranks.html); each stands beside a
table that says the same.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format

from readership.reports import Point, Rank

WIDTH, HEIGHT = 720, 180  # units of the drawing
BOTTOM, TOP = 24, 16  # room for the times, and for the highest number
DIGIT = 12.5  # units that a digit takes at the side, as large as it is written on a telephone
MOST_TICKS = 8  # times that are written below


@dataclass(frozen=True)
class Column:
    """A bar: where it stands, and what it says, in words for its title and for the table."""

    x: float
    y: float
    width: float
    height: float
    label: str
    views: int


@dataclass(frozen=True)
class Mark:
    """A number at the side, or a time below: where it stands, and its text."""

    at: float
    text: str


@dataclass(frozen=True)
class Columns:
    """A chart of columns with what is written around them."""

    columns: list[Column]
    levels: list[Mark]
    times: list[Mark]
    total: int
    left: int
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class Bar:
    """A row of a list with its bar, in percent of the longest."""

    rank: Rank
    share: float


def columns(points: list[Point]) -> Columns:
    """Return the chart of some hours or days, one after the other."""
    ceiling = _ceiling(max((point.views for point in points), default=0))
    left = round(8 + DIGIT * max(3, len(f"{ceiling:,}")))
    room, step = HEIGHT - BOTTOM - TOP, (WIDTH - left) / max(1, len(points))
    drawn = []
    for number, (at, views) in enumerate(points):
        height = room * views / ceiling
        x = left + number * step + step * 0.1
        y = HEIGHT - BOTTOM - height
        label = _label(at)
        drawn.append(Column(*(round(n, 2) for n in (x, y, step * 0.8, height)), label, views))
    levels = [
        Mark(round(HEIGHT - BOTTOM - room * level / ceiling, 2), f"{level:,}")
        for level in (0, ceiling // 2, ceiling)
    ]
    every = -(-len(points) // MOST_TICKS) or 1
    times = [
        Mark(round(left + (number + 0.5) * step, 2), _short_label(point.at))
        for number, point in enumerate(points)
        if number % every == every // 2
    ]
    return Columns(drawn, levels, times, sum(point.views for point in points), left)


def bars(ranks: list[Rank]) -> list[Bar]:
    """Return rows with bars, of which the longest takes all the width."""
    most = max((rank.views for rank in ranks), default=0)
    return [Bar(rank, round(100 * rank.views / most, 2)) for rank in ranks if most]


def _ceiling(most: int) -> int:
    """Return the number at the top of a scale: an even one with a single digit other than zero."""
    size = 10 ** max(0, len(str(most)) - 1)
    return max(2, next(size * n for n in (2, 4, 6, 8, 10) if size * n >= most))


def _label(at: dt.date) -> str:
    if isinstance(at, dt.datetime):
        return f"{date_format(at, 'j M')}, {at:%H:%M}"
    return date_format(at, "D j M Y")


def _short_label(at: dt.date) -> str:
    return f"{at:%H:%M}" if isinstance(at, dt.datetime) else date_format(at, "j M")
