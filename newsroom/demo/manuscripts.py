"""Reads the demo's stories and pages, which are written as plain text.

A manuscript begins with a head of `key: value` lines; an empty line ends it. Then comes the text,
in blocks parted by empty lines:

    ## A heading                      - a list             > a quotation
    ### A smaller one                 1. a numbered list   > — who said it
    | a | table |                     ---                  everything else is a paragraph
    [picture harbour] Its caption
    [gallery harbour storm]
    [embed https://…] What it is

Within a block `*emphasis*`, `**strong**` and `[words](address)` work; an address `story:the-slug`
is that of another story. `{day -1}` is the name of the weekday before the story's publication,
`{date -1}`, `{month -1}` and `{year -1}` likewise: the demo is always of today, and its stories
must not speak of a Tuesday that was none.

A line `correction: 3h | What was wrong.` of the head (or `update: …`) is what readers were told so
long after the publication.

A person's file is read in the same way: the text is what stands below their stories.

After `== questions` come pairs of lines `Q: …` and `A: …`. After `== comments` comes the thread: a
line `@ name | time after publication | state` (no state: approved), the comment below it; one `>`
more than the comment before makes a reply to it.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.html import escape

HERE = Path(__file__).parent

_SPAN = re.compile(r"(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)?")
_DAY = re.compile(r"\{(day|date|month|year) ([+-]?\d+)\}")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_BULLET = re.compile(r"^- ", re.MULTILINE)
_NUMBER = re.compile(r"^\d+\. ", re.MULTILINE)
_FIGURE = re.compile(r"\[(picture|gallery|embed) ([^\]]+)\] ?(.*)", re.DOTALL)


@dataclass
class Remark:
    """A comment: `depth` 0 stands under the story, 1 answers the last remark of depth 0, …"""

    name: str
    after: dt.timedelta
    state: str
    depth: int
    text: str


@dataclass
class Manuscript:
    """A story or a page as it lies in its file; `slug` is the file's name."""

    slug: str
    head: dict[str, str]
    blocks: list[str]
    questions: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def listed(self, key: str) -> list[str]:
        """The values of a line of the head that lists several, parted by commas."""
        return [value.strip() for value in self.head.get(key, "").split(",") if value.strip()]


def read_all(folder: str) -> list[Manuscript]:
    """Return the manuscripts of a folder of the demo (`stories`, `pages`, `people`), by name."""
    return [read(path.stem, path.read_text("utf-8")) for path in sorted((HERE / folder).glob("*.txt"))]


def read(slug: str, text: str) -> Manuscript:
    """Parse one manuscript. Raises ValueError if a line of its head or thread makes no sense."""
    head, _, rest = text.partition("\n\n")
    parts = re.split(r"^== (questions|comments)\n", rest, flags=re.MULTILINE)
    manuscript = Manuscript(
        slug, dict(_head_line(line) for line in head.splitlines()), _blocks(parts[0])
    )
    for name, part in zip(parts[1::2], parts[2::2], strict=True):
        if name == "questions":
            manuscript.questions = re.findall(r"^Q: (.+)\nA: (.+)$", part, re.MULTILINE)
        else:
            manuscript.remarks = _remarks(part)
    return manuscript


def read_cards(name: str) -> list[dict[str, str]]:
    """Return the cards of a file of the demo: heads without text, parted by empty lines."""
    cards = _blocks((HERE / name).read_text("utf-8"))
    return [dict(_head_line(line) for line in card.splitlines()) for card in cards]


def span(text: str) -> dt.timedelta:
    """Return the time that `2d 5h 30m`, or a part of it, means. Raises ValueError for other text."""
    found = _SPAN.fullmatch(text.strip())
    if not found or not any(found.groups()):
        raise ValueError(f"“{text}” is not a time such as 2d 5h 30m.")
    days, hours, minutes = (int(number or 0) for number in found.groups())
    return dt.timedelta(days=days, hours=hours, minutes=minutes)


