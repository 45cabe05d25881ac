import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.content import NAMES
from articles.merging import blocks, changed_fields, merge

EMPTY = {"tags": [], "also_in": [], "bylines": [], "faqs": [], "pins": []}


def content(**fields):
    return dict.fromkeys(NAMES, "") | EMPTY | fields


def faq(key, question, answer="Yes."):
    return {"id": key, "question": question, "answer": answer}


def test_changes_of_different_fields_are_both_kept():
    base = content(headline="Old", standfirst="Old")
    merged = merge(base, base | {"headline": "Mine"}, base | {"standfirst": "Theirs"})
    assert merged.conflicts == []
    assert (merged.content["headline"], merged.content["standfirst"]) == ("Mine", "Theirs")


def test_same_field_changed_in_two_ways_is_a_conflict_and_theirs_stays():
    base = content(headline="Old", excerpt="Old")
    merged = merge(base, base | {"headline": "Mine", "excerpt": "New"}, base | {"headline": "Theirs"})
    assert merged.conflicts == ["headline"]
    assert (merged.content["headline"], merged.content["excerpt"]) == ("Theirs", "New")


def test_same_change_twice_is_no_conflict():
    base = content(headline="Old")
    merged = merge(base, base | {"headline": "New"}, base | {"headline": "New"})
    assert (merged.content["headline"], merged.conflicts) == ("New", [])


def test_tags_that_either_added_or_took_away():
    base = content(tags=["Ports", "Strikes", "Weather"])
    mine, theirs = base | {"tags": ["kelp", "Ports", "Weather"]}, base | {"tags": ["Ports", "Strikes"]}
    assert merge(base, mine, theirs).content["tags"] == ["kelp", "Ports"]


def test_different_paragraphs_of_one_text():
    base = content(body="<p>One.</p><p>Two.</p><p>Three.</p>")
    mine = base | {"body": "<p>One, mine.</p><p>Two.</p><p>Three.</p>"}
    theirs = base | {"body": "<p>One.</p><p>Two.</p><p>Three, theirs.</p><p>Four.</p>"}
    merged = merge(base, mine, theirs)
    assert merged.content["body"] == "<p>One, mine.</p><p>Two.</p><p>Three, theirs.</p><p>Four.</p>"
    assert merged.conflicts == []


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("<p>One, mine.</p><p>Two.</p>", "<p>One, theirs.</p><p>Two.</p>"),
        ("<p>Two.</p>", "<p>One, theirs.</p><p>Two.</p>"),  # deleted by one, changed by the other
        ("<p>One.</p><p>New.</p><p>Two.</p>", "<p>One.</p><p>Other.</p><p>Two.</p>"),
        ("<p>One, mine.</p><p>Two.</p>", "<p>One.</p><p>Two, theirs.</p>"),  # nothing between them
    ],
)
def test_paragraphs_changed_in_one_place_are_a_conflict(mine, theirs):
    base = content(body="<p>One.</p><p>Two.</p>")
    assert merge(base, base | {"body": mine}, base | {"body": theirs}).conflicts == ["body"]


def test_questions_are_merged_one_by_one():
    base = content(faqs=[faq("a", "Why?"), faq("b", "Who?"), faq("c", "When?")])
    mine = base | {"faqs": [faq("a", "Why now?"), faq("b", "Who?"), faq("c", "When?"), faq("d", "How?")]}
    theirs = base | {"faqs": [faq("a", "Why?"), faq("b", "Who?", "She."), faq("c", "When?")]}
    merged = merge(base, mine, theirs)
    assert merged.conflicts == []
    assert merged.content["faqs"] == [
        faq("a", "Why now?"),
        faq("b", "Who?", "She."),
        faq("c", "When?"),
        faq("d", "How?"),
    ]


def test_question_that_one_took_away_stays_away():
    base = content(faqs=[faq("a", "Why?"), faq("b", "Who?"), faq("c", "When?")])
    mine = base | {"faqs": [faq("b", "Who?"), faq("c", "When?")]}
    theirs = base | {"faqs": [faq("a", "Why?"), faq("b", "Who?"), faq("c", "When exactly?")]}
    assert merge(base, mine, theirs).content["faqs"] == [faq("b", "Who?"), faq("c", "When exactly?")]


