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
from functools import lru_cache

from django.db import connection

from search.backends import BUCKET, Match, backend
from search.documents import WEIGHTS, unpack
from search.models import Document
from search.queries import Terms
from search.tallies import DOCUMENTS, LENGTH
from search.words import CHARACTER

MOST = 500  # documents that are ranked
MOST_POSTINGS = 12_000  # that all words of a question together bring in
WINDOW = 8_192  # newest documents in which common words are looked up
MOST_COMMON = 16  # lookups of common words, the rarer ones; all words count in the ranking
WIDER = 4  # times as much that is looked at once that held next to nothing
MOST_BUCKETS = 12
FEW = 20
ABOUT = 0.8  # of a word's weight, that a document counts more for being about it

Group = tuple[Terms, ...]  # words of which one does, each by its terms


@dataclass(frozen=True)
class Candidate:
    """A document that may answer a question, and that may be read now.

    `plain` has the first terms of its words in their order, a field as often as it weighs; each term
    has a space of its own before and after it. Counting in it is much quicker than taking all
    documents to pieces. `spelled` has their last terms, and is the same string if they have no others.
    """

    key: int
    published_at: dt.datetime
    length: int
    marks: tuple[str, ...]
    plain: str
    spelled: str

    def times(self, group: Group) -> int:
        """Return how often words of a group stand in the document, as its fields weigh."""
        terms = terms_of(group)
        times = sum(_times(term, self.spelled) for term in terms)
        if self.plain is self.spelled:
            return times
        return max(times, sum(_times(term, self.plain) for term in terms))

    def follow(self, words: tuple[Terms, ...]) -> int:
        """Return how often words follow one another in a field, as the fields weigh.

        They are all taken with their accents, or all without.
        """
        plain, spelled = _spaced(word[0] for word in words), _spaced(word[-1] for word in words)
        times = self.spelled.count(spelled)
        if self.plain is self.spelled and plain == spelled:
            return times
        return max(times, self.plain.count(plain))

    def holds(self, phrase: tuple[Terms, ...]) -> bool:
        """Whether words follow one another in a field, each of them with its accents or without."""
        if (follows := self.follow(phrase) > 0) or self.plain is self.spelled:
            return follows
        plain, spelled = self.plain.split("  "), self.spelled.split("  ")  # word for word the same
        starts = {at for text in (plain, spelled) for at, term in enumerate(text) if term in phrase[0]}
        # Something empty stands after each field: what goes beyond the last word does not fit.
        return any(
            all(plain[at] in terms or spelled[at] in terms for at, terms in enumerate(phrase, start))
            for start in starts
        )

    def counts(self) -> Counter:
        """Return how often each term stands in the document, as its fields weigh."""
        return Counter(self.spelled.split())


def _times(term: str, text: str) -> int:
    """Return how often a term stands in a text; a character stands in pairs with its neighbours."""
    if len(term) == 1 and CHARACTER.match(term):
        return max(text.count(f" {term}"), text.count(f"{term} "))
    return text.count(f" {term} ")


def _spaced(terms: Iterable[str]) -> str:
    return f" {'  '.join(terms)} "


@lru_cache(maxsize=1000)
def terms_of(group: Group) -> Terms:
    """Return the terms of a group, each once."""
    return tuple(dict.fromkeys(term for word in group for term in word))


@dataclass(frozen=True)
class Wanted:
    """What is looked for: groups of words of which one does, each with its weight in the question.

    Documents must have all `marks`, hold all `phrases`, and nothing of `without`. `until` is the time
    before which they were published.
    """

    groups: dict[Group, int]
    phrases: tuple[tuple[Terms, ...], ...] = ()
    without: tuple[tuple[Terms, ...], ...] = ()
    marks: tuple[str, ...] = ()
    until: dt.datetime | None = None
    in_every: bool = False


class Statistics:
    """How common terms are, as far as the index has counted by now."""

    def __init__(self, frequencies: dict[str, int]):
        self.frequencies = frequencies
        self.documents = max(frequencies.get(DOCUMENTS, 0), 1)
        self.mean_length = max(frequencies.get(LENGTH, 0) / self.documents, 1.0)

    def of(self, group: Group, before: str = "") -> int:
        """Return in how many documents a word of a group stands, at most.

        Of the two terms of a word one mostly stands where the other does: they are not added up.
        """
        known = self.frequencies.get
        number = sum(max(known(f"{before}{term}", 0) for term in word) for word in group)
        return min(number, self.documents)

    def weight(self, group: Group) -> float:
        """Return what a group tells: its inverse document frequency, as BM25 has it."""
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
        Candidate(key, published_at, length, tuple(marks.split()), *_readings(unpack(terms)))
        for key, published_at, length, marks, terms in columns
    )
    phrases = wanted.phrases
    unwanted = [phrase for phrase in wanted.without if len(phrase) > 1]
    return [
        candidate
        for candidate in found
        if all(map(candidate.holds, phrases)) and not any(map(candidate.holds, unwanted))
    ]


def _readings(fields: list[str]) -> tuple[str, str]:
    """Return the terms of a document as Candidate.plain and Candidate.spelled have them."""
    plain, spelled = fields[: len(WEIGHTS)], fields[len(WEIGHTS) :]
    first = _weighed(plain)
    return first, _weighed(spelled) if spelled else first


def _weighed(fields: list[str]) -> str:
    weighed = (f" {field} " * weight for weight, field in zip(WEIGHTS, fields, strict=True))
    return "".join(weighed).replace(" ", "  ")


def _found(wanted: Wanted, statistics: Statistics, now, times: int) -> tuple[list[int], bool]:
    """Return the keys of the best candidates, and whether others were left out.

    `times` as many are returned, out of a window that is so many times as wide.
    """
    required = [(f"={mark}",) for mark in wanted.marks]
    required += [terms for phrase in wanted.phrases for terms in phrase]
    without = tuple(term for phrase in wanted.without if len(phrase) == 1 for term in phrase[0])
    fewest = min((statistics.of((terms,)) for terms in required), default=statistics.documents)
    if wanted.in_every:
        expected = min([fewest, *map(statistics.of, wanted.groups)])
        matches = [(1.0, expected, tuple(map(terms_of, wanted.groups)))]
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
        terms = terms_of(group)
        about = tuple(f"!{term}" for term in terms)
        matches.append((weight, min(statistics.of(group), fewest), (terms,)))
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
