"""The place of a text that answers a question, with what was asked for marked.

What is returned is text in pieces, not HTML: the template escapes each piece as it writes it.
"""

from typing import NamedTuple

from search.words import CHARACTER, Language, composed, spoken

MOST_WORDS = 4_000  # of a text, that are looked at
LONGEST_CUT = 40  # characters in which a space is looked for where an excerpt begins and ends


class Piece(NamedTuple):
    """A part of a text, and whether it is a word that was asked for."""

    text: str
    is_marked: bool


def mark(text: str, terms: frozenset[str], speech: Language) -> list[Piece]:
    """Return a text in pieces, its words that have one of `terms` apart."""
    text = composed(text)
    return _pieces(text, _places(text, terms, speech))


def excerpt(text: str, terms: frozenset[str], speech: Language, length: int) -> list[Piece]:
    """Return about `length` characters of a text, from where most different terms stand together.

    It begins and ends between words, but for scripts that part them by no spaces; `…` stands where
    something is left out. Without any of the terms it is the beginning.
    """
    text = composed(text)
    places = _places(text, terms, speech)
    start = _start(places, length)
    end = min(start + length, len(text))
    if (space := text.rfind(" ", max(start - LONGEST_CUT, 0), start)) >= 0 or start < LONGEST_CUT:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", end - LONGEST_CUT, end)) > start:
        end = space
    shown = [(place - start, word, term) for place, word, term in places if start <= place < end]
    pieces = _pieces(text[start:end], shown)
    before = [Piece("… ", False)] if start else []
    return [*before, *pieces, *([Piece(" …", False)] if end < len(text) else [])]


def _places(text: str, terms: frozenset[str], speech: Language) -> list[tuple[int, str, str]]:
    """Return the words of a text that have one of `terms`: where, as written, and which."""
    found = []
    characters = {term for term in terms if CHARACTER.fullmatch(term)}
    for number, (place, word) in enumerate(spoken(text)):
        if number == MOST_WORDS:
            break
        if said := [term for term in speech.word(word).terms if term in terms]:
            found.append((place, word, said[-1]))
        elif characters and not word.isascii():
            found += [(place + at, each, each) for at, each in enumerate(word) if each in characters]
    return found


def _start(places: list[tuple[int, str, str]], length: int) -> int:
    """Return where to begin, so that most different terms stand in what follows, the earliest."""
    best, start, first = (0, 0), 0, 0
    for last in range(len(places)):
        while places[last][0] - places[first][0] > length * 3 // 4:
            first += 1
        window = places[first : last + 1]
        worth = (len({term for _, _, term in window}), len(window))
        if worth > best:
            best, start = worth, places[first][0]
    return max(start - length // 5, 0)


def _pieces(text: str, places: list[tuple[int, str, str]]) -> list[Piece]:
    pieces, end = [], 0
    for place, word, _ in places:
        if place < end:  # pairs of characters overlap
            place, word = end, word[end - place :]
            if not word:
                continue
        if place > end:
            pieces.append(Piece(text[end:place], False))
        pieces.append(Piece(text[place : place + len(word)], True))
        end = place + len(word)
    if end < len(text):
        pieces.append(Piece(text[end:], False))
    return pieces
