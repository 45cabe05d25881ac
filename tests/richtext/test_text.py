"""Rich text as plain words."""

import pytest

from richtext.text import first_words, plain_text
from tests.richtext.markup import EVERYTHING


@pytest.mark.parametrize(
    ("rich", "plain"),
    [
        ("", ""),
        ("<p>one</p><p>two</p>", "one two"),
        ("<p>one<br>two</p>", "one two"),
        ("<p>un<strong>brok</strong>en</p>", "unbroken"),
        ("<ul><li>one<ul><li>two</li></ul></li></ul>", "one two"),
        ("<table><tbody><tr><td>one</td><td>two</td></tr></tbody></table>", "one two"),
        ("<p>5 &lt; 6 &amp;amp; &nbsp; 7</p>", "5 < 6 &amp; 7"),
        ("<p>&lt;b&gt;not bold&lt;/b&gt;</p>", "<b>not bold</b>"),
        ('<figure data-image="1"><figcaption>caption</figcaption></figure><p>text</p>', "caption text"),
    ],
)
def test_words_are_parted_where_a_reader_sees_them_parted(rich, plain):
    assert plain_text(rich) == plain


def test_every_word_is_there():
    plain = plain_text(EVERYTHING)
    assert all(
        word in plain for word in ("Heading two", "Cap tion", "A title", "return 1 < 2", "in a cell")
    )


def test_first_words_are_cut_and_say_so():
    assert first_words("<p>one two</p><p>three four</p>", 3) == "one two three ..."
    assert first_words("<p>one two</p>", 3) == "one two"
    assert first_words("") == ""


def test_first_words_are_those_of_the_story():
    rich = (
        '<figure data-image="1"><figcaption>A caption</figcaption></figure>'
        '<div data-embed="https://e.org/"><a href="https://e.org/">https://e.org/</a></div>'
        "<table><tbody><tr><td>1</td></tr></tbody></table><pre><code>x = 1</code></pre><p>The story.</p>"
    )
    assert first_words(rich) == "The story."


def test_first_words_of_a_gallery_are_its_captions():
    rich = '<div data-gallery=""><figure data-image="1"><figcaption>Boats</figcaption></figure></div>'
    assert first_words(rich) == "Boats"
