"""Text as the words that the index holds: folded, and brought to their stems in Python.

Both databases are given the same terms, so that both find the same. A term is a stem without case
and accents; scripts that are written without spaces are cut into pairs of characters. Where the stem
of a word with its accents is another one than without, the word has two terms.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

from search.stop_words import STOP_WORDS

LONGEST_TERM = 40  # characters; the rest of a word is not looked at

# Accents of Latin, Greek and Cyrillic letters, vowel signs of Hebrew and Arabic: many leave them out.
_ACCENTS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    r"\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff"
)
# Nobody leaves out those of Thaana and of the scripts of India and its neighbours, nor Thai tones.
_SIGNS = (
    r"\u07a6-\u07b0\u0900-\u0963\u0971-\u0df3\u0e30-\u0e4e\u0eb0-\u0ecd\u0f71-\u0fbc\u102b-\u103e"
    r"\u17b4-\u17d3"
)
# Soft hyphens, marks of direction and the like stand inside words and are no part of them. Joiners
# change how a word is drawn. A space of no width parts words in scripts that write no others.
_UNSEEN = r"\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_JOINERS = r"\u200c\u200d"
_NO_WIDTH = r"(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b"
_INSIDE = rf"(?:[{_UNSEEN}{_JOINERS}]|{_NO_WIDTH})"
WORD = re.compile(rf"(?:[^\W_]|[{_ACCENTS}{_SIGNS}]|{_INSIDE})+")
UNSEEN = re.compile(f"[{_UNSEEN}]")
_DROPPED = re.compile(rf"[{_ACCENTS}{_UNSEEN}{_JOINERS}\u200b\u0640]")  # the last one draws words out
_BUT_NON_JOINER = re.compile(rf"[{_UNSEEN}\u200b\u200d]")
# Letters that no form of Unicode takes for one with an accent, as people write them who lack them.
_WHOLE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_TURKISH = str.maketrans({"I": "ı", "İ": "i"})  # capital letters, and the small ones that are theirs
_PLAIN = re.compile(r"[A-Za-z0-9]+")
# Of scripts that are written without spaces.
CHARACTER = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_UNSPACED = re.compile(f"{CHARACTER.pattern}+(?:{_INSIDE}+{CHARACTER.pattern}+)*")

_ALGORITHMS = {
    **{"ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech", "da": "danish"},
    **{"nl": "dutch", "en": "english", "eo": "esperanto", "et": "estonian", "fi": "finnish"},
    **{"fr": "french", "de": "german", "el": "greek", "hi": "hindi", "hu": "hungarian", "ga": "irish"},
    **{"id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "nn": "norwegian"},
    **{"ne": "nepali", "fa": "persian", "pl": "polish", "pt": "portuguese", "ro": "romanian"},
    **{"ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil"},
    **{"tr": "turkish"},
}


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, compatibility forms replaced by plain ones.

    So `Zurich` finds `ZÜRICH`, and `Lodz` finds `Łódź`. What is not seen in a word is left out as
    well, such as soft hyphens. Marks of other scripts stay: they make other letters.
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = _DROPPED.sub("", unicodedata.normalize("NFKD", decomposed))
    return unicodedata.normalize("NFC", bare.translate(_WHOLE))


class Word(NamedTuple):
    """A word in lower case, folded, its terms, and whether it is a stop word.

    The first term is the stem of the folded word: it finds those who type no accents. The last one
    is the stem of the word with its accents, which its other forms share: `condamnée` has
    `condamne` and `condamn`. Mostly both are the same, and there is one.
    """

    written: str
    folded: str
    terms: tuple[str, ...]
    is_stop: bool


class Language:
    """How words of a language become terms. `code` is such as `en` or `pt-br`.

    Languages that Snowball has no rules for keep their words as they are. See
    https://snowballstem.org/algorithms/.
    """

    def __init__(self, code: str):
        self.code = code.lower().partition("-")[0]
        name = _ALGORITHMS.get(self.code)
        self._stem = Stemmer.Stemmer(name).stemWord if name else str
        self.stop_words = STOP_WORDS.get(self.code, frozenset())
        self.word = lru_cache(maxsize=100_000)(self._word)

    def _word(self, written: str) -> Word:
        folded = _letters(fold(written))
        is_stop = folded in self.stop_words or (
            len(folded) == 1 and folded.isascii() and folded.isalpha()
        )
        plain = self._term(folded) or folded
        even = written.translate(_TURKISH) if self.code == "tr" else written
        spelled = plain if even.isascii() else self._term(_letters(_even(even))) or plain
        lower = _BUT_NON_JOINER.sub("", even.lower())
        return Word(lower, folded, (plain,) if plain == spelled else (plain, spelled), is_stop)

    def _term(self, word: str) -> str:
        return fold(self._stem(word))[:LONGEST_TERM]

    def words(self, text: str) -> Iterator[Word]:
        """Return each word of a text in its order."""
        if text.isascii():
            return map(self.word, _PLAIN.findall(text))
        return (word for _, written in spoken(text) if (word := self.word(written)).folded)


def _even(word: str) -> str:
    """Return a word in lower case with its accents, compatibility forms replaced by plain ones.

    The non-joiner stays: endings of Persian stand after it.
    """
    seen = _BUT_NON_JOINER.sub("", word)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())


def _letters(word: str) -> str:
    """Return the letters of a word: plain forms of some letters hold spaces or signs."""
    if not word.isascii() or not word.isalnum():
        word = "".join(WORD.findall(word))
    return word[:LONGEST_TERM]


@lru_cache(maxsize=16)
def language(code: str) -> Language:
    """Return the language of a code; each is made once, as it keeps the words that it has met."""
    return Language(code)


def spoken(text: str) -> Iterator[tuple[int, str]]:
    """Yield the words of a text as they are written, each with the place where it begins.

    Text must be composed (NFC or NFKC), as `composed` returns it.
    """
    for match in WORD.finditer(text):
        word = match[0]
        if word.isascii() or not _UNSPACED.search(word):
            yield match.start(), word
        else:
            yield from _pairs(match.start(), word)


def _pairs(start: int, word: str) -> Iterator[tuple[int, str]]:
    place = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > place:
            yield start + place, word[place : run.start()]
        places = [each.start() for each in CHARACTER.finditer(run[0])]
        for first, last in pairwise(places) if len(places) > 1 else [(0, 0)]:
            yield start + run.start() + first, run[0][first : last + 1]
        place = run.end()
    if place < len(word):
        yield start + place, word[place:]


def composed(text: str) -> str:
    """Return a text in the form that words are read from, without what no database stores."""
    if text.isascii():
        return text
    text = text.encode("utf-8", "ignore").decode()
    return unicodedata.normalize("NFC", text)
