"""Well-formed HTML as a tree, and back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeAlias

from django.utils.html import escape

VOID = frozenset({"br", "hr", "img"})

# No text that a person wrote nests deeper; whatever does keeps its words and loses its tags.
DEEPEST = 40


@dataclass
class Element:
    """A tag with its attributes and what stands in it: elements, and text as str."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)

    def find(self, tag: str) -> Iterator["Element"]:
        """Yield the elements of that tag inside this one, in the order of the text."""
        for child in self.children:
            if isinstance(child, Element):
                if child.tag == tag:
                    yield child
                yield from child.find(tag)

    @property
    def text(self) -> str:
        """All words inside, as characters; `<br>` is a line break."""
        if self.tag == "br":
            return "\n"
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


Node: TypeAlias = "Element | str"


def parse(html: str) -> list[Node]:
    """Return the nodes of HTML in which every tag is closed, as nh3 writes it."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root.children


def serialise(nodes: list[Node]) -> str:
    """Return nodes as HTML, all text and attributes escaped."""
    return "".join(map(_written, nodes))


def _written(node: Node) -> str:
    if isinstance(node, str):
        return escape(node)
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in node.attrs.items())
    if node.tag in VOID:
        return f"<{node.tag}{attrs}>"
    return f"<{node.tag}{attrs}>{serialise(node.children)}</{node.tag}>"


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]
        self.too_deep = 0

    def handle_starttag(self, tag, attrs):
        if tag not in VOID and (self.too_deep or len(self.open) > DEEPEST):
            self.too_deep += 1
            return
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if self.too_deep:
            self.too_deep -= 1
        elif tag not in VOID and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)
