"""Stories as lists show them, by their values alone (rendering.fragments)."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.models import Article
from images.markup import picture_html
from rendering.fragments import fragments

WITH_AUTHORS = {"lead", "row", "opinion"}


class CategoryOfCard(NamedTuple):
    name: str
    path: str


class AuthorOfCard(NamedTuple):
    name: str
    slug: str


class BylineOfCard(NamedTuple):
    author: AuthorOfCard
    credit: str


class Card(NamedTuple):
    """What components/story_card.html shows, and says of each."""

    look: str
    level: str
    kind: str
    kind_label: str
    category: CategoryOfCard | None
    headline: str
    url: str
    summary: str
    published_at: dt.datetime | None
    clock: bool
    bylines: tuple[BylineOfCard, ...]
    portrait: SafeString
    has_picture: bool
    picture: SafeString


class Recent(NamedTuple):
    """What components/recent_list.html shows of a story."""

    kind: str
    headline: str
    url: str
    published_at: dt.datetime


class RecentList(NamedTuple):
    """What components/recent_list.html shows."""

    id: str
    heading: str
    stories: tuple[Recent, ...]


def story_card(
    story: Article, look: str, level: str, *, sizes: str = "", eager: bool = False, clock: bool = False
) -> SafeString:
    """Return a story in a list as HTML; components/story_card.html says what the arguments mean."""
    category, picture, has_picture = story.category, SafeString(""), False
    if story.lead_image and (has_picture := story.lead_image.shown is not None) and look != "opinion":
        alt = None if look == "lead" else ""
        picture = picture_html(story.lead_image, crop="landscape", sizes=sizes, eager=eager, alt=alt)
    bylines = story.bylines.all() if look in WITH_AUTHORS else []
    card = Card(
        look=look,
        level=level,
        kind=story.kind,
        kind_label=story.get_kind_display(),
        category=category and CategoryOfCard(category.name, category.path),
        headline=story.headline,
        url=story.get_absolute_url(),
        summary=story.summary,
        published_at=story.published_at,
        clock=clock,
        bylines=tuple(
            BylineOfCard(AuthorOfCard(one.author.name, one.author.slug), one.credit) for one in bylines
        ),
        portrait=_portrait(bylines) if look == "opinion" else SafeString(""),
        has_picture=has_picture,
        picture=picture,
    )
    return fragments.render("components/story_card.html", card)


def _portrait(bylines) -> SafeString:
    """Return the first author's portrait."""
    if not bylines:
        return SafeString("")
    context = {"author": bylines[0].author, "sizes": "5rem"}
    return render_to_string("components/portrait.html", context)


def recent_list(stories: Iterable[Article], id: str, heading: str) -> SafeString:
    """Return headlines with their times as HTML, below a heading that names the list."""
    recent = tuple(
        Recent(story.kind, story.headline, story.get_absolute_url(), story.published_at)
        for story in stories
    )
    return fragments.render("components/recent_list.html", RecentList(id, heading, recent))
