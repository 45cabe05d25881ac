"""The first look at an export: what it is, and the little that must be known before the rest."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from wordpress.importing.addresses import OldSite
from wordpress.importing.dates import Clock
from wordpress.wxr import Author, Item, Problem, Site, Term, read

LARGEST_BLOCKS = 8 * 1024 * 1024  # characters of all reusable blocks together


@dataclass
class Survey:
    """What the whole file says. Everything here is small, however many posts there are."""

    clock: Clock
    site: Site = field(default_factory=Site)
    old_site: OldSite | None = None
    authors: dict[str, Author] = field(default_factory=dict)
    bylines: dict[str, str] = field(default_factory=dict)  # of Co-Authors Plus: slug → name
    terms: list[Term] = field(default_factory=list)
    mentioned: set[tuple[str, str]] = field(default_factory=set)  # terms that only posts name
    blocks: dict[str, str] = field(default_factory=dict)
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)  # id → (slug, parent)
    problems: list[Problem] = field(default_factory=list)
    items: int = 0
    has_media_or_guests: bool = False
    is_export: bool = False

    @property
    def broken(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.broken]


def survey(path: Path, zone: ZoneInfo, progress: Callable[[int], None]) -> Survey:
    """Read the file once and return what it says. Raises wxr.RefusedError, OSError."""
    found = Survey(Clock(zone))
    known: set[tuple[str, str]] = set()
    first_link = ""
    for record in read(path, progress):
        match record:
            case Site():
                found.site = record
                found.is_export |= bool(record.version or record.blog_url or record.site_url)
            case Author():
                found.is_export = True
                if record.login:
                    found.authors.setdefault(record.login, record)
            case Term():
                found.is_export = True
                if (record.taxonomy, record.slug) not in known:
                    known.add((record.taxonomy, record.slug))
                    found.terms.append(record)
            case Item():
                first_link = first_link or record.link
                _look_at(found, record, known)
            case Problem():
                found.problems.append(record)
    found.old_site = OldSite(found.site, first_link)
    return found


def _look_at(found: Survey, item: Item, known: set[tuple[str, str]]) -> None:
    found.items += 1
    found.is_export |= bool(item.id or item.type)
    found.clock.learn(item.date, item.date_gmt)
    if item.type in {"attachment", "guest-author"}:
        found.has_media_or_guests = True
    if item.type == "page":
        found.pages[item.id] = (item.slug, item.parent)
    if item.type == "wp_block":
        room = LARGEST_BLOCKS - sum(map(len, found.blocks.values()))
        if len(item.content) <= room and item.status == "publish":
            found.blocks[item.id] = item.content
    if item.type != "post":
        return
    if item.creator and item.creator not in found.authors:
        found.authors[item.creator] = Author(item.line, "", item.creator, "", "", "")
    for taxonomy, slug, name in terms_of(item):
        if taxonomy == "author":
            found.bylines.setdefault(slug.removeprefix("cap-") or name, name)
        elif taxonomy in {"category", "post_tag"} and (taxonomy, slug) not in known:
            known.add((taxonomy, slug))
            found.mentioned.add((taxonomy, slug))
            found.terms.append(Term(item.line, taxonomy, "", slug, "", name, ""))


def terms_of(item: Item) -> list[tuple[str, str, str]]:
    """Return the (taxonomy, slug, name) of an item, each once.

    Version 1.0 wrote each term twice, once without its slug, and called tags `tag`.
    """
    terms = {}
    with_slug = {name for _, slug, name in item.terms if slug}
    for taxonomy, slug, name in item.terms:
        taxonomy = {"tag": "post_tag", "": "category"}.get(taxonomy, taxonomy)
        if slug or name not in with_slug:
            terms.setdefault((taxonomy, slug or name), (taxonomy, slug or name, name or slug))
    return list(terms.values())


def footnotes_of(item: Item) -> str:
    """Return the footnotes that the block editor keeps beside a post, as a list in HTML."""
    try:
        notes = json.loads(item.first_meta("footnotes") or "[]")
        contents = [str(note["content"]) for note in notes]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    return "<ol>" + "".join(f"<li>{content}</li>" for content in contents) + "</ol>" if contents else ""
