"""The newest documents that hold all words, as the desk asks for them, on both databases."""

import datetime as dt

import pytest

from search import backends, candidates, index, tallies
from search.documents import Source
from search.engine import newest_holding

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def put(key, title, text="", marks=(), at=NOW, until=None):
    index.write([Source(key, title, "", text, frozenset(marks), at, until)], "en")
    tallies.fold()


def held(text, most=10, **options):
    return newest_holding(text, "en", most, **options)


def test_every_word_is_held_and_the_highest_keys_come_first():
    put(1, "Harbours", "A ferry")
    put(2, "Harbour")
    put(3, "The ferry", "at the harbour")

    assert held("harbour") == ([3, 2, 1], True)
    assert held("ferries harbour") == ([3, 1], True)
    assert held("ferry harbour volcano") == ([], True)
    assert held("harbour", most=2) == ([3, 2], False)
    assert held("harbour", most=3) == ([3, 2, 1], True)
    assert held("") == held(" - ") == ([], True)


def test_last_word_may_be_a_beginning():
    put(1, "Harbour and ferry")

    assert held("ferry harb") == ([1], True)
    assert held("harb ferry") == ([], True)


def test_signs_are_not_orders():
    put(1, "Harbour", "A ferry sails")

    assert held('-harbour "sails ferry"') == ([1], True)


def test_what_readers_cannot_read_yet_or_no_more_is_held_too():
    put(1, "Harbour", at=dt.datetime(9000, 1, 1, tzinfo=dt.UTC))
    put(2, "Harbour", at=NOW - 2 * DAY, until=NOW - DAY)

    assert held("harbour") == ([2, 1], True)


def test_marks_are_asked_of_all():
    put(1, "Harbour", marks={"c1", "a7"})
    put(2, "Harbour", marks={"c1"})

    assert held("harbour", marks=("c1",)) == ([2, 1], True)
    assert held("harbour", marks=("c1", "a7")) == ([1], True)
    assert held("harbour", marks=("c9",)) == ([], True)


def test_what_is_about_the_words():
    put(1, "Harbour", "The harbour")
    put(2, "Tide", "The harbour")

    assert held("harbour", about=True) == ([1], True)


def test_very_common_words_are_looked_for_in_what_is_new(monkeypatch):
    """With bounds that three dozen documents exceed, as a million do the real ones."""
    monkeypatch.setattr(backends, "BUCKET", 4)
    monkeypatch.setattr(candidates, "BUCKET", 4)
    monkeypatch.setattr(candidates, "MOST_POSTINGS", 6)
    monkeypatch.setattr(candidates, "WINDOW", 8)
    monkeypatch.setattr(candidates, "FEW", 2)
    for key in range(1, 37):
        put(key, "Harbour", "ferry" if key < 9 else "tide", at=NOW - (40 - key) * DAY)

    keys, is_whole = held("harbour", most=40)
    assert keys[:3] == [36, 35, 34]
    assert len(keys) < 36
    assert not is_whole
    assert held("harbour ferry") == ([8, 7, 6, 5, 4], False)
    put(50, "Volcano at the harbour", at=NOW - 99 * DAY)
    assert held("volcano harbour") == ([50], True)
