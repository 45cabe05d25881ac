"""Sends to a shared cache what it has to drop.

Rows are claimed, sent together, and kept until the cache has said that it did as it was told. A cache
that does not is left alone for a while, ever longer; nothing is given up.

Each key is sent a second time, ECHO later. A process may have answered the cache in the moment before
it learned of the change, so that the old page came into the cache after the purge. Only what was right
less than FRESH before it was sent may be kept by a cache (pagecache.edges.headers), so that an answer
which is older than the echo is not kept any more.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from pagecache.edges.backends import Backend, PurgeError
from pagecache.edges.handing_on import MOST_KEYS
from pagecache.models import EVERYTHING, Edge, Purge

ECHO = dt.timedelta(seconds=2)
LEASE = dt.timedelta(seconds=30)  # after which somebody else may send what a process claimed
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0  # seconds after a failure; each doubles the wait
LONGEST_ASKED = 3600.0  # seconds that a cache may ask to be left alone
LONGEST_ERROR = 500  # characters


@dataclass(frozen=True)
class Sent:
    """How many rows a cache took, whether it refused some, and when there is more to send."""

    taken: int
    failed: bool
    next_at: dt.datetime | None


def send_due(backend: Backend) -> Sent:
    """Send what is due to a shared cache. Raises only what the database raises."""
    taken, failed = 0, False
    edge = Edge.objects.filter(name=backend.name).first()
    if edge is None:
        return Sent(0, False, None)
    while edge.next_at is None or edge.next_at <= timezone.now():
        claim, keys = _claim(edge, backend.most)
        if not keys:
            break
        whole = EVERYTHING in keys or len(keys) > backend.most
        try:
            backend.purge([EVERYTHING] if whole else sorted(keys))
        except PurgeError as error:
            _put_off(edge, claim, error)
            failed = True
        else:
            taken += _settle(edge, claim)
        edge.refresh_from_db()
    return Sent(taken, failed, _next(edge))


def retry_now() -> None:
    """Have everything that waits sent as soon as somebody sends, whatever was asked for."""
    Edge.objects.update(next_at=None)
    Purge.objects.filter(claim=None).update(due_at=timezone.now())


def _claim(edge: Edge, most: int) -> tuple[uuid.UUID, set[str]]:
    """Take on what is due so that nobody else sends it, as much as one request tells; return its keys.

    If everything is to be dropped, or so much that this is quicker, all of it.
    """
    now, claim = timezone.now(), uuid.uuid4()
    with transaction.atomic():
        due = edge.purges.filter(due_at__lte=now).order_by("key").select_for_update(skip_locked=True)
        rows = dict(due.values_list("pk", "key"))
        if EVERYTHING not in rows.values() and len(rows) <= MOST_KEYS:
            rows = dict(list(rows.items())[:most])
        Purge.objects.filter(pk__in=rows).update(claim=claim, due_at=now + LEASE)
    return claim, set(rows.values())


def _mine(edge: Edge, claim: uuid.UUID):
    """Return, locked in the order in which they are written, the rows that nobody has noted anew."""
    rows = edge.purges.filter(claim=claim).order_by("key").select_for_update()
    return Purge.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))


def _settle(edge: Edge, claim: uuid.UUID) -> int:
    """Write down that the cache has done as it was told; return how many rows that were."""
    now = timezone.now()
    with transaction.atomic():
        mine = _mine(edge, claim)
        count, _ = mine.filter(is_echo=True).delete()
        count += mine.update(is_echo=True, claim=None, due_at=now + ECHO)
        Edge.objects.filter(pk=edge.pk).update(sent_at=now, failures=0, error="", next_at=None)
    return count


def _put_off(edge: Edge, claim: uuid.UUID, error: PurgeError) -> None:
    """Keep the rows, and leave the cache alone for a while."""
    now = timezone.now()
    wait = min(FIRST_WAIT * 2 ** min(edge.failures, 20), LONGEST_WAIT)
    wait = max(wait, min(error.wait or 0.0, LONGEST_ASKED))
    with transaction.atomic():
        _mine(edge, claim).update(claim=None, due_at=now)
        Edge.objects.filter(pk=edge.pk).update(
            failures=edge.failures + 1,
            failed_at=now,
            error=str(error)[:LONGEST_ERROR],
            next_at=now + dt.timedelta(seconds=wait),
        )


def _next(edge: Edge) -> dt.datetime | None:
    soonest = edge.purges.aggregate(soonest=Min("due_at"))["soonest"]
    return max(filter(None, (soonest, edge.next_at))) if soonest else None
