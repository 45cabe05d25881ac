"""One way to write each text: the form that is stored, and that the editor gives back unchanged.

Whatever HTML comes in (typed, pasted, imported), its words are kept, and what the editor has no
name for is turned into the nearest thing that it has.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from richtext.embeds import is_embeddable
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

HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}

# Tags that part what stands in them from what stands around, and mean nothing else here.
_PAGE_PARTS = {"address", "article", "aside", "footer", "header", "hgroup", "main", "nav", "section"}
_FORM_PARTS = {"center", "details", "div", "fieldset", "figcaption", "form", "p", "summary"}
_LIST_PARTS = {"dd", "dl", "dt", "li"}
_TABLE_PARTS = {"caption", "tbody", "td", "tfoot", "th", "thead", "tr"}
BOXES = frozenset(_PAGE_PARTS | _FORM_PARTS | _LIST_PARTS | _TABLE_PARTS)

# The beginning of an address whose scheme was left out; not `index.html`, the name of a file.
_HOST = re.compile(
    r"www\.|(?:[a-z0-9-]+\.)+(?!html?\b|php\b|aspx?\b|pdf\b)[a-z]{2,}(/|$)", re.IGNORECASE
)
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


def canonical(nodes: list[Node]) -> list[Node]:
    """Return the tree of a text in its canonical form."""
    return _blocks(_flow(nodes))


def _flow(nodes: Iterable[Node], marks: tuple[Mark, ...] = ()) -> Iterator[Leaf | Element]:
    """Yield what stands in `nodes`, one after the other: text as leaves, blocks as elements."""
    for node in nodes:
        if isinstance(node, str):
            yield Leaf(_SPACE.sub(" ", node), marks)
        elif node.tag == "br":
            yield Leaf(BREAK, marks)
        elif node.tag in MARKS:
            yield from _flow(node.children, _with_mark(marks, node))
        elif node.tag in HEADINGS:
            yield from _around(HEADINGS[node.tag], _flow(node.children, marks))
        elif node.tag in _WRITERS:
            yield from _WRITERS[node.tag](node, marks)
        elif node.tag in BOXES:
            yield GAP
            yield from _flow(node.children, marks)
            yield GAP


def _with_mark(marks: tuple[Mark, ...], node: Element) -> tuple[Mark, ...]:
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
    """Return what a link meant: people type `example.org/news` and `desk@example.org`."""
    href = href.strip()
    if _HOST.match(href):
        return f"https://{href}"
    return f"mailto:{href}" if _MAILBOX.fullmatch(href) else href


def _blocks(items: Iterable[Leaf | Element]) -> list[Node]:
    """Return items as blocks, text between them in paragraphs."""
    blocks: list[Node] = []
    run: list[Leaf] = []
    for item in [*items, GAP]:
        if isinstance(item, Leaf) and item.text is not None:
            run.append(item)
            continue
        if words := _inline(run):
            blocks.append(Element("p", {}, words))
        run = []
        if isinstance(item, Element):
            blocks.append(item)
    return blocks


def _around(tag: str, items: Iterable[Leaf | Element]) -> Iterator[Leaf | Element]:
    """Yield an element that holds text only, and after it the blocks that stood in it."""
    items = list(items)
    if words := _inline(item for item in items if isinstance(item, Leaf)):
        yield Element(tag, {}, words)
    yield from (item for item in items if isinstance(item, Element))


def _inline(leaves: Iterable[Leaf]) -> list[Node]:
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


def _tight(blocks: list[Node]) -> list[Node]:
    """Return the blocks of a list item or a cell, the only paragraph written without its tag."""
    paragraphs = [block for block in blocks if block.tag == "p"]
    if len(paragraphs) == 1 and blocks[0] is paragraphs[0]:
        return [*blocks[0].children, *blocks[1:]]
    return blocks


def _quote(node: Element, marks: tuple[Mark, ...]) -> Iterator[Leaf | Element]:
    if blocks := _blocks(_flow(node.children, marks)):
        yield Element("blockquote", {}, blocks)


def _rule(node: Element, marks: tuple[Mark, ...]) -> Iterator[Leaf | Element]:
    yield Element("hr")


def _code_block(node: Element, marks: tuple[Mark, ...]) -> Iterator[Leaf | Element]:
    if node.text.strip():
        yield Element("pre", {}, [Element("code", {}, [node.text.strip("\n")])])


def _list(node: Element, marks: tuple[Mark, ...]) -> Iterator[Leaf | Element]:
    groups: list[list[Node]] = []
    for child in node.children:
        if isinstance(child, Element) and child.tag == "li":
            groups.append(child.children)
        elif not isinstance(child, str) or child.strip():
            groups = groups or [[]]
            groups[-1] = [*groups[-1], child]
    items = [Element("li", {}, _tight(_blocks(_flow(group, marks)))) for group in groups]
    items = [item for item in items if item.children]
    if items:
        yield Element(node.tag, _list_attrs(node), items)


def _list_attrs(node: Element) -> dict[str, str]:
    attrs = {}
    if node.tag == "ol":
        if (start := node.attrs.get("start", "")).isdecimal() and start != "1" and len(start) < 7:
            attrs["start"] = str(int(start))
        if node.attrs.get("type") in ("a", "A", "i", "I"):
            attrs["type"] = node.attrs["type"]
    return attrs


def _table(node: Element, marks: tuple[Mark, ...]) -> Iterator[Leaf | Element]:
    rows = []
    for row in _rows(node):
        cells = [child for child in row.children if isinstance(child, Element)]
        cells = [
            Element(cell.tag, _cell_attrs(cell), _tight(_blocks(_flow(cell.children, marks))))
            for cell in cells
            if cell.tag in ("td", "th")
        ]
        if cells:
            rows.append(Element("tr", {}, cells))
    for child in node.children:
        if isinstance(child, Element) and child.tag == "caption":
            yield from _flow([child], marks)
    if any(cell.children for row in rows for cell in row.children):
        yield Element("table", {}, [Element("tbody", {}, rows)])


def _rows(node: Element) -> Iterator[Element]:
    for child in node.children:
        if isinstance(child, Element):
            if child.tag == "tr":
                yield child
            elif child.tag in ("thead", "tbody", "tfoot"):
                yield from _rows(child)


def _cell_attrs(cell: Element) -> dict[str, str]:
    spans = {name: cell.attrs.get(name, "") for name in ("colspan", "rowspan")}
    return {
        name: str(int(span))
        for name, span in spans.items()
        if span.isdecimal() and len(span) < 4 and int(span) > 1
    }


def _figure(node: Element, marks: tuple[Mark, ...]) -> Iterator[Leaf | Element]:
    number = picture_number(node)
    captions = [child for child in node.children if isinstance(child, Element)]
    caption = next((child for child in captions if child.tag == "figcaption"), None)
    if number is None:
        yield GAP
        yield from _flow(node.children, marks)
        yield GAP
        return
    said = list(_flow(caption.children, marks)) if caption else []
    words = _inline(item for item in said if isinstance(item, Leaf))
    yield Element(
        "figure", {"data-image": str(number)}, [Element("figcaption", {}, words)] if words else []
    )
    yield from (item for item in said if isinstance(item, Element))
    yield from _flow((child for child in node.children if child is not caption), marks)
    yield GAP


def picture_number(figure: Element) -> int | None:
    """Return the primary key of the picture that a figure shows, if it names one."""
    number = figure.attrs.get("data-image", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None


def _box(node: Element, marks: tuple[Mark, ...]) -> Iterator[Leaf | Element]:
    yield GAP
    if "data-embed" in node.attrs and is_embeddable(node.attrs["data-embed"]):
        url = node.attrs["data-embed"]
        label = " ".join(node.text.split()) or url
        yield Element("div", {"data-embed": url}, [Element("a", {"href": url}, [label])])
        return
    items = list(_flow(node.children, marks))
    if "data-gallery" in node.attrs:
        figures = [item for item in items if isinstance(item, Element) and item.tag == "figure"]
        items = [item for item in items if not (isinstance(item, Element) and item.tag == "figure")]
        if figures:
            yield Element("div", {"data-gallery": ""}, figures)
    yield from items
    yield GAP


_WRITERS = {
    "blockquote": _quote,
    "div": _box,
    "figure": _figure,
    "hr": _rule,
    "ol": _list,
    "pre": _code_block,
    "table": _table,
    "ul": _list,
}
