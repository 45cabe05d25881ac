"""Stories as lists show them, by their values alone (rendering.fragments)."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.safestring import SafeString

from articles.models import Article, Byline
from authors.portraits import portrait
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


class Rank(NamedTuple):
    """What components/ranks.html shows of a story."""

    kind: str
    kind_label: str
    category: CategoryOfCard | None
    headline: str
    url: str
    published_at: dt.datetime
    bylines: tuple[BylineOfCard, ...]


class Ranks(NamedTuple):
    """What components/ranks.html shows."""

    id: str
    heading: str
    url: str
    facts: bool
    stories: tuple[Rank, ...]


class Teaser(NamedTuple):
    """What components/teasers.html shows of a story."""

    kind: str
    headline: str
    url: str
    summary: str


class Teasers(NamedTuple):
    """What components/teasers.html shows."""

    id: str
    heading: str
    stories: tuple[Teaser, ...]


def story_card(
    story: Article, look: str, level: str, *, sizes: str = "", eager: bool = False, clock: bool = False
) -> SafeString:
    """Return a story in a list as HTML; components/story_card.html says what the arguments mean."""
    picture, has_picture = SafeString(""), False
    if story.lead_image and (has_picture := story.lead_image.shown is not None) and look != "opinion":
        alt = None if look == "lead" else ""
        picture = picture_html(story.lead_image, crop="landscape", sizes=sizes, eager=eager, alt=alt)
    bylines = story.bylines.all() if look in WITH_AUTHORS else []
    card = Card(
        look=look,
        level=level,
        kind=story.kind,
        kind_label=story.get_kind_display(),
        category=_category(story),
        headline=story.headline,
        url=story.get_absolute_url(),
        summary=story.summary,
        published_at=story.published_at,
        clock=clock,
        bylines=_named(bylines),
        portrait=portrait(bylines[0].author, "5rem")
        if look == "opinion" and bylines
        else SafeString(""),
        has_picture=has_picture,
        picture=picture,
    )
    return fragments.render("components/story_card.html", card)


def recent_list(stories: Iterable[Article], id: str, heading: str) -> SafeString:
    """Return headlines with their times as HTML, below a heading that names the list."""
    recent = tuple(
        Recent(story.kind, story.headline, story.get_absolute_url(), story.published_at)
        for story in stories
    )
    return fragments.render("components/recent_list.html", RecentList(id, heading, recent))


def ranks(
    stories: Iterable[Article], id: str, heading: str, url: str = "", facts: bool = False
) -> SafeString:
    """Return stories with their places as HTML; components/ranks.html says what the arguments mean."""
    ranked = tuple(
        Rank(
            kind=story.kind,
            kind_label=story.get_kind_display(),
            category=_category(story),
            headline=story.headline,
            url=story.get_absolute_url(),
            published_at=story.published_at,
            bylines=_named(story.bylines.all()) if facts else (),
        )
        for story in stories
    )
    return fragments.render("components/ranks.html", Ranks(id, heading, url, facts, ranked))


def teasers(stories: Iterable[Article], id: str, heading: str) -> SafeString:
    """Return headlines and the first words of their stories as HTML, below a heading."""
    shown = tuple(
        Teaser(story.kind, story.headline, story.get_absolute_url(), story.summary) for story in stories
    )
    return fragments.render("components/teasers.html", Teasers(id, heading, shown))


def _category(story: Article) -> CategoryOfCard | None:
    return story.category and CategoryOfCard(story.category.name, story.category.path)


def _named(bylines: Iterable[Byline]) -> tuple[BylineOfCard, ...]:
    return tuple(
        BylineOfCard(AuthorOfCard(one.author.name, one.author.slug), one.credit) for one in bylines
    )
