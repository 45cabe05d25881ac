"""Documents as the rooms above hand them over, and what the index makes of one."""

import datetime as dt
import hashlib
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from search.words import composed, language

WEIGHTS = (3, 2, 1)  # of a word in the title, in what leads in, and in the text
LONGEST = 20_000  # words of a field that are read
IS_ABOUT = 4  # weighted times that a document names a term from which it is about it
LONGEST_WORD = 24  # characters of a word that can be suggested
HIDDEN = "hidden"
FORM = 1  # to be raised with every change of what a document becomes; rebuild_search then writes all


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
    """What the index stores of a document: terms by field, what is looked up, what is counted."""

    fields: tuple[str, ...]
    lexemes: list[str]
    words: list[str]
    length: int


def prepare(source: Source, code: str) -> Prepared:
    """Return what the index stores of a document that is written in the language of `code`."""
    speech = language(code)
    fields, weighed, words, stops = [], Counter(), set(), set()
    for weight, text in zip(WEIGHTS, (source.title, source.lead, source.text), strict=True):
        said = list(islice(speech.words(composed(text)), LONGEST))
        telling = [form for form in said if not form[2]]
        terms = [form[1] for form in telling]
        words.update([form[0] for form in telling])
        if len(telling) < len(said):
            stops.update([form[1] for form in said if form[2]])
        for _ in range(weight):
            weighed.update(terms)
        fields.append(" ".join(terms))
    about = [f"!{term}" for term, times in weighed.items() if times >= IS_ABOUT]
    marks = [f"={mark}" for mark in sorted(source.marks)]
    return Prepared(
        fields=tuple(fields),
        lexemes=[*weighed, *(stops - weighed.keys()), *about, *marks],
        words=[word for word in words if 2 < len(word) <= LONGEST_WORD and word.isalpha()],
        length=weighed.total(),
    )


def pack(lines: tuple[str, ...]) -> bytes:
    """Return lines of terms as they are stored."""
    return zlib.compress("\n".join(lines).encode(), 1)


def unpack(stored: bytes) -> list[str]:
    """Return the lines of terms that `pack` was given."""
    return zlib.decompress(stored).decode().split("\n")
