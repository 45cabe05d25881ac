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
from dataclasses import dataclass, field
from itertools import pairwise

from search.candidates import Candidate, Group, Statistics, inverse_frequency

K1, B = 1.5, 0.75  # how soon further mentions cease to count; how much length is held against it
PAIRS = 0.2  # what a pair of words counts, against a word
FEEDBACK = 10  # documents from which a question is widened
WIDER = 20  # terms by which it is widened
WIDENING = 0.4  # their part in the question
LOOKED_UP = 80  # terms that are weighed for that
AGAIN = 100  # documents that are put in order with these once more
NEW = 0.15  # what a story of today counts more, at most
HALF_LIFE = dt.timedelta(days=365)  # after which that is half as much

Weights = dict[Group, float]


@dataclass
class Scored:
    """A candidate and its score, with how often the words of the question stand in it."""

    candidate: Candidate
    times: dict[Group, int] = field(default_factory=dict)
    score: float = 0.0
    pairs: float = 0.0


def rank(
    candidates: list[Candidate],
    groups: dict[Group, int],
    statistics: Statistics,
    frequencies: Callable[[list[str]], dict[str, int]],
    recent: dt.datetime | None = None,
) -> list[Candidate]:
    """Return candidates, the best first.

    `groups` are the words of the question in their order, as candidates.Wanted has them, with how
    often each is said. `frequencies` looks up how common terms are. `recent` is now, if age counts.
    """
    found = [Scored(candidate) for candidate in candidates]
    weights = {group: times * statistics.weight(group) for group, times in groups.items()}
    _score_pairs(found, list(groups), statistics)
    for each in found:
        each.times = {group: each.candidate.times(group) for group in groups}
        each.score = _score(each, each.times.__getitem__, weights, statistics) + each.pairs
    found.sort(key=_order)
    first, others = found[:AGAIN], found[AGAIN:]
    # Of few answers the first ten are most: what they share tells nothing from the others.
    if trusted := min(FEEDBACK, len(found) // 10):
        counts = [each.candidate.counts() for each in first]
        shares = _shares(first[:trusted], counts)
        widened = _widened(shares, weights, sum(groups.values()), statistics, frequencies)
        for each, counted in zip(first, counts, strict=True):
            # What was added is one word of one term each.
            times = each.times | {group: counted[group[0][0]] for group in widened.keys() - groups}
            score = _score(each, times.__getitem__, widened, statistics)
            each.score = score + (1 - WIDENING) * each.pairs
    if recent:
        for each in found:
            age = max((recent - each.candidate.published_at) / HALF_LIFE, 0.0)
            each.score *= 1 + NEW * 0.5**age
    return [each.candidate for part in (first, others) for each in sorted(part, key=_order)]


def _order(each: Scored) -> tuple:
    return -each.score, -each.candidate.published_at.timestamp(), -each.candidate.key


def _score(
    each: Scored, times_of: Callable[[Group], int], weights: Weights, statistics: Statistics
) -> float:
    norm, total = _norm(each.candidate, statistics), 0.0
    for group, weight in weights.items():
        if times := times_of(group):
            total += weight * times * (K1 + 1) / (times + norm)
    return total


def _norm(candidate: Candidate, statistics: Statistics) -> float:
    return K1 * (1 - B + B * candidate.length / statistics.mean_length)


def _score_pairs(found: list[Scored], groups: list, statistics: Statistics) -> None:
    """Score the pairs in each document that follow each other in the question."""
    for (first, *_), (second, *_) in pairwise(groups):
        holding = [(each, times) for each in found if (times := each.candidate.follow((first, second)))]
        weight = PAIRS * inverse_frequency(len(holding), statistics.documents)
        for each, times in holding:
            each.pairs += weight * times * (K1 + 1) / (times + _norm(each.candidate, statistics))


def _shares(first: list[Scored], counts: list[Counter]) -> Counter:
    """Return which part each term has in the first answers, the better ones counting more."""
    total = sum(each.score for each in first) or 1.0
    shares: Counter = Counter()
    for each, counted in zip(first, counts, strict=False):
        part = each.score / total / max(each.candidate.length, 1)
        for term, times in counted.items():
            shares[term] += part * times
    return shares


def _widened(
    shares: Counter,
    weights: Weights,
    said: int,
    statistics: Statistics,
    frequencies: Callable[[list[str]], dict[str, int]],
) -> Weights:
    """Return the weights of a question's terms together with those that its first answers share."""
    common = [term for term, _ in shares.most_common(LOOKED_UP)]
    known = frequencies(common)
    idf = {term: inverse_frequency(known.get(term, 0), statistics.documents) for term in common}
    telling = sorted(common, key=lambda term: (-shares[term] * idf[term], term))[:WIDER]
    sum_of_shares = sum(shares[term] * idf[term] for term in telling) or 1.0
    widened = {group: (1 - WIDENING) * weight for group, weight in weights.items()}
    owner = {term: group for group in widened for term in group[0]}
    for term in telling:
        share = WIDENING * said * shares[term] * idf[term] / sum_of_shares
        group = owner.get(term, ((term,),))
        widened[group] = widened.get(group, 0.0) + share * idf[term]
    return widened
