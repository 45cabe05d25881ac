"""The words of a comment: what may be in them, and how they become HTML."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe

LINK_REL = "nofollow ugc noopener external"
LONGEST_LINK = 2000  # characters; what is longer stays text

_LINE_ENDS = str.maketrans(dict.fromkeys("\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"))

# What nobody types and nobody sees: control characters, the two characters that reverse the
# direction of the text after them, and code points that are no characters.
_UNPRINTABLE = str.maketrans(
    dict.fromkeys(
        [
            *(code for code in range(0x20) if chr(code) not in "\t\n"),
            *range(0x7F, 0xA0),
            0x202D,
            0x202E,
            0xFEFF,
            *range(0xFFF9, 0xFFFC),
            0xFFFE,
            0xFFFF,
        ]
    )
)

# Characters of all scripts that are not drawn: Default_Ignorable_Code_Point of Unicode 15, see
# https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt.
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)

_EMPTY_BRAILLE = "\u2800"

_LINK = re.compile(r"\bhttps?://[^\s<>\"'`\\^{|}]+", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]+")
_PAIRS = {")": "(", "]": "["}

_cleaner = nh3.Cleaner(
    tags={"p", "br", "a"},
    attributes={"a": {"href"}, "p": {"dir"}},
    url_schemes={"http", "https"},
    link_rel=LINK_REL,
)


def with_plain_line_ends(text: str) -> str:
    """Return `text` with every kind of line end as a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS)


def without_unprintable(text: str) -> str:
    """Return `text` without control characters and overrides of the writing direction."""
    return text.translate(_UNPRINTABLE)


def clean_text(text: str) -> str:
    """Return text of several lines as a comment keeps it."""
    return without_unprintable(with_plain_line_ends(text)).strip()


def clean_line(text: str) -> str:
    """Return text of one line, such as a name, as a comment keeps it."""
    return " ".join(without_unprintable(with_plain_line_ends(text)).split())


def without_invisible(text: str, instead: str = "") -> str:
    """Return `text` without characters that are not drawn, for comparing; `instead` takes their places.

    Some scripts need them: what is stored and shown keeps them.
    """
    if text.isascii():
        return text
    drawn = _IGNORABLE.sub(instead, text)
    return "".join(instead if unicodedata.category(c) == "Cf" else c for c in drawn)


def has_something_to_see(text: str) -> bool:
    """Whether any character of `text` is more than space, what is not drawn, and marks on nothing."""
    drawn = _IGNORABLE.sub("", text).replace(_EMPTY_BRAILLE, "")
    return any(unicodedata.category(character)[0] not in "CZM" for character in drawn)


def count_links(text: str) -> int:
    """Return how many web addresses stand in `text`, linked or not."""
    return len(re.findall(r"https?://(?:www\.)?|\bwww\.", text, re.IGNORECASE))


def gist(text: str) -> str:
    """Return 32 hex digits that are equal for texts that differ in nothing that matters.

    Case, accents, spacing, punctuation, digits, invisible marks and addresses of the web and of mail
    do not matter; unless there is nothing else, then only case and spacing do not.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    letters = unicodedata.normalize("NFKD", _ADDRESS.sub(" ", plain))
    said = "".join(filter(str.isalpha, letters)) or "".join(plain.split())
    return hashlib.blake2b(said.encode(errors="replace"), digest_size=16).hexdigest()


def excerpt(text: str, length: int = 120) -> str:
    """Return the beginning of `text` on one line, at most `length` characters, `…` if cut."""
    line = clean_line(text[: 4 * length])
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def render_text(text: str) -> SafeString:
    """Return plain text as HTML: paragraphs at empty lines, line breaks, links on web addresses.

    Everything is escaped after the links were found, and the result is sanitised last. The time it
    takes grows with the length of the text only.
    """
    paragraphs = (
        "<br>".join("".join(_with_links(line)) for line in lines) for lines in _paragraphs(text)
    )
    html = "".join(f'<p dir="auto">{paragraph}</p>' for paragraph in paragraphs)
    return mark_safe(_cleaner.clean(html))  # noqa: S308


def _paragraphs(text: str) -> Iterator[list[str]]:
    lines: list[str] = []
    for line in clean_text(text).split("\n"):
        if line.strip():
            lines.append(line)
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _with_links(line: str) -> Iterator[str]:
    end = 0
    for match in _LINK.finditer(line):
        url = _without_closing_marks(match[0]) if len(match[0]) <= LONGEST_LINK else ""
        if _is_web_address(url):
            yield escape(line[end : match.start()])
            yield f'<a href="{escape(url)}">{escape(url)}</a>'
            end = match.start() + len(url)
    yield escape(line[end:])


def _without_closing_marks(url: str) -> str:
    """Leave the end of a sentence, and a bracket opened before the address, outside of the link."""
    while url[-1] in ".,:;!?…" or (
        url[-1] in _PAIRS and url.count(url[-1]) > url.count(_PAIRS[url[-1]])
    ):
        url = url[:-1]
    return url


def _is_web_address(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:  # such as a bracket that should begin an IPv6 address
        return False
