"""What the cache did and what changed, for the admin's page and the command."""

from dataclasses import dataclass

from pagecache.models import EVERYTHING, Change, Worker

SHOWN = 50  # changes


@dataclass(frozen=True)
class Told:
    """A change as people read it. `at` is when it will happen, if it is still to come."""

    key: str
    source: str
    noted_at: object
    at: object


def newest_changes() -> list[Told]:
    """Return what was written down last, the newest first."""
    rows = Change.objects.order_by("-pk")[:SHOWN]
    return [
        Told("everything" if row.key == EVERYTHING else row.key, row.source or "–", row.noted_at, row.at)
        for row in rows
    ]


def lines() -> list[str]:
    """Return a line for each process that has told something in the last day."""
    return [
        f"{worker.name}: {worker.hits} hits, {worker.misses} misses, {worker.stale} stale,"
        f" {worker.passed} passed; {worker.pages} pages, {worker.size / 1024 / 1024:.1f} MB;"
        f" purged: {worker.told_purged or 'nothing'}; told {worker.told_at:%Y-%m-%d %H:%M:%S} UTC"
        for worker in Worker.objects.all()
    ]
