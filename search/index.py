"""Writing the index, in the transaction that changes what it holds."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from search import tallies
from search.backends import backend, bucket
from search.documents import HIDDEN, Prepared, Source, pack, prepare, unpack
from search.models import Change, Document, Stale, Term


@transaction.atomic
def write(sources: list[Source], code: str, then_fold: bool = True) -> int:
    """Put documents in the place of those with their keys. Return how many were not so already.

    `code` is the language that they are written in. To be called with the rows held that they are
    made from: of two that write a document at once, the later one must have read the newer text; and
    once more when a document's time comes or ends, so that what it holds is counted for readers.
    Whoever writes very many calls search.tallies.fold now and then, and says so by `then_fold`.
    """
    now = timezone.now()
    hidden = {source.key: "" if source.is_readable(now) else HIDDEN for source in sources}
    digests = {source.key: source.digest(code, hidden[source.key]) for source in sources}
    known = dict(Document.objects.filter(pk__in=digests).values_list("pk", "digest"))
    changed = [source for source in sources if known.get(source.key) != digests[source.key]]
    if not changed:
        return 0
    counts, of_hidden = _take_out([source.key for source in changed if source.key in known])
    prepared = [(source, prepare(source, code)) for source in changed]
    Document.objects.bulk_create(
        [_row(source, ready, digests[source.key], hidden[source.key]) for source, ready in prepared],
        batch_size=200,
    )
    backend().write((source.key, [*ready.lexemes, bucket(source.key)]) for source, ready in prepared)
    for source, ready in prepared:
        for each in (counts, of_hidden) if hidden[source.key] else (counts,):
            _count(each, ready.lexemes, ready.words, ready.length, 1)
    tallies.note(counts, of_hidden, then_fold)
    return len(changed)


@transaction.atomic
def remove(keys: Iterable[int]) -> None:
    """Take documents out of the index; those that are not there are no error."""
    tallies.note(*_take_out(keys))


@transaction.atomic
def clear() -> None:
    """Empty the index."""
    backend().clear()
    for model in (Document, Term, Change, Stale):
        model.objects.all().delete()


def keys_between(first: int, last: int | None) -> set[int]:
    """Return the keys of the documents there are from `first` to `last`, or to the end."""
    rows = Document.objects.filter(pk__gte=first)
    return set((rows.filter(pk__lte=last) if last else rows).values_list("pk", flat=True))


def _row(source: Source, ready: Prepared, digest: str, hidden: str) -> Document:
    return Document(
        pk=source.key,
        published_at=source.published_at.astimezone(dt.UTC),
        expires_at=source.expires_at,
        digest=digest,
        length=ready.length,
        marks=f" {' '.join(sorted(source.marks))} ",
        terms=pack(ready.fields),
        indexed=pack((" ".join(ready.lexemes), " ".join(ready.words), hidden, " ".join(ready.written))),
    )


def _take_out(keys: Iterable[int]) -> tuple[Counter, Counter]:
    """Take documents out of all tables; return what that changes of all counts, and of those hidden."""
    rows = list(Document.objects.filter(pk__in=keys).values_list("pk", "length", "indexed"))
    counts, of_hidden, gone = Counter(), Counter(), []
    for key, length, indexed in rows:
        lexemes, words, *others = (line.split() for line in unpack(indexed))  # older rows have fewer
        gone.append((key, [*lexemes, bucket(key)]))
        for each in (counts, of_hidden) if any(others[:1]) else (counts,):
            _count(each, lexemes, words, length, -1)
    if gone:
        backend().remove(gone)
        Document.objects.filter(pk__in=[key for key, _ in gone]).delete()
    return counts, of_hidden


def _count(counts: Counter, lexemes: list[str], words: list[str], length: int, by: int) -> None:
    change = counts.update if by > 0 else counts.subtract
    change(lexemes)
    change([f"'{word}" for word in words])
    change({tallies.DOCUMENTS: 1, tallies.LENGTH: length})
