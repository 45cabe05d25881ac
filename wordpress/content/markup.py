"""HTML as people wrote it, however broken, as a tree that is well-formed."""

import re
from functools import cache

import nh3

from richtext.tree import Node, parse

# nh3's time grows with the square of the depth; no text that somebody wrote comes near this.
DEEPEST = 500

# What no text has: control characters, and halves of the pairs that JSON writes some letters as.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^>]*>")
_NEVER_DEEP = {"p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot"}
_NEVER_DEEP |= {
    "br",
    "hr",
    "img",
    "input",
    "meta",
    "link",
    "source",
    "track",
    "wbr",
    "embed",
    "col",
    "area",
}

# What stands in a frame is for browsers without frames; nh3 writes it down as it is, tags and all.
_FALLBACK = re.compile(r"(<iframe[^>]*>).*?</iframe>", re.DOTALL)

# Tags without an end, under names that have one, as richtext.tree knows only br, hr and img.
_SOURCE = re.compile(r"<source\b([^<>]*?)/?>", re.IGNORECASE)
_EMBED = re.compile(r"<embed\b([^<>]*?)/?>", re.IGNORECASE)

_TEXT = "a abbr acronym b big br cite code del dfn em font i ins kbd mark q s samp small span strike"
_MORE_TEXT = "strong sub sup tt u var"
_PARTS = "address article aside blockquote center details div dd dl dt fieldset figcaption figure footer"
_MORE_PARTS = "form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main nav ol p pre section summary ul"
_TABLES = "caption table tbody td tfoot th thead tr"
_MEDIA = "audio iframe img object picture video"
_FORMS = "button label optgroup option select textarea"
_TAGS = frozenset(" ".join([_TEXT, _MORE_TEXT, _PARTS, _MORE_PARTS, _TABLES, _MEDIA, _FORMS]).split())
_ATTRIBUTES = {
    *("alt", "class", "colspan", "data", "height", "href", "id", "rowspan", "src", "start", "style"),
    *("title", "type", "width"),
    *("data-attachment-id", "data-id", "data-lazy-src", "data-orig-file", "data-src"),
    *("data-wp-embed", "data-wp-exclude", "data-wp-gallery", "data-wp-id", "data-wp-media"),
}


@cache
def _reader() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags={"script", "style", "template", "title", "noscript"},
        attributes={"*": _ATTRIBUTES},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def read_html(html: str) -> list[Node]:
    """Return HTML as nodes. Scripts, styles, comments are gone; every other word that shows is there.

    What nests deeper than DEEPEST keeps its words only. Characters that no text has are gone too,
    however they were written: `&#27;`, or `\\ud800` in the attributes of a block.
    """
    html = _UNSEEN.sub("", html)
    if "<" not in html and "&" not in html:
        return [html] if html else []
    if _too_deep(html):
        html = _TAG.sub(" ", html)
    html = _EMBED.sub(r"<iframe\1></iframe>", _SOURCE.sub(r"<span\1></span>", html))
    html = _FALLBACK.sub(r"\1</iframe>", _reader().clean(html))
    return parse(_UNSEEN.sub("", html))


def _too_deep(html: str) -> bool:
    depth = 0
    for closing, tag in _TAG.findall(html):
        if tag.lower() not in _NEVER_DEEP:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > DEEPEST:
                return True
    return False
