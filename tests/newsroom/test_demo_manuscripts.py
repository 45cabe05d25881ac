"""The plain text in which the demo is written, and what stands in its files."""

import datetime as dt

import pytest

from articles.models import Article
from comments.models import Comment
from newsroom.demo import drawing, manuscripts, paper
from newsroom.demo.stories import published_at
from richtext.sanitizer import sanitize

NOON = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)  # a Tuesday
STORIES = manuscripts.read_all("stories")


def written(text):
    """The HTML of a text without a head of its own."""
    manuscript = manuscripts.read("it", f"headline: It\n\n{text}")
    addresses, pictures = {"other": "/2026/03/other/"}, {"harbour": 7, "storm": 8}
    return manuscripts.html(manuscript, NOON, addresses.__getitem__, pictures.__getitem__)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\nparagraph.\n\nAnother.", "<p>One paragraph.</p><p>Another.</p>"),
        ("## A heading\n\n### A smaller one", "<h2>A heading</h2><h3>A smaller one</h3>"),
        ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
        ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
        ("> Said.\n> — Who", "<blockquote><p>Said.</p><p>— Who</p></blockquote>"),
        (
            "| a | |\n| b | 1 |",
            "<table><tbody><tr><th>a</th><th></th></tr><tr><td>b</td><td>1</td></tr></tbody></table>",
        ),
        ("---", "<hr>"),
        ("*slant* and **bold**", "<p><em>slant</em> and <strong>bold</strong></p>"),
        ("[so](story:other)", '<p><a href="/2026/03/other/">so</a></p>'),
        ("[so](https://a.example.org/b)", '<p><a href="https://a.example.org/b">so</a></p>'),
        ("1 < 2 & it’s so", "<p>1 &lt; 2 &amp; it’s so</p>"),
        (
            "[picture harbour] A *caption*",
            '<figure data-image="7"><figcaption>A <em>caption</em></figcaption></figure>',
        ),
        (
            "[gallery harbour storm]",
            '<div data-gallery=""><figure data-image="7"></figure>'
            '<figure data-image="8"></figure></div>',
        ),
        (
            "[embed https://a.example.org/?a=1&b=2] Look",
            '<div data-embed="https://a.example.org/?a=1&amp;b=2">'
            '<a href="https://a.example.org/?a=1&amp;b=2">Look</a></div>',
        ),
        (
            "On {day -1}, {date +21}, {month -10} {year -100}",
            "<p>On Monday, 31 March, February 2025</p>",
        ),
    ],
)
def test_text_becomes_rich_text(text, html):
    assert written(text) == html


def test_threads_and_questions_are_read():
    manuscript = manuscripts.read(
        "it",
        "headline: It\n\nText.\n\n== questions\nQ: Why?\nA: So.\n\n"
        "== comments\n@ Ada | 5m\nFirst.\n\nStill the first.\n>@ Bo | 1h 2m | pending\nReply.\n",
    )
    assert manuscript.questions == [("Why?", "So.")]
    first, reply = manuscript.remarks
    assert (first.name, first.after, first.state) == ("Ada", dt.timedelta(minutes=5), "approved")
    assert (first.depth, first.text) == (0, "First.\n\nStill the first.")
    assert (reply.depth, reply.state) == (1, "pending")
    assert reply.after == dt.timedelta(hours=1, minutes=2)


@pytest.mark.parametrize(
    "text", ["headline It\n\nText.", "headline: It\n\nText.\n\n== comments\n@ A | now\nB"]
)
def test_mistakes_are_refused(text):
    with pytest.raises(ValueError, match="is no"):
        manuscripts.read("it", text)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("40m", NOON - dt.timedelta(minutes=40)),
        ("in 6h", NOON + dt.timedelta(hours=6)),
        ("2d 07:15", dt.datetime(2026, 3, 8, 7, 15, tzinfo=dt.UTC)),
        ("1d 3h", NOON - dt.timedelta(days=1, hours=3)),
    ],
)
def test_times_are_counted_from_now(text, time):
    assert published_at(text, NOON) == time


def test_a_time_of_day_is_that_of_the_paper():
    summer = dt.datetime(
        2026, 7, 10, 23, 30, tzinfo=dt.UTC
    )  # the eleventh has begun in the paper's zone
    assert published_at("1d 07:15", summer) == dt.datetime(2026, 7, 10, 6, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_a_story_names_only_what_is_there(story):
    people = {person.slug for person in manuscripts.read_all("people")}
    assert story.head["kind"] in Article.Kind.values
    assert story.head["category"] in {section.path for section in paper.SECTIONS}
    assert set(story.listed("also")) <= {section.path for section in paper.SECTIONS}
    assert {author.partition(" (")[0] for author in story.listed("authors")} <= people
    assert story.head.get("picture", "harbour") in drawing.SCENES
    assert {remark.state for remark in story.remarks} <= set(Comment.Status.values)
    assert len(story.head["headline"]) <= 120
    slugs = {other.slug for other in STORIES}
    assert set(story.listed("pinned")) <= slugs
    html = manuscripts.html(
        story,
        NOON,
        dict.fromkeys(slugs, "/there/").__getitem__,
        dict.fromkeys(drawing.SCENES, 1).__getitem__,
    )
    assert "{" not in html
    assert len(sanitize(html)) >= len(html) * 0.99


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
@pytest.mark.parametrize("hour", [0, 5, 12, 23])
def test_a_thread_is_in_order_and_nothing_in_it_lies_in_the_future(story, hour):
    now = dt.datetime(2026, 3, 29, hour, 59, tzinfo=dt.UTC)  # the day on which summer time begins
    published = published_at(story.head["published"], now)
    if "updated" in story.head:
        assert published < published_at(story.head["updated"], now) <= now
    above = {}
    for remark in story.remarks:
        assert published + remark.after < now
        assert remark.depth <= 3
        if remark.depth:
            assert remark.after > above[remark.depth - 1]
        above[remark.depth] = remark.after


def test_every_picture_that_is_described_can_be_drawn():
    cards = manuscripts.read_cards("pictures.txt")
    assert sorted(card["name"] for card in cards) == sorted(drawing.SCENES)
    assert len({card["title"] for card in cards}) == len(cards)
    assert {person.slug for person in manuscripts.read_all("people")} == set(drawing.SITTERS)
