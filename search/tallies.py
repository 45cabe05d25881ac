"""In how many documents each term stands, and in how many of those that readers may see.

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


def note(counts: Counter, hidden: Counter, then_fold: bool = True) -> None:
    """Keep by how much terms stand in more documents, or fewer, and in more that are `hidden`.

    It is added up after the commit; whoever writes very many documents calls `fold` now and then.
    """
    counts, hidden = _changed(counts), _changed(hidden)
    if counts or hidden:
        Change.objects.create(counts=_pack(counts), hidden=_pack(hidden) if hidden else None)
        if then_fold:
            transaction.on_commit(fold, robust=True)


def _changed(counts: Counter) -> dict[str, int]:
    return {term: number for term, number in counts.items() if number}


def _pack(counts: dict[str, int]) -> bytes:
    return zlib.compress(json.dumps(counts).encode(), 1)


def fold() -> None:
    """Add up the changes that wait; those that another process holds are its own."""
    while True:
        with transaction.atomic():
            others_wait = connection.vendor == "postgresql"
            waiting = Change.objects.select_for_update(skip_locked=others_wait).order_by("pk")
            changes = list(waiting[:AT_ONCE])
            total, hidden = Counter(), Counter()
            for change in changes:
                total.update(json.loads(zlib.decompress(change.counts)))
                if change.hidden:
                    hidden.update(json.loads(zlib.decompress(change.hidden)))
            add(total, hidden)
            Change.objects.filter(pk__in=[change.pk for change in changes]).delete()
        if len(changes) < AT_ONCE:
            return


def add(counts: Counter, hidden: Counter) -> None:
    """Add to the counts at once. Terms are written in their order, so that no two lock each other."""
    terms = sorted(_changed(counts).keys() | _changed(hidden).keys())
    rows = [(term, counts[term], hidden[term]) for term in terms]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            batch = rows[start : start + ROWS]
            cursor.execute(_upsert(len(batch)), [value for row in batch for value in row])
    gone = [term for term, number, _ in rows if number < 0]
    for start in range(0, len(gone), ROWS):
        Term.objects.filter(term__in=gone[start : start + ROWS], documents__lte=0).delete()


def _upsert(rows: int) -> str:
    values = ", ".join(["(%s, %s, %s)"] * rows)
    return (
        f"INSERT INTO search_term(term, documents, hidden) VALUES {values} "  # noqa: S608  placeholders
        "ON CONFLICT (term) DO UPDATE SET documents = search_term.documents + excluded.documents, "
        "hidden = search_term.hidden + excluded.hidden"
    )


def frequencies(terms: Iterable[str], with_hidden: bool = False) -> dict[str, int]:
    """Return in how many documents each of `terms` stands; those in none are left out.

    Those that readers may not see count only `with_hidden`.
    """
    rows = Term.objects.counted(with_hidden).filter(term__in=set(terms))
    return dict(rows.values_list("term", "number"))
