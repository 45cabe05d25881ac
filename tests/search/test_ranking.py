"""What the order of the answers is worth, by people's judgements; told once for both databases."""

from statistics import mean

import pytest

from benchmarks import search_ranking
from search import tallies

pytestmark = pytest.mark.django_db


@pytest.mark.corpora
def test_what_people_judged_to_be_answers_comes_first(corpora):
    documents, questions, judged = search_ranking.read_collection(corpora / "search")
    keys = search_ranking.build(documents)
    tallies.fold()

    figures = search_ranking.measure(questions, judged, keys)

    assert len(figures) == 225
    assert mean(figures.values()) >= 0.42