def words(text: str, published: dt.datetime) -> str:
    """Return `text` with its `{day -1}` and the like written out, seen from a local time."""

    def write(found):
        day = published + dt.timedelta(days=int(found[2]))
        return {
            "day": f"{day:%A}",
            "date": f"{day.day} {day:%B}",
            "month": f"{day:%B}",
            "year": str(day.year),
        }[found[1]]

    return _DAY.sub(write, text)


def html(
    manuscript: Manuscript,
    published: dt.datetime,
    address: Callable[[str], str],
    picture: Callable[[str], int],
) -> str:
    """Return the text as rich text, as richtext stores it.

    `address` gives the address of the story with a slug, `picture` the key of the picture with a
    name; both may raise KeyError.
    """
    blocks = (words(block, published) for block in manuscript.blocks)
    return "".join(_block(block, address, picture) for block in blocks)


def _head_line(line: str) -> tuple[str, str]:
    key, colon, value = line.partition(": ")
    if not colon:
        raise ValueError(f"“{line}” is no line of a head: it needs a key, a colon and a value.")
    return key, value.strip()


def _blocks(text: str) -> list[str]:
    return [block.strip() for block in re.split(r"\n{2,}", text) if block.strip()]


def _remarks(text: str) -> list[Remark]:
    remarks = []
    for part in re.split(r"^(?=>*@ )", text, flags=re.MULTILINE)[1:]:
        line, _, body = part.partition("\n")
        marks, _, rest = line.partition("@ ")
        name, after, *state = (value.strip() for value in rest.split("|"))
        remarks.append(
            Remark(name, span(after), state[0] if state else "approved", len(marks), body.strip())
        )
    return remarks


def _block(block: str, address, picture) -> str:
    lines = block.splitlines()
    if figure := _FIGURE.fullmatch(block):
        return _figure(*figure.groups(), picture, address)
    if block == "---":
        return "<hr>"
    if block.startswith("### "):
        return f"<h3>{_inline(block[4:], address)}</h3>"
    if block.startswith("## "):
        return f"<h2>{_inline(block[3:], address)}</h2>"
    if block.startswith("- "):
        return f"<ul>{_items(_BULLET.split(block), address)}</ul>"
    if _NUMBER.match(block):
        return f"<ol>{_items(_NUMBER.split(block), address)}</ol>"
    if block.startswith("> "):
        said = "".join(f"<p>{_inline(line.removeprefix('> '), address)}</p>" for line in lines)
        return f"<blockquote>{said}</blockquote>"
    if block.startswith("|"):
        return _table(lines, address)
    return f"<p>{_inline(' '.join(lines), address)}</p>"


def _items(parts: list[str], address) -> str:
    items = (" ".join(part.split()) for part in parts[1:])
    return "".join(f"<li>{_inline(item, address)}</li>" for item in items)


def _table(lines: list[str], address) -> str:
    cells = (line.removeprefix("|").removesuffix("|").split("|") for line in lines)
    rows = [[_inline(cell.strip(), address) for cell in row] for row in cells]
    written = "".join(f"<th>{cell}</th>" for cell in rows[0])
    written = f"<tr>{written}</tr>"
    for row in rows[1:]:
        written += "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
    return f"<table><tbody>{written}</tbody></table>"


def _figure(kind: str, what: str, caption: str, picture, address) -> str:
    if kind == "embed":
        url = escape(what)
        return f'<div data-embed="{url}"><a href="{url}">{escape(caption or what)}</a></div>'
    figures = "".join(
        f'<figure data-image="{picture(name)}">'
        + (
            f"<figcaption>{_inline(caption, address)}</figcaption>"
            if caption and kind == "picture"
            else ""
        )
        + "</figure>"
        for name in what.split()
    )
    return f'<div data-gallery="">{figures}</div>' if kind == "gallery" else figures


def _inline(text: str, address) -> str:
    def link(found):
        scheme, _, slug = found[2].partition(":")
        return f'<a href="{address(slug) if scheme == "story" else found[2]}">{found[1]}</a>'

    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text).replace("&#x27;", "'"))
    text = re.sub(r"\*(.+?)\*", r"<em>\1</em>", text)
    return _LINK.sub(link, text)
