"""Words that are near what was typed: the misspelt word's neighbour, and what begins as it does."""

import datetime as dt

from django.db import connection

from search.backends import Match, backend
from search.candidates import Statistics, bounded
from search.documents import unpack
from search.models import Document, Term
from search.queries import Query, Terms
from search.tallies import frequencies
from search.words import WORD, Language, fold

MOST_CHECKED = 3  # words of a question that are looked after, and neighbours of each
SHORTEST = 4  # characters of a word that can be misspelt
MANY = 20  # times more documents in which the neighbour of a word must stand, if that stands in some
BEGINNINGS = 8  # words that a beginning is taken for
MOST_READ = 2_000  # rows that are read of those that begin alike
SAME_BEGINNING = 3  # characters that words have in common which differ in two places
MOST_LOOKED_INTO = 50  # documents in which a word is looked for before it is suggested
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщъыьэюя",
    "αβγδεζηθικλμνξοπρστυφχψω",
)


def beginning_with(beginning: str, speech: Language, with_hidden: bool = False) -> list[Terms]:
    """Return the terms of the most common words that begin so; see tallies for `with_hidden`."""
    rows = _between(f"'{beginning}", with_hidden).values_list("term", "number")[:MOST_READ]
    common = sorted(rows, key=lambda row: (-row[1], row[0]))[:BEGINNINGS]
    return [speech.word(term[1:]).terms for term, _ in common]


def meant(
    text: str,
    query: Query,
    speech: Language,
    statistics: Statistics,
    now: dt.datetime,
    is_begun: bool = False,
) -> str:
    """Return a question with its misspelt words replaced by their neighbours; empty if none is.

    `is_begun`: there are words that begin as its last one does, which is therefore not misspelt.
    """
    replaced = {}
    for word, holding in _suspects(query, statistics, is_begun):
        if better := _neighbour(word, holding, speech, now):
            replaced[word] = better
    if not replaced:
        return ""
    return WORD.sub(lambda match: replaced.get(fold(match[0]), match[0]), text)


def _suspects(query: Query, statistics: Statistics, is_begun: bool) -> list[tuple[str, int]]:
    """Return the rarest of the words that may be misspelt, and in how many documents each stands."""
    suspects = []
    for word, terms in query.words:
        if len(word) < SHORTEST or not word.isalpha() or (word == query.beginning and is_begun):
            continue
        holding = max(statistics.frequencies.get(f"'{word}", 0), statistics.of((terms,)))
        if holding * MANY < statistics.documents:
            suspects.append((word, holding))
    return sorted(suspects, key=lambda suspect: suspect[1])[:MOST_CHECKED]


def _neighbour(word: str, holding: int, speech: Language, now: dt.datetime) -> str:
    """Return the word nearest to one that stands in `holding` documents, or an empty string."""
    at_least = MANY * holding or 1
    near = _known([f"'{each}" for each in one_edit_from(word)], at_least)
    if not near and len(word) > SHORTEST + 1:
        rows = _between(f"'{word[:SAME_BEGINNING]}").filter(number__gte=at_least)
        alike = dict(rows.values_list("term", "number")[:MOST_READ])
        near = {
            each: number
            for each, number in alike.items()
            if abs(len(each) - 1 - len(word)) <= 2 and distance(each[1:], word, 2) <= 2
        }
    nearest = sorted(near.items(), key=lambda row: (-row[1], row[0]))[:MOST_CHECKED]
    terms = {each[1:]: speech.word(each[1:]).terms[0] for each, _ in nearest}
    known = frequencies(terms.values()) if terms else {}
    for each, term in terms.items():
        if each != word and (written := _as_readers_see(each, term, known.get(term, 0), now)):
            return written
    return ""


def _as_readers_see(word: str, term: str, holding: int, now: dt.datetime) -> str:
    """Return a word as a document writes it that may be read now; others must not be told of by a hint.

    Empty if there is none. Its term stands in `holding` documents.
    """
    query, values = backend().lookup(bounded(Match(((term,),)), holding, now), MOST_LOOKED_INTO)
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        keys = [row[0] for row in cursor.fetchall()]
    indexed = Document.objects.readable(now).filter(pk__in=keys).values_list("indexed", flat=True)
    for each in indexed:
        _, words, *others = unpack(each)
        if word in words.split():
            written = " ".join(others[1:]).split()  # documents of an older form do not have it
            return next((said for said in written if fold(said) == word), word)
    return ""


def _known(terms: list[str], at_least: int) -> dict[str, int]:
    rows = Term.objects.counted().filter(term__in=terms, number__gte=at_least)
    return dict(rows.values_list("term", "number"))


def _between(beginning: str, with_hidden: bool = False):
    """Return the terms that begin so, in their order, along the key's index."""
    rows = Term.objects.counted(with_hidden)
    return rows.filter(term__gte=beginning, term__lt=f"{beginning}\U0010ffff").order_by("term")


def one_edit_from(word: str) -> set[str]:
    """Return what one letter more, less or other makes of a word, or two that change places."""
    alphabet = next((each for each in _ALPHABETS if word[0] in each), "".join(sorted(set(word))))
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    less = {start + end[1:] for start, end in cuts if end}
    swapped = {start + end[1] + end[0] + end[2:] for start, end in cuts if len(end) > 1}
    other = {start + letter + end[1:] for start, end in cuts if end for letter in alphabet}
    more = {start + letter + end for start, end in cuts for letter in alphabet}
    return (less | swapped | other | more) - {word}


def distance(first: str, second: str, most: int) -> int:
    """Return by how many edits two words differ, or `most` + 1 if by more.

    The optimal string alignment distance: letters more, less, other, and neighbours exchanged.
    """
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and other == first[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
