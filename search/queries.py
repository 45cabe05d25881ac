"""What a reader types, as what is looked for.

Words, `"phrases"`, and either with a `-` before it, which must not stand there. Nothing that is
typed raises; what comes after LONGEST characters or MOST_WORDS words is not looked at, so that a
question never takes more time than its bounded beginning.
"""

import re
from dataclasses import dataclass

from search.words import UNSEEN, Language, composed

LONGEST = 1000  # characters
MOST_WORDS = 32
SHORTEST_BEGINNING = 3  # characters of a word that is being typed

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂״", '"') | dict.fromkeys("−‐‑–—", "-"))
# A phrase begins after a space, an opening bracket or a sign. In a word, quotation marks belong to it:
# so Hebrew abbreviations are written, also in phrases.
_HEBREW = r"[\u05d0-\u05ea]"
_PHRASE = rf'"((?:[^"]|(?<={_HEBREW})"(?={_HEBREW}))*)"?'
_PART = re.compile(
    rf'(?:(?<=\s)|^)([-+]?)[(\[{{]*{_PHRASE}|(?<=[(\[{{+-]){_PHRASE}|((?:[^\s"]|(?<![\s(\[{{+-])")+)'
)

Terms = tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """What is looked for.

    Words are given by their terms, as search.words.Word has them, of which either will do. `terms`
    are those of the wanted words, in their order, the more of them the better; each phrase of
    `phrases` must stand in a document, none of `without` may. `words` are the wanted words folded,
    with their terms. `beginning` is the last one, if it may be the beginning of a longer word.
    `too_long` says that the end was not looked at.
    """

    terms: tuple[Terms, ...] = ()
    phrases: tuple[tuple[Terms, ...], ...] = ()
    without: tuple[tuple[Terms, ...], ...] = ()
    words: tuple[tuple[str, Terms], ...] = ()
    beginning: str = ""
    too_long: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms)


def parse(given: str, speech: Language, is_typing: bool = False) -> Query:
    """Return what a text looks for. `is_typing`: its last word may be the beginning of one."""
    text = UNSEEN.sub("", composed(given[:LONGEST].translate(_QUOTES)))
    wanted, phrases, without = [], [], []
    number, last = 0, ""
    for match in _PART.finditer(text):
        sign, signed, quoted, plain = match.groups()
        phrase = signed if signed is not None else quoted
        if phrase is None and plain.startswith("-"):
            sign, plain = "-", plain.lstrip("-")
        words = list(speech.words(phrase if phrase is not None else plain))
        number += len(words)
        if number > MOST_WORDS:
            words = words[: max(len(words) - (number - MOST_WORDS), 0)]
        last = ""
        telling = [word for word in words if not word.is_stop]
        if sign == "-":
            said = telling or words
            without += [tuple(word.terms for word in said)] if said else []
            continue
        wanted += words
        if phrase is not None and len(telling) > 1:
            phrases.append(tuple(word.terms for word in telling))
        elif phrase is None and words and match.end() == len(text):
            last = words[-1].folded
        if number > MOST_WORDS:
            break
    last = last if is_typing and len(last) >= SHORTEST_BEGINNING else ""
    said = [word for word in wanted if not word.is_stop or word.folded == last] or wanted
    return Query(
        terms=tuple(word.terms for word in said),
        phrases=tuple(phrases),
        without=tuple(without),
        words=tuple(dict.fromkeys((word.folded, word.terms) for word in said)),
        beginning=last,
        too_long=len(given) > LONGEST or number > MOST_WORDS,
    )
