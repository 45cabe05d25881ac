"""What is looked at before a story is published: the newsroom's rules, applied to what it says.

A look costs at most 8 queries, whatever the story holds: the rules, its pictures, and one for each
kind of page of this site that it links to.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from articles.links import dead_links
from articles.models import Checklist
from articles.models.checklist import Level
from images.models import Image
from richtext.pictures import pictures_in
from richtext.tree import Element, parse


@dataclass(frozen=True)
class Finding:
    """Something that a rule found: what to do about it, and the field where.

    `rule` is the name of the rule in Checklist, `level` warn or block, `field` a name of the content.
    """

    rule: str
    level: str
    sentence: str
    field: str

    @property
    def blocks(self) -> bool:
        """Whether the story cannot be published so."""
        return self.level == Level.BLOCK


def check(content: dict, at: dt.datetime, rules: Checklist | None = None) -> list[Finding]:
    """Return what speaks against publishing a content (laid out by articles.content) at a time.

    What blocks comes first. `rules` are those of the newsroom, by default as they are stored now.
    Days are those of the active time zone.
    """
    rules = rules or Checklist.load()
    case = _Case(content, max(at, timezone.now()), rules)
    findings = [
        Finding(name, level, sentence, field)
        for name, rule in _RULES.items()
        if (level := getattr(rules, name)) != Level.OFF
        for sentence, field in rule(case)
    ]
    return sorted(findings, key=lambda finding: not finding.blocks)


@dataclass
class _Case:
    """A story to be looked at. `pictures` holds those that it shows, by their keys."""

    content: dict
    at: dt.datetime
    rules: Checklist

    @cached_property
    def in_text(self) -> list[int]:
        return list(dict.fromkeys(pictures_in(self.content["body"])))

    @cached_property
    def pictures(self) -> dict[int, Image]:
        keys = {*self.in_text, self.content["lead_image"]} - {None}
        fields = ("title", "alt", "credit", "licence_ends", "withheld_at", "withheld_for")
        return Image.objects.only(*fields).in_bulk(keys) if keys else {}

    @cached_property
    def lead(self) -> Image | None:
        return self.pictures.get(self.content["lead_image"])

    @cached_property
    def elements(self) -> list[Element]:
        return list(_walk(Element("", {}, parse(self.content["body"]))))


def _walk(element: Element) -> Iterator[Element]:
    for child in element.children:
        if isinstance(child, Element):
            yield child
            yield from _walk(child)


def _present(field: str, sentence: str) -> Callable[[_Case], Iterator[tuple[str, str]]]:
    def rule(case: _Case):
        value = case.content[field]
        if not (value.strip() if isinstance(value, str) else value):
            yield sentence, field

    return rule


def _tags(case: _Case):
    number, least = len(case.content["tags"]), case.rules.tags_at_least
    if number < least:
        has = "no tag" if number == 0 else "1 tag" if number == 1 else f"{number} tags"
        yield f"The story has {has}; {least} at least.", "tags"


def _headline(case: _Case):
    length = len(case.content["headline"].strip())
    if length < case.rules.headline_min:
        yield f"The headline has {length} characters; {case.rules.headline_min} at least.", "headline"
    elif length > case.rules.headline_max:
        yield f"The headline has {length} characters; {case.rules.headline_max} at most.", "headline"


def _headings(case: _Case):
    above = 1  # the headline
    for element in case.elements:
        if element.tag not in ("h2", "h3", "h4"):
            continue
        level, text = int(element.tag[1]), element.text.strip()
        if not text:
            yield "A heading in the text is empty.", "body"
        elif level > above + 1:
            yield (
                f"The heading “{_short(text)}” is of level {level}, but no heading of level "
                f"{level - 1} stands above it.",
                "body",
            )
        above = level


def _links(case: _Case):
    links = [element.attrs.get("href", "") for element in case.elements if element.tag == "a"]
    local = timezone.localtime(case.at)
    slug = case.content["slug"] or "story"
    base = reverse("articles:detail", args=[local.year, local.month, slug])
    for link in dead_links(links, base, case.at):
        yield f"The link to {_short(link)} leads nowhere.", "body"


def _picture_alt(case: _Case):
    if case.lead and not case.lead.alt.strip():
        yield f"The lead picture, {_named(case.lead)}, has no alt text.", "lead_image"


def _picture_credit(case: _Case):
    if case.lead and not case.lead.credit.strip():
        yield f"The lead picture, {_named(case.lead)}, has no credit.", "lead_image"


def _text_alt(case: _Case):
    for picture in (case.pictures[key] for key in case.in_text if key in case.pictures):
        if not picture.alt.strip():
            yield f"The picture {_named(picture)} in the text has no alt text.", "body"


def _rights(case: _Case):
    day = timezone.localtime(case.at).date()
    for key in dict.fromkeys([case.content["lead_image"], *case.in_text]):
        picture, field = case.pictures.get(key), "body" if key in case.in_text else "lead_image"
        if picture is None:
            if key is not None:
                yield "A picture of the story is not in the library any more.", field
        elif picture.withheld_for == Image.Withheld.TAKEN_DOWN:
            yield f"The picture {_named(picture)} was taken down: readers do not see it.", field
        elif picture.licence_ends and picture.licence_ends < day:
            ended = date_format(picture.licence_ends, "j F Y")
            verb = "ended" if picture.licence_ends < timezone.localdate() else "ends"
            yield f"The licence of the picture {_named(picture)} {verb} on {ended}.", field


_RULES: dict[str, Callable[[_Case], Iterator[tuple[str, str]]]] = {
    "standfirst": _present("standfirst", "The story has no standfirst."),
    "category": _present("category", "The story is in no category."),
    "byline": _present("bylines", "The story names nobody who wrote it."),
    "tags": _tags,
    "headline": _headline,
    "headings": _headings,
    "links": _links,
    "picture": _present("lead_image", "The story has no lead picture."),
    "picture_alt": _picture_alt,
    "picture_credit": _picture_credit,
    "text_alt": _text_alt,
    "rights": _rights,
}


def _named(picture: Image) -> str:
    return f"“{_short(picture.title)}”"


def _short(text: str) -> str:
    return Truncator(text).chars(60)
