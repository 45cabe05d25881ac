"""Rich text for other programs: feed readers, mail. Plain HTML in which every address is absolute."""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import NamedTuple
from urllib.parse import urljoin

import nh3

from images.models import Image
from richtext.canonical import picture_number
from richtext.inline import SCHEMES
from richtext.pictures import pictures_in
from richtext.tree import Element, Node, parse, serialise

PICTURE_WIDTH = 1280  # pixels


def render_elsewhere(html: str, base: str, images: Mapping[int, Image]) -> str:
    """Return stored rich text as HTML that needs neither our style nor our scripts; without a query.

    `base` is the absolute address of what the text belongs to; relative links start there. `images`
    has the pictures by their primary keys; one that is missing, or that readers may not see, leaves
    its caption. What is embedded becomes a link.
    """
    shown = tuple((key, _values(images.get(key))) for key in pictures_in(html or ""))
    return _rendered(html or "", base, shown)


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


class Picture(NamedTuple):
    """What is shown of a picture; `is_itself` is false for another one that stands in for it."""

    url: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    is_itself: bool


def figure(image: Image | None, base: str, caption: str = "") -> Element | None:
    """Return a picture with its credit and `caption`, or its own; None where nothing is seen."""
    return _figure(_values(image), base, caption)


def _values(image: Image | None) -> Picture | None:
    shown = image.shown if image else None
    if shown is None:
        return None
    file = shown.file_for("full", PICTURE_WIDTH)
    words = shown.alt, shown.caption, shown.credit
    return Picture(file["url"], file["width"], file["height"], *words, is_itself=shown == image)


def _figure(picture: Picture | None, base: str, caption: str) -> Element | None:
    if picture is None:
        return None
    attrs = {"src": absolute(picture.url, base), "alt": picture.alt}
    attrs |= {"width": str(picture.width), "height": str(picture.height)}
    said = caption if caption and picture.is_itself else picture.caption
    children: list[Node] = [said] if said else []
    if picture.credit:
        children += [" ", Element("small", {}, [picture.credit])]
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


@lru_cache(maxsize=256)
def _rendered(html: str, base: str, pictures: tuple[tuple[int, Picture | None], ...]) -> str:
    """Return a text by all that it shows: it stands in feeds of the site, of sections, tags, authors."""
    writer = _Writer(base, dict(pictures))
    return clean(serialise(writer.nodes(parse(html))))


class _Writer:
    def __init__(self, base: str, pictures: dict[int, Picture | None]):
        self.base, self.pictures = base, pictures

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
        picture = self.pictures.get(picture_number(node) or 0)
        shown = _figure(picture, self.base, caption.text.strip())
        if shown:
            return [shown]
        return [Element("p", {}, self.nodes(caption.children))] if caption.text.strip() else []
