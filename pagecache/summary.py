"""What the cache did and what changed, for the admin's page and the command."""

from dataclasses import dataclass

from pagecache import replica
from pagecache.edges.handing_on import waiting_at
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


def edge_lines() -> list[str]:
    """Return a line for each shared cache in front of the site."""
    return [
        f"{edge.name}: {edge.waiting} keys to be dropped"
        + (f", the oldest since {_told(edge.oldest)}" if edge.oldest else "")
        + f"; last taken {_told(edge.sent_at)}; last failed {_told(edge.failed_at)}"
        + (f", {edge.failures} in a row: {edge.error}" if edge.error else "")
        for edge in waiting_at()
    ]


def replica_line() -> str:
    """Return what there is to know of the replica of the database; empty without one."""
    if not replica.is_named():
        return ""
    trouble = replica.trouble()
    return f"{trouble} The primary is read." if trouble else "The replica is as new as the primary."


def _made(worker: Worker) -> str:
    return f" ({worker.from_replica} made from a replica)" if worker.from_replica else ""


def _told(moment) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else "never"


def lines() -> list[str]:
    """Return a line for each process that has told something in the last day."""
    return [
        f"{worker.name}: {worker.hits} hits, {worker.misses} misses{_made(worker)},"
        f" {worker.stale} stale, {worker.passed} passed; {worker.pages} pages,"
        f" {worker.size / 1024 / 1024:.1f} MB; purged: {worker.told_purged or 'nothing'};"
        f" told {_told(worker.told_at)}"
        for worker in Worker.objects.all()
    ]
