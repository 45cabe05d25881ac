"""What a reader types, as what is looked for.

Words, `"phrases"`, and either with a `-` before it, which must not stand there. Nothing that is
typed raises; what comes after LONGEST characters or MOST_WORDS words is not looked at, so that a
question never takes more time than its bounded beginning.
"""

import re
from dataclasses import dataclass

from search.words import Language, composed

LONGEST = 1000  # characters
MOST_WORDS = 32
SHORTEST_BEGINNING = 3  # characters of a word that is being typed

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"') | dict.fromkeys("−‐‑–—", "-"))
_PART = re.compile(r'(?:(?<=\s)|^)(-?)"([^"]*)"?|([^\s"]+)|"([^"]*)"?')


@dataclass(frozen=True)
class Query:
    """What is looked for.

    `terms` are wanted, in their order, the more of them the better; each phrase of `phrases` must
    stand in a document, none of `without` may. `words` are the wanted words as they are written,
    folded. `beginning` is the last one, if it may be the beginning of a longer word. `too_long`
    says that the end was not looked at; `only_stops`, that each word stands everywhere.
    """

    terms: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    beginning: str = ""
    too_long: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms)


def parse(given: str, speech: Language, is_typing: bool = False) -> Query:
    """Return what a text looks for. `is_typing`: its last word may be the beginning of one."""
    text = composed(given[:LONGEST].translate(_QUOTES))
    wanted, phrases, without = [], [], []
    number, last = 0, ""
    for match in _PART.finditer(text):
        sign, signed, plain, quoted = match.groups()
        phrase = signed if signed is not None else quoted
        if phrase is None and plain.startswith("-"):
            sign, plain = "-", plain.lstrip("-")
        forms = list(speech.words(phrase if phrase is not None else plain))
        number += len(forms)
        if number > MOST_WORDS:
            forms = forms[: max(len(forms) - (number - MOST_WORDS), 0)]
        last = ""
        telling = [form for form in forms if not form[2]]
        if sign:
            said = telling or forms
            without += [tuple(term for _, term, _ in said)] if said else []
            continue
        wanted += forms
        if phrase is not None and len(telling) > 1:
            phrases.append(tuple(term for _, term, _ in telling))
        elif phrase is None and forms and match.end() == len(text):
            last = forms[-1][0]
        if number > MOST_WORDS:
            break
    last = last if is_typing and len(last) >= SHORTEST_BEGINNING else ""
    said = [form for form in wanted if not form[2] or form[0] == last] or wanted
    return Query(
        terms=tuple(term for _, term, _ in said),
        phrases=tuple(phrases),
        without=tuple(without),
        words=tuple(dict.fromkeys((word, term) for word, term, _ in said)),
        beginning=last,
        too_long=len(given) > LONGEST or number > MOST_WORDS,
    )
