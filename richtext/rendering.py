"""From rich text as it is stored to what readers see."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language, gettext

from images.markup import picture_html
from images.models import Image
from rendering.prepared import Prepared
from richtext.canonical import HEADINGS, picture_number
from richtext.embeds import find_player
from richtext.inline import MARKS, SCHEMES
from richtext.sanitizer import sanitize
from richtext.tree import Element, Node, parse, serialise

# Origins that a page needs in `frame-src` of its Content-Security-Policy.

# How wide pictures stand in the column of the text, for browsers to choose a file by.
COLUMN_SIZES = "(min-width: 44rem) 41rem, 100vw"
GALLERY_SIZES = "(min-width: 44rem) 20rem, 50vw"

# Where a picture goes: its number, and its place in the text. Only the renderer writes this tag: an
# attribute value cannot hold it, as quotation marks are escaped in there.
_SLOT = re.compile(r'<hr data-slot="(\d+)">')


@dataclass(frozen=True)
class Slot:
    """A place for a picture: which one, the HTML of its own caption here, and how wide it stands."""

    number: int
    caption: str
    sizes: str


def render(html: str) -> SafeString:
    """Return stored rich text as HTML for readers, with at most one query (for its pictures).

    Pictures and galleries become responsive, embeds become links that static/richtext/embeds.js
    turns into players on a click, tables and code can be scrolled, headings get ids. Whatever was
    stored, the result holds nothing that a writer could not have written.
    """
    parts = _parts(html or "", get_language())
    slots = [part for part in parts if isinstance(part, Slot)]
    numbers = tuple({slot.number for slot in slots})
    images = {image.pk: image for image in _images(numbers)} if slots else {}
    return mark_safe(  # noqa: S308 the parts are sanitised, the figures escaped
        "".join(
            _figure_html(images.get(part.number), part) if isinstance(part, Slot) else part
            for part in parts
        )
    )


@Prepared
def _images(keys: tuple[int, ...]):
    return Image.objects.filter(pk__in=keys)


def _figure_html(image: Image | None, slot: Slot) -> str:
    """Return a picture with caption and credit; of one that is gone, the caption that was written.

    Where another one stands in for it, that one's caption and credit.
    """
    if image is None:
        return f"<p>{slot.caption}</p>" if slot.caption else ""
    shown = image.shown
    if shown == image:
        caption, said = slot.caption or escape(image.caption), image.credit
    elif shown:  # what was written here was written of another picture
        caption, said = escape(shown.caption), shown.credit
    else:
        caption, said = slot.caption, ""
    credit = format_html('<small class="credit">{}</small>', said) if said else ""
    below = " ".join(filter(None, [caption, credit]))
    below = f"<figcaption>{below}</figcaption>" if below else ""
    return f'<figure class="picture">{picture_html(image, sizes=slot.sizes)}{below}</figure>'


@lru_cache(maxsize=256)
def _parts(html: str, language: str | None) -> tuple[str | Slot, ...]:
    """Return what does not change between two requests: clean HTML, parted by the places of pictures.

    `language` is the one that is active, in which the few words of our own are written.
    """
    page = _Page()
    written = _cleaner().clean(serialise(page.nodes(parse(sanitize(html)))))
    pieces = _SLOT.split(written)
    return tuple(
        page.slots[int(piece)] if index % 2 else piece
        for index, piece in enumerate(pieces)
        if index % 2 or piece
    )


@cache
def _cleaner() -> nh3.Cleaner:
    """Lets through what _Page writes."""
    return nh3.Cleaner(
        tags={*MARKS.values(), *HEADINGS.values(), "blockquote", "br", "div", "hr", "li", "ol", "p"}
        | {"pre", "span", "table", "tbody", "td", "th", "thead", "tr", "ul"},
        attributes={
            "a": {"href", "title", "rel"},
            "div": {"class", "role", "tabindex", "aria-label", "data-frame", "data-provider"},
            "h2": {"id"},
            "h3": {"id"},
            "h4": {"id"},
            "hr": {"data-slot"},
            "ol": {"start", "type"},
            "pre": {"role", "tabindex", "aria-label"},
            "span": {"class"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan", "scope"},
        },
        url_schemes=SCHEMES,
        link_rel=None,
    )


class _Page:
    """Rewrites one text, remembering what must be unique in it."""

    def __init__(self):
        self.slots: list[Slot] = []
        self.ids: Counter[str] = Counter()
        self.tables = 0
        self.code_blocks = 0

    def nodes(self, nodes: list[Node]) -> list[Node]:
        return [node if isinstance(node, str) else self.element(node) for node in nodes]

    def element(self, node: Element) -> Element:
        if node.tag == "figure":
            return self.slot(node, COLUMN_SIZES)
        if "data-gallery" in node.attrs:
            figures = [self.slot(figure, GALLERY_SIZES) for figure in node.find("figure")]
            return Element("div", {"class": "gallery"}, figures)
        if "data-embed" in node.attrs:
            return _embed(node)
        children = self.nodes(node.children)
        if node.tag == "table":
            return self.table(children[0])
        if node.tag == "pre":
            return self.code_block(children)
        if node.tag in ("h2", "h3", "h4"):
            return Element(node.tag, {"id": self.heading_id(node.text)}, children)
        if node.tag == "a":
            return Element("a", _link_attrs(node), children)
        return Element(node.tag, node.attrs, children)

    def slot(self, figure: Element, sizes: str) -> Element:
        caption = next(figure.find("figcaption"), Element("figcaption"))
        inside = _cleaner().clean(serialise(self.nodes(caption.children)))
        self.slots.append(Slot(picture_number(figure) or 0, inside, sizes))
        return Element("hr", {"data-slot": str(len(self.slots) - 1)})

    def heading_id(self, text: str) -> str:
        """Return an id for deep links, apart from the ids that templates use: `h-the-background`."""
        name = "h-" + (slugify(text, allow_unicode=True)[:60].strip("-") or "section")
        while True:
            self.ids[name] += 1
            if self.ids[name] == 1:
                return name
            name = f"{name}-{self.ids[name]}"

    def code_block(self, children: list[Node]) -> Element:
        """Return lines that keep their length, and that keyboards can scroll."""
        self.code_blocks += 1
        label = gettext("Preformatted text %(number)s") % {"number": self.code_blocks}
        return Element("pre", {"role": "region", "tabindex": "0", "aria-label": label}, children)

    def table(self, body: Element) -> Element:
        """Return a table that keyboards can scroll; a first row of headers becomes its head."""
        self.tables += 1
        rows = body.children
        is_head = all(cell.tag == "th" and "rowspan" not in cell.attrs for cell in rows[0].children)
        head = rows[:1] if is_head else []
        for number, row in enumerate(rows):
            for cell in row.children:
                if cell.tag == "th":
                    cell.attrs = cell.attrs | {"scope": "row" if number or not is_head else "col"}
        sections = [Element("thead", {}, head)] if head else []
        if rows[len(head) :]:
            sections.append(Element("tbody", {}, rows[len(head) :]))
        label = gettext("Table %(number)s") % {"number": self.tables}
        return Element(
            "div",
            {"class": "table-scroll", "role": "region", "tabindex": "0", "aria-label": label},
            [Element("table", {}, sections)],
        )


def _link_attrs(node: Element) -> dict[str, str]:
    """Return the attributes of a link; pages of other sites learn nothing of the window."""
    if _host(node.attrs.get("href", "")):
        return node.attrs | {"rel": "noopener"}
    return node.attrs


def _host(url: str) -> str:
    """Return the host that an address names, or nothing."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _embed(node: Element) -> Element:
    """Return a link to what is embedded, with the frame for the script where the site is known."""
    url = node.attrs["data-embed"]
    label = node.text if node.text != url else ""
    player = find_player(url)
    host = urlsplit(url).hostname.removeprefix("www.")
    if player is None:
        where = [Element("span", {"class": "embed-host"}, [host])]
        link = Element("a", {"href": url, "rel": "noopener"}, [label or url, " ", *where])
        return Element("div", {"class": "embed embed-link"}, [link])
    heard = player.shape in ("audio", "list")
    action = gettext("Listen on %(site)s") if heard else gettext("Watch on %(site)s")
    words = [Element("span", {"class": "embed-title"}, [label])] if label else []
    words.append(Element("span", {"class": "embed-action"}, [action % {"site": player.provider}]))
    return Element(
        "div",
        {
            "class": f"embed embed-{player.shape}",
            "data-frame": player.frame_url,
            "data-provider": player.provider,
        },
        [Element("a", {"href": url, "rel": "noopener"}, words)],
    )
