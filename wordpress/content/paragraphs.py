"""Paragraphs of the classic editor: an empty line parts two, a line's end is a line break."""

import re

from richtext.tree import Element, Node

_EMPTY_LINE = re.compile(r"\n[ \t\u00a0]*\n\s*")
_LITERAL = {"pre", "textarea", "iframe", "object"}
_STRUCTURE = {"table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl", "select"}


def with_paragraphs(nodes: list[Node]) -> list[Node]:
    """Return the nodes with an empty `p` where a paragraph ends, and `br` where a line does.

    richtext.sanitizer makes the paragraphs from that. What WordPress leaves alone stays as it is:
    preformatted text, and space between the parts of lists and tables.
    """
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            result += _lines(node, after_break=bool(result) and _is_break(result[-1]))
        elif _is_break(node) and result and _is_break(result[-1]):
            result[-1] = Element("p")
        elif node.tag in _LITERAL:
            result.append(node)
        elif node.tag in _STRUCTURE:
            result.append(Element(node.tag, node.attrs, _inside_structure(node.children)))
        else:
            result.append(Element(node.tag, node.attrs, with_paragraphs(node.children)))
    return result


def _inside_structure(nodes: list[Node]) -> list[Node]:
    return [
        node if isinstance(node, str) else with_paragraphs([node])[0]
        for node in nodes
        if not isinstance(node, str) or node.strip()
    ]


def _is_break(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "br"


def _lines(text: str, after_break: bool) -> list[Node]:
    if after_break and text.lstrip(" \t").startswith("\n"):
        text = text.lstrip(" \t")[1:]
    nodes: list[Node] = []
    for number, paragraph in enumerate(_EMPTY_LINE.split(text)):
        if number:
            nodes.append(Element("p"))
        for line_number, line in enumerate(paragraph.split("\n")):
            if line_number:
                nodes.append(Element("br"))
            if line:
                nodes.append(line)
    return nodes
