"""Searching: a question in, keys of documents out."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from search import candidates, ranking, spelling
from search.backends import Match, backend
from search.candidates import Group, Statistics, Wanted, terms_of
from search.queries import Query, parse
from search.tallies import DOCUMENTS, LENGTH, frequencies
from search.words import Language, composed, language, spoken

LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Question:
    """What is asked of the index, in the language of `code`.

    `marks` are those that every answer must have; `until` narrows the time down, where a mark does.
    `by_date` asks for the newest answers, in which every word stands, in place of the best ones.
    `newer_first` lets new answers count a little more. While somebody `is_typing`, the last word may
    be the beginning of one.
    """

    text: str
    code: str = "en"
    marks: tuple[str, ...] = ()
    until: dt.datetime | None = None
    by_date: bool = False
    newer_first: bool = True
    is_typing: bool = False


@dataclass(frozen=True)
class Answer:
    """What was found: keys of documents in their order, at most candidates.MOST.

    `marks` counts what these documents are filed under. `is_whole` says that there are no more.
    `holds_all` says that the first one holds every word. `meant` is the question with the misspelt
    words replaced, if there are any. `terms` are what was looked for, to be marked.
    """

    query: Query
    keys: list[int] = field(default_factory=list)
    marks: Counter = field(default_factory=Counter)
    is_whole: bool = True
    holds_all: bool = True
    meant: str = ""
    terms: frozenset[str] = frozenset()


def search(question: Question) -> Answer:
    """Answer a question. Nothing that is asked raises; it costs what its bounded beginning costs."""
    speech = language(question.code)
    query = parse(question.text, speech, question.is_typing)
    if not query:
        return Answer(query)
    now = timezone.now()
    groups = _groups(query, speech)
    is_begun = any(len(group) > 1 for group in groups)
    statistics = _statistics(groups, query, question)
    wanted = Wanted(
        groups=groups,
        phrases=query.phrases,
        without=query.without,
        marks=question.marks,
        until=question.until,
        in_every=question.by_date,
    )
    found = candidates.gather(wanted, statistics, now)
    if question.by_date:
        found.sort(key=lambda each: (each.published_at, each.key), reverse=True)
    else:
        recent = now if question.newer_first else None
        found = ranking.rank(found, groups, statistics, frequencies, recent)
    return Answer(
        query,
        keys=[each.key for each in found],
        marks=Counter(mark for each in found for mark in each.marks),
        is_whole=len(found) < candidates.MOST * 9 // 10,
        holds_all=not found or all(map(found[0].times, groups)),
        meant=spelling.meant(question.text, query, speech, statistics, now, is_begun),
        terms=frozenset(term for group in groups for term in terms_of(group)),
    )


def newest_holding(
    text: str, code: str, most: int, marks: tuple[str, ...] = (), about: bool = False
) -> tuple[list[int], bool]:
    """Return the highest keys of documents that hold every word, and whether these are all.

    For those who may know of documents that readers cannot see yet, or no more: nothing is ranked,
    and nothing is asked of the time. `text` is taken for plain words in the language of `code`, the
    last of which may be the beginning of one. `about` asks for documents that are about each word.
    Of words that stand in very many documents, the newest of these are looked at.
    """
    speech = language(code)
    plain = " ".join(word for _, word in spoken(composed(text)))
    groups = list(_groups(parse(plain, speech, is_typing=True), speech, with_hidden=True))
    if not groups:
        return [], True
    if about:
        groups = [tuple(tuple(f"!{term}" for term in word) for word in group) for group in groups]
    groups += [((f"={mark}",),) for mark in marks]
    asked = [terms_of(group) for group in groups]
    terms = [DOCUMENTS, *(term for terms in asked for term in terms)]
    statistics = Statistics(frequencies(terms, with_hidden=True))
    expected = min(map(statistics.of, groups))
    keys: list[int] = []
    for times in (1, candidates.WIDER):
        match = candidates.bounded(Match(()).also(*asked), expected, LAST, times)
        query, values = backend().highest(match, most + 1, among=2 * candidates.MOST_POSTINGS)
        with connection.cursor() as cursor:
            cursor.execute(query, values)
            keys = [row[0] for row in cursor.fetchall()]
        if expected <= candidates.MOST_POSTINGS:
            return keys[:most], len(keys) <= most
        if len(keys) >= candidates.FEW:
            break
    return keys[:most], False


def _groups(query: Query, speech: Language, with_hidden: bool = False) -> dict[Group, int]:
    """Return the words of a question with how often each is said; the last one with what begins so."""
    said = Counter(query.terms)
    if not query.beginning:
        return {(word,): times for word, times in said.items()}
    last = dict(query.words)[query.beginning]
    begun = spelling.beginning_with(query.beginning, speech, with_hidden)
    group = tuple(dict.fromkeys((last, *begun)))
    return {(group if word == last else (word,)): times for word, times in said.items()}


def _statistics(groups: dict[Group, int], query: Query, question: Question) -> Statistics:
    terms = [term for group in groups for term in terms_of(group)]
    terms += [term for phrase in query.phrases for word in phrase for term in word]
    words = [f"'{word}" for word, _ in query.words]
    marks = [f"={mark}" for mark in question.marks]
    about = [f"!{term}" for term in terms]
    return Statistics(frequencies([DOCUMENTS, LENGTH, *terms, *about, *words, *marks]))
