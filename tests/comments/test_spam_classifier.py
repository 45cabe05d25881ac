"""What reads like spam and what does not, why, and what strange texts do to it."""

import json

import pytest

from comments.spam.classifier import SHIPPED, Classifier, learn_shipped
from comments.spam.examples import shipped_examples, written_out
from comments.spam.features import features

SPAM = [
    "Check out my channel, I make gaming videos!! Subscribe please",
    "I earn $7,500 a month from home, visit www.easy-money.biz",
    "Buy viagra online without prescription http://pills.top",
    "Nice post! Visit my website https://best-casino.win",
]
HONEST = [
    "Thank you for staying with this story.",
    "The bridge was built in 1932, not in 1923.",
    "I disagree: the port brings work to our town.",
    "Does anybody know when the road will be open again?",
    "I checked the figures, and they are right.",
]


@pytest.mark.parametrize("text", SPAM)
def test_shipped_model_knows_spam(text):
    assert Classifier().is_spam(text)


@pytest.mark.parametrize("text", HONEST)
def test_shipped_model_lets_readers_speak(text):
    assert not Classifier().is_spam(text)


def test_shipped_model_is_what_its_examples_teach():
    stored, learnt = json.loads(SHIPPED.read_text(encoding="utf-8")), learn_shipped()
    differing = {
        name
        for name in stored.keys() | learnt.keys()
        if abs(stored.get(name, 0) - learnt.get(name, 0)) > 0.03
    }
    assert differing == set(), "run python -m comments.spam.ship"


def test_examples_are_written_out_with_each_choice():
    assert written_out("{a|b} and {1|2|3}") == ["a and 1", "b and 2", "a and 3"]
    texts = list(shipped_examples())
    assert len({text for text, _ in texts}) > 0.95 * len(texts)
    assert not any("{" in text or "|" in text for text, _ in texts)


def test_classifier_learns_what_a_newsroom_calls_spam_and_forgets_it_again():
    classifier = Classifier()
    text = "The lizard people rule the town hall, wake up"
    before = classifier.score(text)
    lizards = [(f"Wake up, lizard people rule the {place}", True) for place in ("town", "bank", "port")]
    classifier.train(lizards * 5)
    assert classifier.score(text) > max(0.5, before)
    classifier.train([])
    assert classifier.score(text) == pytest.approx(before, abs=0.01)


def test_order_of_examples_of_the_same_kind_teaches_the_same_twice():
    one, other = Classifier(), Classifier()
    examples = [(text, True) for text in SPAM] + [(text, False) for text in HONEST]
    one.train(examples)
    other.train(iter(examples))
    assert one.weights == other.weights


def test_reasons_are_words_that_a_person_understands():
    reasons = Classifier().reasons("Please subscribe to my channel https://a.example/x")
    assert 1 <= len(reasons) <= 4
    assert not any(mark in reason for reason in reasons for mark in ("_", "xaddressx", "w:", "g:"))


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("Buy v1agra now", "Buy viagra now"),
        ("B\u200bu\u200by viagra", "Buy viagra"),
        ("vi\u0430gra", "viagra"),
        ("F.R.E.E money", "FREE money"),
        ("ｖｉａｇｒａ", "viagra"),
        ("spam (dot) com", "spam.com"),
    ],
)
def test_disguise_does_not_hide_words(disguised, plain):
    def words(text):
        return {name for name in features(text) if name.startswith("w:")}

    assert words(disguised) == words(plain)


def test_foreign_letters_stay_what_they_are():
    assert "w:привет" in features("Привет")
    assert "w:καλημέρα" in features("Καλημέρα")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀" * 2500,
        "a" * 10_000,
        "https://a.example/ " * 500,
        "http://" * 1400,
        "www." * 2500,
        "a." * 5000,
        "a-" * 5000,
        "a@" * 5000,
        "1 " * 5000,
        "1(" * 5000,
        "<" * 10_000,
        "<a " * 3300,
        "[url" * 2500,
        "(dot)" * 2000,
        "a b " * 2500,
        "\u200b" * 10_000,
        "مرحبا " * 1600,
        "ש" * 10_000,
        "&amp;" * 2000,
        "\ud800",
        "İ" * 5000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_no_text_is_too_strange(text):
    classifier = Classifier()
    assert 0 <= classifier.score(text) <= 1
    assert isinstance(classifier.reasons(text), list)


def test_misspelt_call_is_known_for_what_it_is():
    classifier = Classifier()
    assert classifier.is_spam("suscribbe to my chanell")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("see https://www.kickstarter.com/projects/1", {"begging"}),
        ("http://m.youtube.com/watch?v=1", {"video"}),
        ("What a song: watch?v=abc", {"video", "title"}),
        ("The long headline: https://paper.example/2024/07/story/", {"other", "title"}),
        ("http://shop.example/?id=1&ref=me", {"other", "ref"}),
        ("bit.ly/abc and vimeo.com/1", {"short", "video"}),
        ("no address", set()),
    ],
)
def test_addresses_are_told_apart_by_where_they_lead(text, kinds):
    assert {name[2:] for name in features(text) if name.startswith("u:")} == kinds
