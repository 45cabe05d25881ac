"""In how many documents each term stands.

Whoever writes a document adds one row that says what changed (Change), and no two writers wait for
each other. After the commit `fold` adds the rows up; what a process leaves behind when it dies, the
next one takes along. So the counts follow the index surely, and a moment after it, which the ranking
does not notice.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterable

from django.db import connection, transaction

from search.models import Change, Term

DOCUMENTS, LENGTH = "=documents", "=length"
AT_ONCE = 50  # changes added up in one transaction
ROWS = 1000  # of one statement


def note(counts: Counter, then_fold: bool = True) -> None:
    """Keep by how much terms stand in more documents, or fewer.

    It is added up after the commit; whoever writes very many documents calls `fold` now and then.
    """
    counts = {term: number for term, number in counts.items() if number}
    if counts:
        Change.objects.create(counts=zlib.compress(json.dumps(counts).encode(), 1))
        if then_fold:
            transaction.on_commit(fold, robust=True)


def fold() -> None:
    """Add up the changes that wait; those that another process holds are its own."""
    while True:
        with transaction.atomic():
            others_wait = connection.vendor == "postgresql"
            waiting = Change.objects.select_for_update(skip_locked=others_wait).order_by("pk")
            changes = list(waiting[:AT_ONCE])
            total = Counter()
            for change in changes:
                total.update(json.loads(zlib.decompress(change.counts)))
            add(total)
            Change.objects.filter(pk__in=[change.pk for change in changes]).delete()
        if len(changes) < AT_ONCE:
            return


def add(counts: Counter) -> None:
    """Add to the counts at once. Terms are written in their order, so that no two lock each other."""
    rows = sorted((term, number) for term, number in counts.items() if number)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            batch = rows[start : start + ROWS]
            cursor.execute(_upsert(len(batch)), [value for row in batch for value in row])
    gone = [term for term, number in rows if number < 0]
    for start in range(0, len(gone), ROWS):
        Term.objects.filter(term__in=gone[start : start + ROWS], documents__lte=0).delete()


def _upsert(rows: int) -> str:
    values = ", ".join(["(%s, %s)"] * rows)
    return (
        f"INSERT INTO search_term(term, documents) VALUES {values} "  # noqa: S608  placeholders
        "ON CONFLICT (term) DO UPDATE SET documents = search_term.documents + excluded.documents"
    )


def frequencies(terms: Iterable[str]) -> dict[str, int]:
    """Return in how many documents each of `terms` stands; those in none are left out."""
    rows = Term.objects.filter(term__in=set(terms), documents__gt=0)
    return dict(rows.values_list("term", "documents"))
