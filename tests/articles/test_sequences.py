"""Lists are compared in bounded time, and what is told of them is always true."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.comparing import marked
from articles.merging import merge
from articles.sequences import Differ
from tests.articles.test_merging import content

LISTS = st.lists(st.sampled_from("abc "), max_size=30)


@given(LISTS, LISTS, st.sampled_from([0, 20, 10_000]))
def test_steps_cover_both_lists_and_say_what_is_the_same(before, after, work):
    at = 0, 0
    for changed, a, b, c, d in Differ(work).steps(before, after):
        assert (a, c) == at
        assert changed or before[a:b] == after[c:d]
        at = b, d
    assert at == (len(before), len(after))


def words(number, seed):
    chance = random.Random(seed)
    return " ".join(f"w{chance.randrange(3000)}" for _ in range(number))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (words(14_000, 1), words(14_000, 2)),
        ("a b " * 20_000, "a c " * 20_000),
        ("\n".join(["same"] * 20_000 + ["x", "same"]), "\n".join(["same", "y"] + ["same"] * 20_001)),
    ],
    ids=["rewritten", "repetitive", "many equal lines"],
)
def test_texts_that_are_hard_to_compare_are_compared_in_seconds(before, after):
    begun = time.process_time()
    left, right = marked(before, after)
    assert time.process_time() - begun < 10
    assert "<del>" in left
    assert "<ins>" in right


def test_long_text_still_has_its_one_changed_word_marked():
    text = "\n".join(words(80, number) for number in range(3000))
    left, right = marked(f"{text}\nthe old end", f"{text}\nthe new end")
    assert left.endswith("the <del>old</del> end")
    assert right.endswith("the <ins>new</ins> end")


def test_text_of_thousands_of_equal_paragraphs_is_merged_in_seconds():
    same = "<p>.</p>"
    base = content(body=same * 20_000)
    mine = base | {"body": "<p>Mine.</p>" + same * 20_000}
    theirs = base | {"body": same * 20_000 + "<p>Theirs.</p>"}
    begun = time.process_time()
    merged = merge(base, mine, theirs)
    assert time.process_time() - begun < 10
    assert merged.content["body"] == "<p>Mine.</p>" + same * 20_000 + "<p>Theirs.</p>"