def test_question_that_one_took_away_and_the_other_changed_is_a_conflict():
    base = content(faqs=[faq("a", "Why?")])
    merged = merge(base, base | {"faqs": []}, base | {"faqs": [faq("a", "Why now?")]})
    assert merged.conflicts == ["faqs"]


@pytest.mark.parametrize(
    ("html", "number"),
    [
        ("", 0),
        ("words alone", 1),
        ("<p>a</p><hr><p>b</p>", 3),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul><p>c</p>", 2),
        ('<div data-gallery=""><figure data-image="1"></figure></div> <p>c</p>', 2),
        ("<blockquote><p>a</p><hr></blockquote><h2>b</h2>", 2),
    ],
)
def test_blocks_are_the_outermost_ones(html, number):
    assert len(blocks(html)) == number
    assert "".join(blocks(html)) == html


PARAGRAPH = st.sampled_from([f"<p>{letter}</p>" for letter in "abcdef"])
TEXT = st.lists(PARAGRAPH, max_size=8).map("".join)
FIELDS = st.fixed_dictionaries(
    {
        "headline": st.sampled_from(["x", "y", "z"]),
        "body": TEXT,
        "tags": st.lists(st.sampled_from("abc"), unique=True).map(sorted),
        "faqs": st.lists(st.sampled_from("abcd"), unique=True).map(
            lambda keys: [faq(k, k) for k in keys]
        ),
    }
)


@given(FIELDS, FIELDS, FIELDS)
def test_no_change_is_lost_in_silence(base, mine, theirs):
    base, mine, theirs = content(**base), content(**mine), content(**theirs)
    merged = merge(base, mine, theirs)
    for name in NAMES:
        if mine[name] == base[name]:
            assert merged.content[name] == theirs[name]
        elif theirs[name] == base[name]:
            assert merged.content[name] == mine[name]
    assert set(merged.conflicts) <= set(changed_fields(mine, theirs))
    paragraphs = blocks(merged.content["body"])
    if "body" not in merged.conflicts:
        new = [p for p in blocks(mine["body"]) if p not in blocks(base["body"])]
        assert all(paragraph in paragraphs for paragraph in new)


@given(FIELDS, FIELDS)
def test_a_merge_with_what_nobody_else_changed_is_mine(base, mine):
    base, mine = content(**base), content(**mine)
    assert merge(base, mine, base).content == mine
    assert merge(base, base, mine).content == mine
    assert merge(base, mine, mine).content == mine


@given(st.text(alphabet="<>/phr2divul a", max_size=60))
def test_blocks_join_to_the_same_text(html):
    assert "".join(blocks(html)) == html


def byline(key, author, credit=""):
    return {"id": key, "author": author, "credit": credit}


def test_author_whom_both_added_is_added_once():
    base = content(bylines=[byline("1", 1), byline("2", 2)])
    mine = base | {"bylines": [byline("1", 1), byline("2", 2), byline("mine", 3)]}
    theirs = base | {"bylines": [byline("theirs", 3), byline("1", 1), byline("2", 2)]}
    merged = merge(base, mine, theirs)
    assert merged.conflicts == []
    assert merged.content["bylines"] == theirs["bylines"]

    mine["bylines"][-1]["credit"] = "Photographs"
    assert merge(base, mine, theirs).conflicts == ["bylines"]


def test_times_that_contradict_each_other_only_together_are_a_conflict():
    base = content(published_at="2026-03-10T13:00:00Z", embargo_until=None, expires_at=None)
    mine = base | {"expires_at": "2026-03-10T17:00:00Z", "headline": "Mine"}
    theirs = base | {"published_at": "2026-03-10T22:00:00.5Z"}
    merged = merge(base, mine, theirs)
    assert merged.conflicts == ["published_at", "expires_at"]
    assert merged.content == theirs | {"headline": "Mine"}
    later = base | {"published_at": "2026-03-10T16:00:00Z"}
    assert merge(base, mine, later).conflicts == []
