"""The place of a text that a result shows, as pieces."""

import pytest

from search.snippets import excerpt
from search.words import language

LENGTH = 220


def shown(text, asked, code):
    speech = language(code)
    terms = frozenset(term for word in speech.words(asked) for term in word.terms)
    pieces = excerpt(text, terms, speech, LENGTH)
    said = "".join(piece.text for piece in pieces)
    assert len(said) <= LENGTH + 50
    return said, "".join(piece.text for piece in pieces if piece.is_marked)


@pytest.mark.parametrize("before", ["", "速報 ", "Tokyo "])
def test_excerpt_of_a_text_without_spaces_is_no_longer_than_others(before):
    text = f"{before}{'今日は良い天気です。' * 300}東京駅前火災{'その後。' * 100}"

    said, marked = shown(text, "東京駅前火災", "ja")

    assert marked == "東京駅前火災"
    assert said.startswith("… ")
    assert said.endswith(" …")


def test_excerpt_of_a_text_without_spaces_begins_with_it_where_the_match_is_near():
    said, marked = shown(f"今日は{'東京' * 300}", "東京", "ja")

    assert said.startswith("今日は東京")
    assert marked


def test_excerpt_begins_and_ends_between_words():
    text = f"{'The harbour is closed today. ' * 30}A ferry sails. {'Nobody knows anything of it. ' * 30}"

    said, marked = shown(text, "ferry", "en")

    assert marked == "ferry"
    assert said.removeprefix("… ").removesuffix(" …") in text
    assert set(said.strip("… ").split()) <= set(text.split())
