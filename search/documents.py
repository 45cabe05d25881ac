"""Documents as the rooms above hand them over, and what the index makes of one."""

import datetime as dt
import hashlib
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, islice

from search.words import CHARACTER, composed, language

WEIGHTS = (3, 2, 1)  # of a word in the title, in what leads in, and in the text
LONGEST = 20_000  # words of a field that are read
IS_ABOUT = 4  # weighted times that a document names a term from which it is about it
LONGEST_WORD = 24  # characters of a word that can be suggested
MOST_BYTES = 900_000  # of lexemes: PostgreSQL damages a tsvector of over a mebibyte and says nothing
HIDDEN = "hidden"
# To be raised with every change of what a document becomes, together with a migration that marks all
# documents, as 0004 does: so that they are written anew.
FORM = 2


@dataclass(frozen=True)
class Source:
    """A document to be found.

    `title`, `lead` and `text` weigh as WEIGHTS says. `marks` are what it is filed under: a letter
    and a number, such as `c3`. It is found from `published_at` until `expires_at`.
    """

    key: int
    title: str
    lead: str
    text: str
    marks: frozenset[str]
    published_at: dt.datetime
    expires_at: dt.datetime | None = None

    def is_readable(self, now: dt.datetime) -> bool:
        """Whether readers may see it at `now`."""
        return self.published_at <= now and (self.expires_at is None or self.expires_at > now)

    def digest(self, code: str, hidden: str = "") -> str:
        """Return what tells it from any other, written in the language of `code`.

        `hidden` is HIDDEN if it is counted as one that readers may not see.
        """
        parts = (self.title, self.lead, self.text, " ".join(sorted(self.marks)))
        times = f"{self.published_at} {self.expires_at}{hidden}"
        said = "\0".join((str(FORM), code, *parts, times))
        return hashlib.blake2b(said.encode("utf-8", "ignore"), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Prepared:
    """What the index stores of a document: terms by field, what is looked up, what is counted.

    Where words have two terms, the fields come twice: with the first ones, and with the last ones.
    `written` are those of its words, in lower case, that are not written as they are folded.
    """

    fields: tuple[str, ...]
    lexemes: list[str]
    words: list[str]
    written: list[str]
    length: int


def prepare(source: Source, code: str) -> Prepared:
    """Return what the index stores of a document that is written in the language of `code`."""
    speech = language(code)
    texts = (source.title, source.lead, source.text)
    said = [list(islice(speech.words(composed(text)), LONGEST)) for text in texts]
    telling = [[word for word in field if not word.is_stop] for field in said]
    plain = [[word.terms[0] for word in field] for field in telling]
    spelled = [[word.terms[-1] for word in field] for field in telling]
    weighed = _weighed(plain)
    length = weighed.total()
    if spelled == plain:
        spelled = []
    else:
        weighed |= _weighed(spelled)
    stops = {term for field in said for word in field if word.is_stop for term in word.terms}
    # A character of the scripts that are cut into pairs is found by itself as well.
    characters = set(CHARACTER.findall(" ".join(weighed)))
    about = [f"!{term}" for term, times in weighed.items() if times >= IS_ABOUT]
    marks = [f"={mark}" for mark in sorted(source.marks)]
    # The first that is written so stays.
    words = {word.folded: word.written for field in reversed(telling) for word in reversed(field)}
    suggested = [word for word in words if 2 < len(word) <= LONGEST_WORD and word.isalpha()]
    return Prepared(
        fields=tuple(map(" ".join, plain + spelled)),
        lexemes=_bounded([*marks, *weighed, *about, *((stops | characters) - weighed.keys())]),
        words=suggested,
        written=[words[word] for word in suggested if words[word] != word],
        length=length,
    )


def _bounded(lexemes: list[str]) -> list[str]:
    """Return the first lexemes, MOST_BYTES of them."""
    ends = accumulate(len(lexeme.encode()) for lexeme in lexemes)
    return [lexeme for lexeme, end in zip(lexemes, ends, strict=True) if end <= MOST_BYTES]


def _weighed(fields: list[list[str]]) -> Counter:
    """Return how often each term stands in the fields, as these weigh."""
    counts: Counter = Counter()
    for weight, terms in zip(WEIGHTS, fields, strict=True):
        for _ in range(weight):
            counts.update(terms)
    return counts


def pack(lines: tuple[str, ...]) -> bytes:
    """Return lines of terms as they are stored."""
    return zlib.compress("\n".join(lines).encode(), 1)


def unpack(stored: bytes) -> list[str]:
    """Return the lines of terms that `pack` was given."""
    return zlib.decompress(stored).decode().split("\n")
