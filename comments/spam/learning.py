"""Logistic regression over sparse features, learnt by AdaGrad (Duchi, Hazan and Singer, 2011)."""

import math
from collections import Counter
from collections.abc import Sequence
from random import Random

from comments.spam.features import Features

Example = tuple[Features, bool]  # what a text shows, and whether it is spam

EPOCHS = 15  # times that each example is looked at
STEP = 0.1
KNOWN_COUNTS = 0.3  # of what an example counts, what one of those known before does
KEPT = 0.02  # a weight nearer to nothing than this is left out


def learn(examples: Sequence[Example], known: Sequence[Example] = ()) -> dict[str, float]:
    """Return the weights of features that tell the examples apart, and those known before.

    The same examples give the same weights: the order in which they are looked at is drawn from a
    fixed seed. Spam and honest examples count alike, however many there are of each.
    """
    told = [(shown, is_spam, 1.0) for shown, is_spam in examples]
    told += [(shown, is_spam, KNOWN_COUNTS) for shown, is_spam in known]
    numbers: dict[str, int] = {}
    rows = []
    counts: Counter[bool] = Counter()
    for _, is_spam, count in told:
        counts[is_spam] += count
    for shown, is_spam, count in told:
        cells = [(numbers.setdefault(name, len(numbers)), value) for name, value in shown.items()]
        rows.append((cells, float(is_spam), count * len(told) / (2 * counts[is_spam])))
    weights, squares = [0.0] * len(numbers), [1e-6] * len(numbers)
    random = Random(1)  # noqa: S311  an order, no secret
    for _ in range(EPOCHS):
        random.shuffle(rows)
        for cells, wanted, importance in rows:
            miss = probability(sum(weights[number] * value for number, value in cells)) - wanted
            if abs(miss) < 0.02:
                continue
            miss *= importance
            for number, value in cells:
                slope = miss * value
                squares[number] += slope * slope
                weights[number] -= STEP * slope / math.sqrt(squares[number])
    return {name: round(weights[n], 3) for name, n in numbers.items() if abs(weights[n]) >= KEPT}


def evidence(weights: dict[str, float], shown: Features) -> float:
    """Return what a text's features weigh together: above nothing for spam."""
    return sum(weights.get(name, 0.0) * value for name, value in shown.items())


def probability(weight: float) -> float:
    """Return the probability, 0 to 1, that evidence of so much weight stands for."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, weight))))
