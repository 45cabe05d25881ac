"""HTML of WordPress as plain text: titles, excerpts, comments."""

import re

from richtext.tree import Node
from wordpress.content.markup import read_html

_PARAGRAPHS = {"p", "div", "blockquote", "pre", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
_LINES = {"li", "tr", "dt", "dd"}
_SPACE = re.compile(r"[ \t\r\f\v]+")


def one_line(text: str) -> str:
    """Return the words of HTML on one line: tags gone, entities as characters."""
    return " ".join("".join(_words(read_html(text), links=False)).split())


def paragraphs(text: str) -> str:
    """Return HTML as plain text that keeps its paragraphs, line breaks and the addresses of links."""
    words = "".join(_words(read_html(text.replace("\r\n", "\n")), links=True))
    lines = [_SPACE.sub(" ", line).strip() for line in words.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _words(nodes: list[Node], links: bool):
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.tag == "br":
            yield "\n"
        elif node.tag == "img":
            if links:
                yield " ".join(filter(None, [node.attrs.get("alt"), node.attrs.get("src")]))
        elif node.tag in _PARAGRAPHS:
            yield from ("\n\n", *_words(node.children, links), "\n\n")
        elif node.tag in _LINES:
            yield "\n- " if links and node.tag == "li" else "\n"
            yield from _words(node.children, links)
        else:
            yield from _words(node.children, links)
            if links and node.tag == "a":
                yield _address(node.attrs.get("href", ""), node.text.strip())


def _address(url: str, label: str) -> str:
    if not url.startswith(("http://", "https://", "mailto:")) or url == label:
        return ""
    return f" ({url})" if label else url
