"""Whether a text reads like spam: starts from shipped examples, learns from a newsroom's own."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.utils.translation import gettext

from comments.spam.examples import shipped_examples
from comments.spam.features import features
from comments.spam.learning import Example, evidence, learn, probability

HOLD_AT = 0.5  # from this score on, a text reads like spam
CERTAIN_AT = 0.995  # from this score on, no doubt is left
HONEST_HELD = 0.015  # the share of honest texts that may read like spam, for 2 % of unknown stories
ENOUGH = 100  # own honest examples from which the share can be told
MOST_REASONS = 4


class Classifier:
    """Tells spam from what readers say.

    `Classifier()` knows the shipped examples only. `train` learns further ones; what is learnt can be
    kept as `weights`, a dictionary of numbers by name, and given to the next `Classifier(weights)`.

        classifier = Classifier()
        classifier.train([("Check out my channel", True), ("The bridge was built in 1932.", False)])
        classifier.score("Subscribe to my page!")  # 0 honest … 1 spam
        classifier.is_spam("Subscribe to my page!")  # whether the score is 0.5 or more
        classifier.reasons("Subscribe to my page!")  # ["“subscribe”", …]
    """

    def __init__(self, weights: dict[str, float] | None = None):
        self.weights = weights or _shipped_weights()

    def train(self, examples: Iterable[tuple[str, bool]]) -> None:
        """Learn from the shipped examples and these, `(text, is_spam)`, in place of what was learnt.

        Examples of one story should follow each other. From 100 honest ones on, the score is moved so
        that at most 2 % of honest texts of unknown stories are expected at 0.5 and above: half of the
        examples are judged by what the other half teaches.
        """
        own = [(features(text), bool(is_spam)) for text, is_spam in examples]
        shipped = _shipped()
        honest = sum(not is_spam for _, is_spam in own)
        doubt = _doubt(shipped, own) if honest >= ENOUGH else _shipped_doubt()
        self.weights = _moved(learn(own, shipped), doubt)

    def score(self, text: str) -> float:
        """Return how much a text reads like spam: 0 not at all, 1 altogether."""
        return probability(evidence(self.weights, features(text)))

    def is_spam(self, text: str) -> bool:
        """Whether a text reads like spam, so that a person should look at it."""
        return self.score(text) >= HOLD_AT

    def reasons(self, text: str) -> list[str]:
        """Return what speaks most for spam in a text, in plain words; the strongest first."""
        shown = features(text)
        marks = sorted((-self.weights.get(name, 0.0) * value, name) for name, value in shown.items())
        told = dict.fromkeys(_in_words(name) for weight, name in marks if weight < -0.1)
        told.pop("", None)
        return list(told)[:MOST_REASONS]


SHIPPED = Path(__file__).parent / "shipped.json"


@cache
def _shipped() -> list[Example]:
    return [(features(text), is_spam) for text, is_spam in shipped_examples()]


@cache
def _shipped_weights() -> dict[str, float]:
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


@cache
def _shipped_doubt() -> float:
    return _doubt([], _shipped())


def learn_shipped() -> dict[str, float]:
    """Return the weights that the shipped examples teach: what the file SHIPPED holds."""
    return _moved(learn(_shipped()), _shipped_doubt())


def _moved(weights: dict[str, float], doubt: float) -> dict[str, float]:
    """Return weights by which evidence of `doubt` becomes none, so that its score is 0.5."""
    return weights | {"_always": round(weights.get("_always", 0.0) - doubt, 3)}


def _doubt(known: list[Example], examples: list[Example]) -> float:
    """Return the evidence that the share HONEST_HELD of honest ones of `examples` goes beyond.

    Each half is judged by what `known` and the other half teach.
    """
    half = len(examples) // 2
    honest = []
    for taught, judged in ((examples[:half], examples[half:]), (examples[half:], examples[:half])):
        weights = learn(taught, known)
        honest += [evidence(weights, shown) for shown, is_spam in judged if not is_spam]
    honest.sort(reverse=True)
    held = int(len(honest) * HONEST_HELD)
    return sum(honest[max(held - 1, 0) : held + 1]) / (1 + (held > 0))


def _in_words(name: str) -> str:
    """Return what a feature is to a person, or nothing if it says nothing to one."""
    kind, _, words = name.partition(":")
    if kind in {"w", "b"}:
        plain = " ".join(word for word in words.split() if word not in {"^", "$"})
        return _WRITTEN[plain]() if plain in _WRITTEN else f"“{plain}”" if _tells(plain) else ""
    return _WAYS[name]() if name in _WAYS else ""


def _tells(words: str) -> bool:
    return len(words) > 3 and not (words.startswith("x") and words.endswith("x"))


_WRITTEN = {
    "xaddressx": lambda: gettext("a web address"),
    "xmailx": lambda: gettext("a mail address"),
    "xphonex": lambda: gettext("a telephone number"),
}
_WAYS = {
    "_address": _WRITTEN["xaddressx"],
    "_addresses": lambda: gettext("several web addresses"),
    "_mostly_address": lambda: gettext("little but an address"),
    "_mail": _WRITTEN["xmailx"],
    "_phone": _WRITTEN["xphonex"],
    "u:short": lambda: gettext("a shortened address"),
    "u:begging": lambda: gettext("an address that collects money or signatures"),
    "u:ref": lambda: gettext("an address that pays for visits"),
    "_money": lambda: gettext("a sum of money"),
    "_capitals": lambda: gettext("many capitals"),
    "_hidden": lambda: gettext("invisible characters"),
    "_disguised": lambda: gettext("words in disguise"),
    "_call": lambda: gettext("a call to do something"),
    "_call_to_own": lambda: gettext("a call to go to the writer’s own things"),
    "_own_thing": lambda: gettext("talk of the writer’s own things"),
    "_address+call": lambda: gettext("a call beside an address"),
    "g:money": lambda: gettext("words of money"),
    "g:drug": lambda: gettext("words of medicines"),
    "g:romance": lambda: gettext("words of romance for sale"),
    "_handle": lambda: gettext("an account of another site"),
    "_hashtags": lambda: gettext("many hashtags"),
}
