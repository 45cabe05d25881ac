"""The block editor's comments around HTML: `<!-- wp:name {"attribute": 1} -->…<!-- /wp:name -->`.

Grammar: https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from wordpress.content.shortcodes import embed_markup

_DELIMITER = re.compile(
    r"<!--\s+(?P<closer>/)?wp:(?P<name>[a-z][a-z0-9_/-]*)"
    r"(?:\s+(?P<attributes>\{(?:(?!-->).)*?\}))?\s+(?P<void>/)?-->",
    re.DOTALL,
)
DEEPEST_REUSE = 5  # reusable blocks inside each other

# Blocks whose text is written like the classic editor's.
_CLASSIC = {"shortcode", "freeform", "classic", "core/freeform"}

# Blocks without words of their own, of which nothing is missed.
_SILENT = {
    *("more", "nextpage", "spacer", "separator", "paragraph", "image", "heading", "list", "html"),
    *("shortcode", "social-link"),
}


@dataclass
class Segment:
    """A part of a text; `classic`: its paragraphs are parted by empty lines."""

    html: str
    classic: bool


@dataclass
class Reading:
    """What a text's blocks come to. `dynamic` names blocks that WordPress would fill by itself."""

    segments: list[Segment] = field(default_factory=list)
    dynamic: dict[str, bool] = field(default_factory=dict)

    def add(self, html: str, classic: bool) -> None:
        if not html.strip():
            return
        if self.segments and self.segments[-1].classic == classic:
            self.segments[-1].html += html
        else:
            self.segments.append(Segment(html, classic))


def read_blocks(
    text: str, reusable: Callable[[str], str | None], footnotes: Callable[[], str], depth: int = 0
) -> Reading:
    """Return the text in segments, without its block comments.

    `reusable` gives the text of a reusable block by its id, or None; `footnotes` the HTML of the
    post's footnotes.
    """
    reading = Reading()
    names: list[str] = []
    at = 0

    def add(html):
        reading.add(html, not names or names[-1] in _CLASSIC)

    for found in _DELIMITER.finditer(text):
        add(text[at : found.start()])
        at = found.end()
        name = found["name"].removeprefix("core/")
        if found["closer"]:
            if name in names:
                del names[len(names) - 1 - names[::-1].index(name) :]
            continue
        attributes = _attributes(found["attributes"])
        if not found["void"]:
            names.append(name)
            reading.add(_before(name, attributes, text[at : at + 2000]), False)
        elif name == "block":
            _reuse(reading, _number(attributes.get("ref")), reusable, footnotes, depth)
        elif name == "footnotes":
            reading.add(footnotes(), False)
        else:
            html = _void(name, attributes)
            reading.add(html, False)
            if not html and name not in _SILENT:
                reading.dynamic[name] = True
    names.clear()
    add(text[at:])
    return reading


def _attributes(raw: str | None) -> dict:
    try:
        values = json.loads(raw) if raw else {}
    except (ValueError, RecursionError):
        values = {}
    return values if isinstance(values, dict) else {}


def _reuse(reading: Reading, ref: str, reusable, footnotes, depth: int) -> None:
    text = reusable(ref) if depth < DEEPEST_REUSE else None
    if text is None:
        reading.dynamic[f"block {ref}"] = True
        return
    inner = read_blocks(text, reusable, footnotes, depth + 1)
    for segment in inner.segments:
        reading.add(segment.html, segment.classic)
    reading.dynamic |= inner.dynamic


def _before(name: str, attributes: dict, following: str) -> str:
    """Return markup for a picture that a cover block shows behind its words, as a style."""
    url = attributes.get("url")
    if name != "cover" or not isinstance(url, str) or "cover__image-background" in following:
        return ""
    if attributes.get("backgroundType") == "video":
        return f'<div data-wp-media="{escape(url)}"></div>'
    return f'<img src="{escape(url)}" data-id="{_number(attributes.get("id"))}">'


def _void(name: str, attributes: dict) -> str:
    """Return markup for a block that is all attributes, or nothing."""
    url = attributes.get("url")
    if name == "gallery" and isinstance(attributes.get("ids"), list):
        numbers = ",".join(filter(None, map(_number, attributes["ids"])))
        return f'<div data-wp-gallery="{numbers}"></div>'
    if isinstance(url, str) and (name == "embed" or name.startswith("core-embed/")):
        return embed_markup(url) or ""
    if isinstance(url, str) and name == "social-link" and url.startswith("http"):
        label = str(attributes.get("label") or attributes.get("service") or url)
        return f'<p><a href="{escape(url)}">{escape(label)}</a></p>'
    return ""


def _number(value) -> str:
    return str(value) if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else ""
