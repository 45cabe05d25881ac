"""The way of a text: block comments, shortcodes, paragraphs, pictures and links, sanitising."""

import re
from dataclasses import dataclass, field

from richtext.sanitizer import sanitize
from richtext.text import plain_text
from richtext.tree import serialise
from wordpress.content.autoembed import mark_lone_addresses
from wordpress.content.blocks import read_blocks
from wordpress.content.markup import read_html
from wordpress.content.old_site import OldSite
from wordpress.content.paragraphs import with_paragraphs
from wordpress.content.references import references_in
from wordpress.content.rewriting import Rewriter
from wordpress.content.shortcodes import expand, unknown_names

_MORE = re.compile(r"<!--\s*more\b.*?-->", re.DOTALL)
_NEXT_PAGE = re.compile(r"<!--\s*nextpage\s*-->")


@dataclass
class Converted:
    """A text as rich text, and what a person should know about it.

    `teaser` is the plain text above `<!--more-->`, `pages` the number of pages it had. `alts` are
    alt texts by picture. `has_open_links`: a page of the old site that it links to was not known.
    """

    html: str
    teaser: str = ""
    pages: int = 1
    unknown_shortcodes: list[str] = field(default_factory=list)
    dynamic_blocks: list[str] = field(default_factory=list)
    missing_pictures: list[str] = field(default_factory=list)
    alts: dict[int, str] = field(default_factory=dict)
    has_open_links: bool = False

    @property
    def is_unresolved(self) -> bool:
        """Whether another conversion may find what this one missed."""
        return self.has_open_links or bool(self.missing_pictures)


def convert(text: str, old_site: OldSite, base_url: str = "") -> Converted:
    """Return a post's text as rich text. `base_url` is what its relative links are relative to.

    Every visible word is kept, in its order: what has no place in rich text loses its markup only.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    pages = len(_NEXT_PAGE.findall(text)) + 1
    text = _NEXT_PAGE.sub("\n\n", text)
    above, *below = _MORE.split(text, maxsplit=1)
    converted = _convert("\n\n".join([above, *below]), old_site, base_url)
    converted.pages = pages
    if below:
        converted.teaser = plain_text(_convert(above, old_site, base_url).html)
    return converted


def _convert(text: str, old_site: OldSite, base_url: str) -> Converted:
    reading = read_blocks(text, old_site.reusable, old_site.footnotes)
    trees = []
    for segment in reading.segments:
        html = expand(segment.html)
        if segment.classic:
            html = mark_lone_addresses(html)
        nodes = read_html(html)
        trees.append(with_paragraphs(nodes) if segment.classic else nodes)
    nodes = [node for tree in trees for node in tree]
    old_site.prepare(*references_in(nodes, base_url, old_site))
    rewriter = Rewriter(old_site, base_url)
    html = sanitize(serialise(rewriter.rewrite(nodes)))
    return Converted(
        html=html,
        unknown_shortcodes=unknown_names(html),
        dynamic_blocks=list(reading.dynamic),
        missing_pictures=rewriter.missing,
        alts=rewriter.alts,
        has_open_links=rewriter.has_open_links,
    )
