"""The documents worth ranking, found by work that does not grow with the index.

Rare words are looked up everywhere; the documents that hold them are at most MOST_POSTINGS together.
A word that is more common than that is looked up among the WINDOW newest documents only, and
everywhere among those that are about it, as far as these are few enough. Of all that is found, the
MOST documents that hold the most telling words go on to be ranked.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from search.backends import BUCKET, Match, backend
from search.documents import WEIGHTS, unpack
from search.models import Document
from search.tallies import DOCUMENTS, LENGTH

MOST = 500  # documents that are ranked
MOST_POSTINGS = 12_000  # that all words of a question together bring in
WINDOW = 8_192  # newest documents in which common words are looked up
MOST_COMMON = 16  # lookups of common words, the rarer ones; all words count in the ranking
WIDER = 4  # times as much that is looked at once that held next to nothing
MOST_BUCKETS = 12
FEW = 20
ABOUT = 0.8  # of a word's weight, that a document counts more for being about it


@dataclass(frozen=True)
class Candidate:
    """A document that may answer a question, and that may be read now.

    `text` has its terms in their order, a field as often as it weighs; each term has a space of its
    own before and after it. Counting in it is much quicker than taking all documents to pieces.
    """

    key: int
    published_at: dt.datetime
    length: int
    marks: tuple[str, ...]
    text: str

    def times(self, *terms: str) -> int:
        """Return how often terms follow one another in the document, as its fields weigh."""
        return self.text.count(_spaced(terms))

    def holds(self, phrase: tuple[str, ...]) -> bool:
        """Whether the terms of a phrase follow one another in a field."""
        return _spaced(phrase) in self.text

    def counts(self) -> Counter:
        """Return how often each term stands in the document, as its fields weigh."""
        return Counter(self.text.split())


def _spaced(terms: Iterable[str]) -> str:
    return f" {'  '.join(terms)} "


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
    keys, is_partial = _found(wanted, statistics, now, times=1)
    found = _read(keys, wanted, now)
    if is_partial and len(found) < FEW:
        more, _ = _found(wanted, statistics, now, times=WIDER)
        found += _read(list(set(more) - set(keys)), wanted, now)
        found = sorted(found, key=lambda each: each.key, reverse=True)[:MOST]
    return found


def _read(keys: list[int], wanted: Wanted, now: dt.datetime) -> list[Candidate]:
    rows = Document.objects.readable(now).filter(pk__in=keys)
    columns = rows.values_list("pk", "published_at", "length", "marks", "terms")
    found = (
        Candidate(key, published_at, length, tuple(marks.split()), _weighed(unpack(terms)))
        for key, published_at, length, marks, terms in columns
    )
    phrases = wanted.phrases
    unwanted = [phrase for phrase in wanted.without if len(phrase) > 1]
    return [
        candidate
        for candidate in found
        if all(map(candidate.holds, phrases)) and not any(map(candidate.holds, unwanted))
    ]


def _weighed(fields: list[str]) -> str:
    """Return the terms of a document as Candidate.text has them."""
    weighed = (f" {field} " * weight for weight, field in zip(WEIGHTS, fields, strict=True))
    return "".join(weighed).replace(" ", "  ")


def _found(wanted: Wanted, statistics: Statistics, now, times: int) -> tuple[list[int], bool]:
    """Return the keys of the best candidates, and whether others were left out.

    `times` as many are returned, out of a window that is so many times as wide.
    """
    required = [(f"={mark}",) for mark in wanted.marks]
    required += [(term,) for phrase in wanted.phrases for term in phrase]
    without = tuple(phrase[0] for phrase in wanted.without if len(phrase) == 1)
    fewest = min((statistics.of(group) for group in required), default=statistics.documents)
    if wanted.in_every:
        matches = [(1.0, min([fewest, *map(statistics.of, wanted.groups)]), tuple(wanted.groups))]
    else:
        matches = _matches(wanted, statistics, fewest)
    left, leaves, common = MOST_POSTINGS, Counter(), []
    for weight, expected, groups in matches:
        match = Match(tuple(groups), without).also(*required)
        if expected > left:
            common.append((weight, match))
            continue
        if match not in leaves:
            left -= expected
        leaves[match] += weight
    if common:
        newest = tuple(_newest(min(wanted.until or now, now), times))
        for weight, match in common[:MOST_COMMON]:
            leaves[match.also(newest)] += weight
    if not leaves:
        return [], False
    keys = _best(leaves, times * MOST, now, by_date=wanted.in_every)
    return keys, bool(common) or len(keys) == times * MOST


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


def bounded(match: Match, expected: int, until: dt.datetime, times: int = 1) -> Match:
    """Return a lookup for which the work has a bound: of very many documents, the newest are asked.

    `times` as many of them are.
    """
    return match.also(tuple(_newest(until, times))) if expected > MOST_POSTINGS else match


def _newest(until: dt.datetime, times: int = 1) -> list[str]:
    """Return the lexemes of those parts of the index in which the newest documents stand."""
    newest = Document.objects.filter(published_at__lte=until).order_by("-published_at", "-pk")
    keys, values = newest.values_list("id")[: times * WINDOW].query.sql_with_params()
    query = (
        f"SELECT id / {BUCKET} AS part FROM ({keys}) AS newest "  # noqa: S608  placeholders and numbers
        "GROUP BY part ORDER BY count(*) DESC, part DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [*values, times * MOST_BUCKETS])
        return [f"=b{row[0]}" for row in cursor.fetchall()] or ["=b0"]


def _best(leaves: dict[Match, float], most: int, now: dt.datetime, by_date: bool) -> list[int]:
    """Return the keys of the readable documents that the lookups weigh most, or of the newest of them.

    What readers may not see is passed over here, where it would take the place of something else:
    as long as it is fewer than `most` of the best, it changes nothing.
    """
    lookup, parts, parameters = backend().lookup, [], []
    for number, (match, weight) in enumerate(leaves.items()):
        query, values = lookup(match, 2 * MOST_POSTINGS)
        parts.append(f"SELECT id, {weight:.6f} AS weight FROM ({query}) AS leaf{number}")  # noqa: S608
        parameters += values
    found = " UNION ALL ".join(parts)
    order = "published_at DESC" if by_date else "weight DESC"
    if not by_date:
        found = (
            f"SELECT id, sum(weight) AS weight FROM ({found}) AS found GROUP BY id "  # noqa: S608  placeholders and numbers
            "ORDER BY weight DESC, id DESC LIMIT %s"
        )
        parameters.append(2 * most)
    query = (
        f"SELECT found.id FROM ({found}) AS found "  # noqa: S608  placeholders and numbers
        "JOIN search_document ON search_document.id = found.id "
        "WHERE published_at <= %s AND (expires_at IS NULL OR expires_at > %s) "
        f"ORDER BY {order}, found.id DESC LIMIT %s"
    )
    time = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(query, [*parameters, time, time, most])
        return [row[0] for row in cursor.fetchall()]
