"""Cleans HTML down to what richtext.extensions can write."""

import re
from functools import cache

import nh3
from django_prose_editor.config import allowlist_from_extensions

from richtext.canonical import BOXES, HEADINGS, canonical
from richtext.extensions import EXTENSIONS
from richtext.inline import MARKS, SCHEMES
from richtext.tree import parse, serialise


@cache
def _reader() -> nh3.Cleaner:
    """Lets through all tags whose meaning richtext.canonical knows, and closes what is left open."""
    return nh3.Cleaner(
        tags={*MARKS, *HEADINGS, *BOXES, "br", "blockquote", "figure", "hr", "img", "ol", "pre"}
        | {"table", "ul"},
        clean_content_tags={"script", "style", "template", "title", "noscript", "iframe", "object"},
        attributes={
            "a": {"href", "title"},
            "figure": {"data-image"},
            "div": {"data-gallery", "data-embed"},
            "ol": {"start", "type"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
        },
        url_schemes=SCHEMES,
        link_rel=None,
    )


@cache
def _cleaner() -> nh3.Cleaner:
    """Lets through what the editor can write."""
    allowed = allowlist_from_extensions(EXTENSIONS)
    return nh3.Cleaner(
        tags=allowed["tags"],
        attributes=allowed["attributes"] | {"a": {"href", "title"}, "ol": {"start", "type"}},
        url_schemes=SCHEMES,
        link_rel=None,
    )


# Tags that end by themselves where the next one begins, or that hold nothing, do not nest.
_FLAT = (
    "area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|tbody|td|tfoot|th|"
    "thead|tr|track|wbr"
)
_TAG = re.compile(rf"<(/?)(?!(?:{_FLAT})\b)[a-z][a-z0-9]*\b[^>]*>", re.IGNORECASE)
_DEEPEST = 200


def _flattened(html: str) -> str:
    """Return `html` without the tags that nest beyond all sense.

    The time of an HTML parser grows with the square of the depth: 200 kB of `<div>` take it 10 s.
    """
    depth = 0

    def keep(tag: re.Match) -> str:
        nonlocal depth
        if tag[1]:
            depth -= depth > 0
            return tag[0] if depth < _DEEPEST else ""
        depth += 1
        return tag[0] if depth <= _DEEPEST else ""

    return _TAG.sub(keep, html)


def sanitize(html: str) -> str:
    """Return `html` as the editor would write it, with every other tag, attribute and address gone.

    The words stay: what has no place here loses its tags. Sanitising twice changes nothing more.
    """
    return _cleaner().clean(serialise(canonical(parse(_reader().clean(_flattened(html))))))
