"""Text inside a paragraph: its words, the marks they carry, and the one way to nest them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from richtext.tree import Element, Node

# The marks that text can carry, outermost first: the order in which the editor nests them.
MARKS = {
    "a": "a",
    "b": "strong",
    "strong": "strong",
    "cite": "em",
    "em": "em",
    "i": "em",
    "del": "s",
    "s": "s",
    "strike": "s",
    "sub": "sub",
    "sup": "sup",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
_RANK = {tag: rank for rank, tag in enumerate(dict.fromkeys(MARKS.values()))}

# Where links may lead.
SCHEMES = {"http", "https", "mailto", "tel"}

# The beginning of an address whose scheme was left out; not `index.html`, the name of a file.
_HOST = re.compile(
    r"www\.|(?:[a-z0-9-]+\.)+(?!html?\b|php\b|aspx?\b|pdf\b)[a-z]{2,}(/|$)", re.IGNORECASE
)
_SCHEME = re.compile(r"([^/?#:]*):")
_MAILBOX = re.compile(r"[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True)
class Mark:
    """A way that words are set: the tag and, of a link, its attributes."""

    tag: str
    attrs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Leaf:
    """Some text with its marks. `\\n` stands for a line break that was meant, None for a gap.

    A gap is where a block begins or ends: there a paragraph ends, or a heading has a space.
    """

    text: str | None
    marks: tuple[Mark, ...] = ()


GAP = Leaf(None)
BREAK = "\n"


def text_leaf(text: str, marks: tuple[Mark, ...]) -> Leaf:
    """Return text as it stands in HTML, where any run of white space is one space."""
    return Leaf(_SPACE.sub(" ", text), marks)


def with_mark(marks: tuple[Mark, ...], node: Element) -> tuple[Mark, ...]:
    """Return `marks` with the one that an element sets, in their order; none of them twice."""
    tag = MARKS[node.tag]
    if any(mark.tag == tag for mark in marks):
        return marks
    attrs = ()
    if tag == "a":
        if not (href := full_address(node.attrs.get("href", ""))):
            return marks
        attrs = (("href", href), *((n, v) for n, v in node.attrs.items() if n == "title" and v))
    return tuple(sorted([*marks, Mark(tag, attrs)], key=lambda mark: _RANK[mark.tag]))


def full_address(href: str) -> str:
    """Return what a link meant, or nothing if its scheme is none of SCHEMES.

    People type `example.org/news` and `desk@example.org`.
    """
    href = href.strip()
    if _HOST.match(href):
        return f"https://{href}"
    if _MAILBOX.fullmatch(href):
        return f"mailto:{href}"
    scheme = _SCHEME.match(href)
    return href if scheme is None or scheme[1].lower() in SCHEMES else ""


def inline(leaves: Iterable[Leaf]) -> list[Node]:
    """Return leaves as nested tags, spaces collapsed as browsers do; nothing if there is no word."""
    tidy: list[Leaf] = []
    for leaf in leaves:
        if leaf.text is None:
            leaf = replace(leaf, text=" ")
        before = tidy[-1].text if tidy else BREAK
        if leaf.text == BREAK:
            _strip_end(tidy)
        elif before.endswith((" ", BREAK)):
            leaf = replace(leaf, text=leaf.text.lstrip(" "))
        if leaf.text and not (leaf.text == BREAK and not tidy):
            tidy.append(leaf)
    while tidy and tidy[-1].text.strip(" \n") == "":
        tidy.pop()
    _strip_end(tidy)
    return _nested(tidy) if "".join(leaf.text for leaf in tidy).strip() else []


def _strip_end(leaves: list[Leaf]) -> None:
    if leaves and leaves[-1].text.endswith(" "):
        last = leaves.pop()
        if stripped := last.text.rstrip(" "):
            leaves.append(replace(last, text=stripped))


def _nested(leaves: list[Leaf]) -> list[Node]:
    root = Element("")
    open_marks: list[tuple[Mark | None, Element]] = [(None, root)]
    for leaf in leaves:
        shared = 0
        while shared < len(leaf.marks) and shared + 1 < len(open_marks):
            if open_marks[shared + 1][0] != leaf.marks[shared]:
                break
            shared += 1
        del open_marks[shared + 1 :]
        for mark in leaf.marks[shared:]:
            element = Element(mark.tag, dict(mark.attrs))
            open_marks[-1][1].children.append(element)
            open_marks.append((mark, element))
        inside = open_marks[-1][1].children
        inside.append(Element("br") if leaf.text == BREAK else leaf.text)
    return root.children
