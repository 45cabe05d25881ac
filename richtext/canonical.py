"""One way to write each text: the form that is stored, and that the editor gives back unchanged.

Whatever HTML comes in (typed, pasted, imported), its words are kept, and what the editor has no
name for is turned into the nearest thing that it has.
"""

from collections.abc import Iterable, Iterator

from richtext.embeds import is_embeddable
from richtext.inline import BREAK, GAP, MARKS, Leaf, Mark, inline, text_leaf, with_mark
from richtext.tables import rectangular
from richtext.tree import Element, Node

HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}

# Tags that part what stands in them from what stands around, and mean nothing else here.
_PAGE_PARTS = {"address", "article", "aside", "footer", "header", "hgroup", "main", "nav", "section"}
_FORM_PARTS = {"center", "details", "div", "fieldset", "figcaption", "form", "p", "summary"}
_LIST_PARTS = {"dd", "dl", "dt", "li"}
_TABLE_PARTS = {"caption", "tbody", "td", "tfoot", "th", "thead", "tr"}
BOXES = frozenset(_PAGE_PARTS | _FORM_PARTS | _LIST_PARTS | _TABLE_PARTS)

# What stands on lines of its own within a code block.
_LINES = (BOXES | set(HEADINGS) | {"blockquote", "figure", "hr", "ol", "pre", "table", "ul"}) - {
    "td",
    "th",
}


def canonical(nodes: list[Node]) -> list[Node]:
    """Return the tree of a text in its canonical form."""
    return _blocks(_flow(nodes))


def _flow(nodes: Iterable[Node], marks: tuple[Mark, ...] = ()) -> Iterator[Leaf | Element]:
    """Yield what stands in `nodes`, one after the other: text as leaves, blocks as elements."""
    for node in nodes:
        if isinstance(node, str):
            yield text_leaf(node, marks)
        elif node.tag == "br":
            yield Leaf(BREAK, marks)
        elif node.tag in MARKS:
            yield from _flow(node.children, with_mark(marks, node))
        elif node.tag in HEADINGS:
            yield from _around(HEADINGS[node.tag], _flow(node.children, marks))
        elif node.tag in _WRITERS:
            yield from _WRITERS[node.tag](node, marks)
        elif node.tag in BOXES:
            yield GAP
            yield from _flow(node.children, marks)
            yield GAP


def _blocks(items: Iterable[Leaf | Element]) -> list[Node]:
    """Return items as blocks, text between them in paragraphs."""
    blocks: list[Node] = []
    run: list[Leaf] = []
    for item in [*items, GAP]:
        if isinstance(item, Leaf) and item.text is not None:
            run.append(item)
            continue
        if words := inline(run):
            blocks.append(Element("p", {}, words))
        run = []
        if isinstance(item, Element):
            blocks.append(item)
    return blocks


def _around(tag: str, items: Iterable[Leaf | Element]) -> Iterator[Leaf | Element]:
    """Yield an element that holds text only, and after it the blocks that stood in it."""
    items = list(items)
    if words := inline(item for item in items if isinstance(item, Leaf)):
        yield Element(tag, {}, words)
    yield from (item for item in items if isinstance(item, Element))


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
    written: list[str] = []
    _write_lines(node.children, written)
    text = "".join(written)
    if text.strip():
        yield Element("pre", {}, [Element("code", {}, [text.strip("\n")])])


def _write_lines(nodes: list[Node], written: list[str]) -> None:
    """Add the words of a code block to `written`, line by line.

    A line may be a block: editors of code copy each of them as a `div`, or as the row of a table.
    """
    for node in nodes:
        if isinstance(node, str):
            written.append(node)
        elif node.tag == "br":
            written.append("\n")
        elif node.tag in ("td", "th"):
            _part(written, "\t")
            _write_lines(node.children, written)
        elif node.tag in _LINES:
            _part(written, "\n")
            _write_lines(node.children, written)
            _part(written, "\n")
        else:
            _write_lines(node.children, written)


def _part(written: list[str], by: str) -> None:
    """Add `by`, unless nothing or the end of a line comes before it."""
    if written and not written[-1].endswith("\n"):
        written.append(by)


def _list(node: Element, marks: tuple[Mark, ...]) -> Iterator[Leaf | Element]:
    groups: list[list[Node]] = []
    for child in node.children:
        if isinstance(child, Element) and child.tag == "li":
            groups.append(child.children)
        elif not isinstance(child, str) or child.strip():
            groups = groups or [[]]
            groups[-1] = [*groups[-1], child]
    attrs = _list_attrs(node)
    items: list[Node] = []
    for group in groups:
        blocks = _blocks(_flow(group, marks))
        # An item begins with words; what stands before them comes to stand before the item.
        first = next((n for n, block in enumerate(blocks) if block.tag == "p"), len(blocks))
        if blocks[:first] and items:
            yield Element(node.tag, attrs, items)
            attrs = _continued(attrs, len(items)) if node.tag == "ol" else attrs
            items = []
        yield from blocks[:first]
        if blocks[first:]:
            items.append(Element("li", {}, _tight(blocks[first:])))
    if items:
        yield Element(node.tag, attrs, items)


def _continued(attrs: dict[str, str], number: int) -> dict[str, str]:
    """Return the attributes of an ordered list that goes on after `number` items."""
    return {"start": str(int(attrs.get("start", "1")) + number)} | {
        name: value for name, value in attrs.items() if name != "start"
    }


def _list_attrs(node: Element) -> dict[str, str]:
    attrs = {}
    if node.tag == "ol":
        if (start := node.attrs.get("start", "")).isdecimal() and start != "1" and len(start) < 7:
            attrs["start"] = str(int(start))
        if node.attrs.get("type") in ("a", "A", "i", "I"):
            attrs["type"] = node.attrs["type"]
    return attrs


def _table(node: Element, marks: tuple[Mark, ...]) -> Iterator[Leaf | Element]:
    for child in node.children:
        if isinstance(child, Element) and child.tag == "caption":
            yield from _flow([child], marks)
    rows = [
        [
            Element(cell.tag, cell.attrs, _tight(_blocks(_flow(cell.children, marks))))
            for cell in row.children
            if isinstance(cell, Element) and cell.tag in ("td", "th")
        ]
        for row in _rows(node)
    ]
    rows = rectangular([row for row in rows if row])
    if any(cell.children for row in rows for cell in row):
        yield Element("table", {}, [Element("tbody", {}, [Element("tr", {}, row) for row in rows])])


def _rows(node: Element) -> Iterator[Element]:
    for child in node.children:
        if isinstance(child, Element):
            if child.tag == "tr":
                yield child
            elif child.tag in ("thead", "tbody", "tfoot"):
                yield from _rows(child)


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
    words = inline(item for item in said if isinstance(item, Leaf))
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
