"""Documents that are to be written anew, because something changed that they are made of.

Who renames what many documents name marks them here, in the transaction of the change. They are
taken on some at a time after it, and whatever is left over by a job: surely, and in no one's way.
"""

from collections.abc import Iterable
from itertools import islice

from django.db import connection

from search.models import Stale

ROWS = 1000  # of one statement


def mark(keys: Iterable[int]) -> bool:
    """Note that documents are out of date; return whether there are any."""
    rest, marked = iter(keys), False
    while batch := list(islice(rest, ROWS)):
        marked = True
        rows = [Stale(document=key) for key in sorted(batch)]
        Stale.objects.bulk_create(rows, ignore_conflicts=True)
    return marked


def claim(most: int) -> list[int]:
    """Take on at most so many documents; return their keys.

    To be called in the transaction that writes them anew, so that they wait on if it fails. Those
    that another process has taken on are left to it.
    """
    waiting = Stale.objects.select_for_update(skip_locked=connection.vendor == "postgresql")
    rows = list(waiting.order_by("pk")[:most])
    Stale.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [row.document for row in rows]
