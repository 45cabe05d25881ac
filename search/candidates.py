"""The documents worth ranking, found by work that does not grow with the index.

Rare words are looked up everywhere; the documents that hold them are at most MOST_POSTINGS together.
A word that is more common than that is looked up among the WINDOW newest documents only, and
everywhere among those that are about it, as far as these are few enough. Of all that is found, the
MOST documents that hold the most telling words go on to be ranked.
"""

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass

from django.db import connection

from search.backends import BUCKET, Match, backend
from search.documents import unpack
from search.models import Document
from search.tallies import DOCUMENTS, LENGTH

MOST = 500  # documents that are ranked
MOST_POSTINGS = 12_000  # that all words of a question together bring in
WINDOW = 8_192  # newest documents in which common words are looked up
WIDER = 4  # times the window that is looked at once it held next to nothing
MOST_BUCKETS = 12
FEW = 20
ABOUT = 0.8  # of a word's weight, that a document counts more for being about it


@dataclass(frozen=True)
class Candidate:
    """A document that may answer a question, and that may be read now."""

    key: int
    published_at: dt.datetime
    length: int
    marks: tuple[str, ...]
    fields: tuple[str, ...]

    def holds(self, phrase: tuple[str, ...]) -> bool:
        """Whether the terms of a phrase follow one another in a field."""
        return any(f" {' '.join(phrase)} " in f" {field} " for field in self.fields)


@dataclass(frozen=True)
class Wanted:
    """What is looked for: `groups` of terms of which one does, each with its weight in the question.

    Documents must have all `marks`, hold all `phrases`, and nothing of `without`. `until` is the time
    before which they were published.
    """

    groups: dict[tuple[str, ...], int]
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    marks: tuple[str, ...] = ()
    until: dt.datetime | None = None
    in_every: bool = False


class Statistics:
    """How common terms are, as far as the index has counted by now."""

    def __init__(self, frequencies: dict[str, int]):
        self.frequencies = frequencies
        self.documents = max(frequencies.get(DOCUMENTS, 0), 1)
        self.mean_length = max(frequencies.get(LENGTH, 0) / self.documents, 1.0)

    def of(self, group: tuple[str, ...], before: str = "") -> int:
        """Return in how many documents a term of a group stands, at most."""
        number = sum(self.frequencies.get(f"{before}{term}", 0) for term in group)
        return min(number, self.documents)

    def weight(self, group: tuple[str, ...]) -> float:
        """Return what a term tells: its inverse document frequency, as BM25 has it."""
        return inverse_frequency(self.of(group), self.documents)


def inverse_frequency(holding: int, documents: int) -> float:
    """Return ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative."""
    holding = min(max(holding, 1), documents)
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def gather(wanted: Wanted, statistics: Statistics, now: dt.datetime) -> list[Candidate]:
    """Return at most MOST documents that may be read at `now`, in no order."""
    keys, is_windowed = _found(wanted, statistics, now, WINDOW)
    found = _read(keys, wanted, now)
    if is_windowed and len(found) < FEW:
        found = _read(_found(wanted, statistics, now, WIDER * WINDOW)[0], wanted, now)
    return found


def _read(keys: list[int], wanted: Wanted, now: dt.datetime) -> list[Candidate]:
    rows = Document.objects.readable(now).filter(pk__in=keys)
    columns = rows.values_list("pk", "published_at", "length", "marks", "terms")
    found = (
        Candidate(key, published_at, length, tuple(marks.split()), tuple(unpack(terms)))
        for key, published_at, length, marks, terms in columns
    )
    phrases = wanted.phrases
    unwanted = [phrase for phrase in wanted.without if len(phrase) > 1]
    return [
        candidate
        for candidate in found
        if all(map(candidate.holds, phrases)) and not any(map(candidate.holds, unwanted))
    ]


def _found(wanted, statistics, now, window) -> tuple[list[int], bool]:
    """Return the keys of the best candidates, and whether old documents were left out."""
    required = [(f"={mark}",) for mark in wanted.marks]
    required += [(term,) for phrase in wanted.phrases for term in phrase]
    without = tuple(phrase[0] for phrase in wanted.without if len(phrase) == 1)
    fewest = min((statistics.of(group) for group in required), default=statistics.documents)
    if wanted.in_every:
        matches = [(1.0, min([fewest, *map(statistics.of, wanted.groups)]), tuple(wanted.groups))]
    else:
        matches = _matches(wanted, statistics, fewest)
    newest: list[str] | None = None
    left, leaves = MOST_POSTINGS, []
    for weight, expected, groups in matches:
        match = Match(tuple(groups), without).also(*required)
        if expected > left:
            newest = _buckets(wanted.until or now, window) if newest is None else newest
            match = match.also(tuple(newest))
        else:
            left -= expected
        leaves.append((weight, match))
    if not leaves:
        return [], False
    return _best(leaves, by_date=wanted.in_every), newest is not None


def _matches(wanted: Wanted, statistics: Statistics, fewest: int) -> list[tuple]:
    """Return what is looked up, the rarest first: weight, documents expected, groups of terms.

    What must stand in a document in any case is looked up with every term, so that the bound
    counts whichever is rarer.
    """
    matches = []
    for group, times in wanted.groups.items():
        weight = times * statistics.weight(group)
        about = tuple(f"!{term}" for term in group)
        matches.append((weight, min(statistics.of(group), fewest), (group,)))
        matches.append((ABOUT * weight, min(statistics.of(group, "!"), fewest), (about,)))
    return sorted(matches, key=lambda match: match[1])


def _buckets(until: dt.datetime, window: int) -> list[str]:
    """Return the lexemes of those parts of the index in which the newest documents stand."""
    newest = Document.objects.filter(published_at__lte=until).order_by("-published_at", "-pk")
    keys = newest.values_list("pk", flat=True)[:window]
    parts = Counter(key // BUCKET for key in keys)
    most = MOST_BUCKETS * max(window // WINDOW, 1)
    return [f"=b{part}" for part, _ in parts.most_common(most)] or ["=b0"]


def _best(leaves: list[tuple[float, Match]], by_date: bool) -> list[int]:
    """Return the keys of the documents that the lookups weigh most, or of the newest of them."""
    lookup, parts, parameters = backend().lookup, [], []
    for number, (weight, match) in enumerate(leaves):
        query, values = lookup(match, 2 * MOST_POSTINGS)
        parts.append(f"SELECT id, {weight:.6f} AS weight FROM ({query}) AS leaf{number}")  # noqa: S608
        parameters += values
    found = " UNION ALL ".join(parts)
    if by_date:
        query = (
            f"SELECT found.id FROM ({found}) AS found "  # noqa: S608  placeholders and numbers
            "JOIN search_document ON search_document.id = found.id "
            "ORDER BY search_document.published_at DESC, found.id DESC LIMIT %s"
        )
    else:
        query = (
            f"SELECT id FROM ({found}) AS found GROUP BY id "  # noqa: S608  placeholders and numbers
            "ORDER BY sum(weight) DESC, id DESC LIMIT %s"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [*parameters, MOST])
        return [row[0] for row in cursor.fetchall()]
