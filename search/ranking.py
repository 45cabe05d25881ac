"""In which order documents answer a question.

BM25 over all fields, a word counting as often as its field weighs (Robertson, Zaragoza, Taylor:
Simple BM25 extension to multiple weighted fields, 2004), and over pairs of words that follow each
other as they do in the question. Then once more with the words that tell the first documents from
all others (relevance model RM3; Lavrenko and Croft: Relevance-based language models, 2001), and in
the end a little more for what is new. The numbers are those of the literature; benchmarks/
search_ranking.py shows what they come to.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from search.candidates import Candidate, Statistics, inverse_frequency
from search.documents import WEIGHTS

K1, B = 1.5, 0.75  # how soon further mentions cease to count; how much length is held against it
PAIRS = 0.2  # what a pair of words counts, against a word
FEEDBACK = 10  # documents from which a question is widened
WIDER = 20  # terms by which it is widened
WIDENING = 0.4  # their part in the question
LOOKED_UP = 80  # terms that are weighed for that
NEW = 0.15  # what a story of today counts more, at most
HALF_LIFE = dt.timedelta(days=365)  # after which that is half as much

Weights = dict[tuple[str, ...], float]


@dataclass
class Scored:
    """A candidate with what is counted in it, and its score."""

    candidate: Candidate
    counts: Counter
    score: float = 0.0


def rank(
    candidates: list[Candidate],
    groups: dict[tuple[str, ...], int],
    statistics: Statistics,
    frequencies: Callable[[list[str]], dict[str, int]],
    recent: dt.datetime | None = None,
) -> list[Candidate]:
    """Return candidates, the best first.

    `groups` are the terms of the question in their order, as candidates.Wanted has them, with how
    often each is said. `frequencies` looks up how common terms are. `recent` is now, if age counts.
    """
    found = [Scored(candidate, counted(candidate)) for candidate in candidates]
    weights = {group: times * statistics.weight(group) for group, times in groups.items()}
    pairs = _pair_scores(found, list(groups), statistics)
    _score(found, weights, statistics)
    for each, bonus in zip(found, pairs, strict=True):
        each.score += bonus
    # Of few answers the first ten are most: what they share tells nothing from the others.
    if trusted := min(FEEDBACK, len(found) // 10):
        first = sorted(found, key=_order)[:trusted]
        widened = _widened(first, weights, sum(groups.values()), statistics, frequencies)
        _score(found, widened, statistics)
        for each, bonus in zip(found, pairs, strict=True):
            each.score += (1 - WIDENING) * bonus
    if recent:
        for each in found:
            age = max((recent - each.candidate.published_at) / HALF_LIFE, 0.0)
            each.score *= 1 + NEW * 0.5**age
    return [each.candidate for each in sorted(found, key=_order)]


def counted(candidate: Candidate) -> Counter:
    """Return how often each term stands in a document, as its fields weigh."""
    counts: Counter = Counter()
    for weight, field in sorted(zip(WEIGHTS, candidate.fields, strict=True)):
        if weight == 1:
            counts = Counter(field.split())
        else:
            for term in field.split():
                counts[term] += weight
    return counts


def _order(each: Scored) -> tuple:
    return -each.score, -each.candidate.published_at.timestamp(), -each.candidate.key


def _score(found: list[Scored], weights: Weights, statistics: Statistics) -> None:
    for each in found:
        counts, total = each.counts, 0.0
        norm = K1 * (1 - B + B * each.candidate.length / statistics.mean_length)
        for group, weight in weights.items():
            times = counts[group[0]] if len(group) == 1 else sum(counts[term] for term in group)
            if times:
                total += weight * times * (K1 + 1) / (times + norm)
        each.score = total


def _pair_scores(found: list[Scored], groups: list, statistics: Statistics) -> list[float]:
    """Return for each document what the pairs in it count, which follow each other in the question."""
    bonus = [0.0] * len(found)
    for (first, *_), (second, *_) in pairwise(groups):
        pair, times = f" {first} {second} ", {}
        for place, each in enumerate(found):
            if first in each.counts and second in each.counts:
                fields = zip(WEIGHTS, each.candidate.fields, strict=True)
                number = sum(weight * f" {field} ".count(pair) for weight, field in fields)
                if number:
                    times[place] = number
        weight = PAIRS * inverse_frequency(len(times), statistics.documents)
        for place, number in times.items():
            norm = K1 * (1 - B + B * found[place].candidate.length / statistics.mean_length)
            bonus[place] += weight * number * (K1 + 1) / (number + norm)
    return bonus


def _widened(
    first: list[Scored],
    weights: Weights,
    said: int,
    statistics: Statistics,
    frequencies: Callable[[list[str]], dict[str, int]],
) -> Weights:
    """Return the weights of a question's terms together with those that its first answers share."""
    total = sum(each.score for each in first) or 1.0
    shares: Counter = Counter()
    for each in first:
        part = each.score / total / max(each.candidate.length, 1)
        for term, times in each.counts.items():
            shares[term] += part * times
    common = [term for term, _ in shares.most_common(LOOKED_UP)]
    known = frequencies(common)
    idf = {term: inverse_frequency(known.get(term, 0), statistics.documents) for term in common}
    telling = sorted(common, key=lambda term: (-shares[term] * idf[term], term))[:WIDER]
    sum_of_shares = sum(shares[term] * idf[term] for term in telling) or 1.0
    widened = {group: (1 - WIDENING) * weight for group, weight in weights.items()}
    owner = {group[0]: group for group in widened}
    for term in telling:
        share = WIDENING * said * shares[term] * idf[term] / sum_of_shares
        group = owner.get(term, (term,))
        widened[group] = widened.get(group, 0.0) + share * idf[term]
    return widened
