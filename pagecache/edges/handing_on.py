"""What changed becomes what the shared caches have to drop: rows, written where the changes are.

Whoever comes first reads what is new since the place that is kept in the database, writes a row for
each key and each cache, and moves the place, all in one transaction. A process that is killed before
that has done nothing, and the next one does it; after that, the rows are there to be sent.
"""

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from pagecache.changes import LONGEST_PAUSE, Reader
from pagecache.models import EVERYTHING, Change, Edge, HandedOn, Purge

MOST_KEYS = 500  # at once; if there are more, everything is to be dropped
NOTED_ANEW = dt.timedelta(minutes=5)  # after which it is written down that nothing happened
PATIENCE = "5s"  # for another process that is just doing this


def hand_on(names: list[str]) -> int:
    """Write down what the shared caches of these names have to drop; return how many keys are new.

    Raises django.db.DatabaseError or InterfaceError as it comes.
    """
    now = timezone.now()
    known = set(Edge.objects.filter(name__in=names).values_list("name", flat=True))
    place = HandedOn.objects.filter(pk=1).first()
    is_known = len(known) == len(names) and place and now - place.until < NOTED_ANEW
    if is_known and not _news(place, now)[0]:
        return 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        place, _ = HandedOn.objects.select_for_update().get_or_create(pk=1)
        now = timezone.now()
        keys, reached = _news(place, now)
        for name in sorted(names):
            edge, is_new = Edge.objects.get_or_create(name=name)
            _note(edge, {EVERYTHING} if is_new else keys, now)
        place.place, place.until = reached, max(now, place.until or now)
        place.save()
    return len(keys)


def waiting_at() -> list[Edge]:
    """Return the shared caches, each with `waiting` and `oldest` of what it has still to be told."""
    edges = list(Edge.objects.all())
    for edge in edges:
        rows = edge.purges.filter(is_echo=False)
        edge.waiting = rows.count()
        edge.oldest = rows.order_by("noted_at").values_list("noted_at", flat=True).first()
    return edges


def forget_others(names: list[str]) -> int:
    """Delete what is kept of shared caches that are no longer in the settings; return how many."""
    others = Edge.objects.exclude(name__in=names)
    count = others.count()
    others.delete()
    return count


def _news(place: HandedOn, now: dt.datetime) -> tuple[set[str], object]:
    """Return the keys that changed since a place, and the place that is reached with them."""
    reader = Reader(place.place)
    reading = reader.read()
    until = place.until or now
    if not reading.is_whole or now - until > dt.timedelta(seconds=LONGEST_PAUSE):
        return {EVERYTHING}, reader.place
    keys = {change.key for change in reading.changes if not change.at or change.at <= now}
    by_time = Change.objects.filter(at__gt=until, at__lte=now)
    keys |= set(by_time.values_list("key", flat=True)[: MOST_KEYS + 1])
    return ({EVERYTHING} if len(keys) > MOST_KEYS else keys), reader.place


def _note(edge: Edge, keys: set[str], now: dt.datetime) -> None:
    """Write rows; what is there already, even if it is just being sent, is to be sent anew."""
    Purge.objects.bulk_create(
        (Purge(edge=edge, key=key, noted_at=now, due_at=now) for key in sorted(keys)),
        update_conflicts=True,
        unique_fields=["edge", "key"],
        update_fields=["due_at", "is_echo", "claim"],
    )
