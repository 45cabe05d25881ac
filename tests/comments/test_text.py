"""Plain text becomes HTML: paragraphs, links, and nothing else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.text import clean_line, count_links, excerpt, has_something_to_see, render_text
from tests.comments.html import Page

REL = "nofollow ugc noopener external"


def link(url: str) -> str:
    return f'<a href="{url}" rel="{REL}">{url}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one", '<p dir="auto">one</p>'),
        ("one\ntwo", '<p dir="auto">one<br>two</p>'),
        (
            "one\r\n\r\ntwo\n\n\n\nthree",
            '<p dir="auto">one</p><p dir="auto">two</p><p dir="auto">three</p>',
        ),
        ("one\n \t \ntwo", '<p dir="auto">one</p><p dir="auto">two</p>'),
        ("<b>&amp;</b>", '<p dir="auto">&lt;b&gt;&amp;amp;&lt;/b&gt;</p>'),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_text_becomes_paragraphs(text, html):
    assert render_text(text) == html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.org/a", f"see {link('https://example.org/a')}"),
        ("see https://example.org.", f"see {link('https://example.org')}."),
        ("(https://example.org/a)", f"({link('https://example.org/a')})"),
        ("https://example.org/a_(b)", link("https://example.org/a_(b)")),
        ("(see https://example.org/a_(b))!", f"(see {link('https://example.org/a_(b)')})!"),
        ("HTTP://Example.org", f'<a href="HTTP://Example.org" rel="{REL}">HTTP://Example.org</a>'),
        ("https://example.org/?a=1&b=2", link("https://example.org/?a=1&amp;b=2")),
        ("https://пример.рф/путь", link("https://пример.рф/путь")),
        ("https://a.org, https://b.org", f"{link('https://a.org')}, {link('https://b.org')}"),
        ("https://", "https://"),
        ("https://[", "https://["),
        ("http://[::1", "http://[::1"),
        ("http://...", "http://..."),
        ("ftp://example.org", "ftp://example.org"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("xhttps://example.org", "xhttps://example.org"),
        (
            'https://a.org/"onmouseover="x',
            f"{link('https://a.org/')}&quot;onmouseover=&quot;x".replace("&quot;", '"'),
        ),
        ("https://a.org/<script>", f"{link('https://a.org/')}&lt;script&gt;"),
    ],
)
def test_web_addresses_become_links(text, expected):
    assert render_text(text) == f'<p dir="auto">{expected}</p>'


def test_an_address_of_enormous_length_stays_text():
    text = "https://example.org/" + "a" * 5000
    assert render_text(text) == f'<p dir="auto">{text}</p>'


@pytest.mark.parametrize(
    "text",
    [
        "http://a.b " * 900,
        "http://" * 1400,
        "http://a" + ")" * 9_900,
        "http://a/" + "(" * 900 + ")" * 900,
        "\n " * 5_000,
        "https://a.b/" + "." * 1_900,
        "<" * 10_000,
    ],
)
def test_no_text_takes_long(text):
    start = time.process_time()  # what others do meanwhile does not count
    render_text(text)
    assert time.process_time() - start < 0.2


@given(st.text(alphabet=st.sampled_from("ab<>\"'&:/.() \n\0\u202ehtps"), max_size=200))
def test_whatever_is_written_only_paragraphs_and_web_links_come_out(text):
    page = Page(str(render_text(text)))
    for element in page.elements:
        assert element.tag in {"p", "br", "a"}
        assert set(element.attributes) <= {"href", "rel", "dir"}
        assert (element["href"] or "https://").lower().startswith(("https://", "http://"))


def test_what_reverses_or_controls_is_not_in_the_page_even_if_it_was_stored():
    assert render_text("a\u202eb\0c\x1bd") == '<p dir="auto">abcd</p>'


def test_a_name_is_one_line():
    assert clean_line("  Amina\r\n\tRao\0 ") == "Amina Rao"


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        *(
            (text, True)
            for text in ("a", "👍", "❤\ufe0f", "\u2801", "ก็", "é", "e\u0301", "נָ", "ᄒ", "?")
        ),
        *(
            (text, False)
            for text in ("", "\u200b\u2028 ", "\u0301", " \u20dd", "\u2800 \u2800", "\u0903")
        ),
        *(
            (character * 3, False)
            for character in "\u3164\u115f\uffa0\ufe0f\u034f\u17b4\u180b\U000e0100"
        ),
    ],
)
def test_something_to_see(text, visible):
    assert has_something_to_see(text) is visible


def test_links_are_counted():
    assert count_links("http://a.b HTTPS://c.d www.e.f") == 3
    assert count_links("https://www.a.b HTTP://WWW.c.d") == 2
    assert count_links("no link, awww.") == 0


def test_an_excerpt_is_short_and_of_one_line():
    assert excerpt("one\n\ntwo") == "one two"
    assert excerpt("a" * 200, 10) == "a" * 9 + "…"
