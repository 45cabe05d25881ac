"""Rich text for other programs: feed readers, mail. Plain HTML in which every address is absolute."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urljoin

import nh3

from images.models import Image
from richtext.canonical import picture_number
from richtext.inline import SCHEMES
from richtext.tree import Element, Node, parse, serialise

PICTURE_WIDTH = 1280  # pixels


def render_elsewhere(html: str, base: str, images: Mapping[int, Image]) -> str:
    """Return stored rich text as HTML that needs neither our style nor our scripts; without a query.

    `base` is the absolute address of what the text belongs to; relative links start there. `images`
    has the pictures by their primary keys; one that is missing, or that readers may not see, leaves
    its caption. What is embedded becomes a link.
    """
    writer = _Writer(base, images)
    return clean(serialise(writer.nodes(parse(html or ""))))


def clean(html: str) -> str:
    """Return HTML with nothing in it that a writer could not have written."""
    return nh3.clean(
        html,
        tags={"a", "blockquote", "br", "code", "em", "figcaption", "figure", "h2", "h3", "h4", "hr"}
        | {"img", "li", "ol", "p", "pre", "s", "small", "strong", "sub", "sup"}
        | {"table", "tbody", "td", "th", "tr", "ul"},
        attributes={
            "a": {"href", "title"},
            "img": {"src", "alt", "width", "height"},
            "ol": {"start", "type"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
        },
        url_schemes={*SCHEMES, "http", "https"},
        link_rel=None,
    )


def figure(image: Image | None, base: str, caption: str = "") -> Element | None:
    """Return a picture with its credit and `caption`, or its own; None where nothing is seen."""
    shown = image.shown if image else None
    if shown is None:
        return None
    file = shown.file_for("full", PICTURE_WIDTH)
    attrs = {"src": absolute(file["url"], base), "alt": shown.alt}
    attrs |= {name: str(file[name]) for name in ("width", "height")}
    said = caption if caption and shown == image else shown.caption
    children: list[Node] = [said] if said else []
    if shown.credit:
        children += [" ", Element("small", {}, [shown.credit])]
    below = [Element("figcaption", {}, children)] if children else []
    return Element("figure", {}, [Element("img", attrs), *below])


def absolute(url: str, base: str) -> str:
    """Return an address as seen from `base`; as it stands where it cannot be read."""
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def paragraph(text: str) -> str:
    """Return plain text as paragraphs: an empty line starts one."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in parts if part)


class _Writer:
    def __init__(self, base: str, images: Mapping[int, Image]):
        self.base, self.images = base, images

    def nodes(self, nodes: list[Node]) -> list[Node]:
        written: list[Node] = []
        for node in nodes:
            written += [node] if isinstance(node, str) else self.element(node)
        return written

    def element(self, node: Element) -> list[Node]:
        if node.tag == "figure":
            return self.figure(node)
        if "data-gallery" in node.attrs:
            return [part for one in node.find("figure") for part in self.figure(one)]
        if "data-embed" in node.attrs:
            url = node.attrs["data-embed"]
            return [Element("p", {}, [Element("a", {"href": url}, [node.text or url])])]
        attrs = node.attrs
        if "href" in attrs:
            attrs = attrs | {"href": absolute(attrs["href"], self.base)}
        return [Element(node.tag, attrs, self.nodes(node.children))]

    def figure(self, node: Element) -> list[Node]:
        caption = next(node.find("figcaption"), Element("figcaption"))
        shown = figure(self.images.get(picture_number(node) or 0), self.base, caption.text.strip())
        if shown:
            return [shown]
        return [Element("p", {}, self.nodes(caption.children))] if caption.text.strip() else []
