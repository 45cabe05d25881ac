"""Cleans HTML down to what richtext.extensions can write."""

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


def sanitize(html: str) -> str:
    """Return `html` as the editor would write it, with every other tag, attribute and address gone.

    The words stay: what has no place here loses its tags. Sanitising twice changes nothing more.
    """
    return _cleaner().clean(serialise(canonical(parse(_reader().clean(html)))))
