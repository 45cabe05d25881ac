"""PHP's serialised values are read within bounds, and never as objects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wordpress import php


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('s:6:"a";b"c";', 'a";b"c'),
        ("i:-7;", -7),
        ("b:1;", True),
        ("d:0.5;", 0.5),
        ("N;", None),
        ("a:0:{}", {}),
        ('a:2:{s:1:"k";s:7:"Größe";i:0;a:1:{i:1;b:0;}}', {"k": "Größe", 0: {1: False}}),
        ('O:8:"stdClass":1:{s:1:"a";i:1;}', {"a": 1}),
    ],
)
def test_values(text, value):
    assert php.unserialize(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a:1:{",
        's:99:"short";',
        's:-1:"";',
        "i:1;i:2;",
        'C:3:"Foo":0:{}',
        "a:999999999:{}",
        "a:1:{i:0;" * 30 + "i:1;" + "}" * 30,
        "a:1:{a:0:{}i:1;}",
        's:3:"' + "x" * (php.LARGEST + 1) + '";',
    ],
)
def test_what_is_no_whole_value_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 any sentence will do
        php.unserialize(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        php.unserialize(text)
    except ValueError:
        pass
