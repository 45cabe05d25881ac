"""What stands on the front page: pinned by editors, the rest chosen by time, nothing twice."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from articles.models import Article, Category, SectionListing
from articles.reading import add_bylines
from newsroom.frontdesk import arrangement as arrangements
from newsroom.frontdesk.arrangement import LEAD, TOP, Arrangement, Pin, Place
from newsroom.models import FEATURES
from rendering.prepared import Prepared

OPINION = 4
RECENT = 8
SPARE = 2  # more per section than shown, for stories that an earlier section has taken
WINDOW = 1 + FEATURES + RECENT + OPINION  # newest stories, of which those on top are chosen
OPINION_KINDS = [Article.Kind.OPINION, Article.Kind.EDITORIAL]


@dataclass
class Slot:
    """A place of the page, its story if there is one, and the pin that put it there, if one did."""

    place: Place
    story: Article | None = None
    pin: Pin | None = None


@dataclass
class Block:
    """A category on the front page with its slots."""

    category: Category
    slots: list[Slot]


@dataclass
class Front:
    """The whole page, slot by slot; `opinion` and `recent` are always filled automatically."""

    top: list[Slot]
    opinion: list[Article]
    recent: list[Article]
    blocks: list[Block]

    @property
    def slots(self) -> list[Slot]:
        """All slots in the order of the page."""
        return self.top + [slot for block in self.blocks for slot in block.slots]


def front_page(at: dt.datetime | None = None, arrangement: Arrangement | None = None) -> dict:
    """Return the stories of the front page by their place, as its template wants them.

    `lead`: a story, or None in an empty paper; `features`, `recent` and `opinion`: stories;
    `sections`: `[{"category": …, "stories": […]}]` of the blocks that have something to show.
    Without arguments, as readers get it now.
    """
    front = compose(at or timezone.now(), arrangement)
    lead, *features = front.top
    sections = [{"category": block.category, "stories": _stories(block.slots)} for block in front.blocks]
    return {
        "lead": lead.story,
        "features": _stories(features),
        "opinion": front.opinion,
        "recent": front.recent,
        "sections": [section for section in sections if section["stories"]],
    }


def compose(at: dt.datetime, arrangement: Arrangement | None = None) -> Front:
    """Return the front page as it stands at a moment; without an arrangement, as the saved one has it.

    A pinned story stands in its slot while readers may see it. The other slots are filled: the lead
    with the newest story that has a picture, comment pieces apart; the features with the newest
    after it; a block with the newest of its category. Reads bounded windows, by a number of queries
    that depends neither on the stories nor on the pins.
    """
    arrangement = arrangement or arrangements.load(at)
    pinned = _pinned(arrangement, at)
    used = {slot.story.pk for slot in pinned.values()}
    newest, opinion = _newest(at, tuple(used)), _opinion(at, tuple(used))
    used |= {story.pk for story in opinion}
    news = [story for story in newest if story.pk not in used]
    lead = pinned.get(LEAD) or Slot(LEAD, _automatic_lead(news))
    rest = iter([story for story in news if story is not lead.story])
    features = _fill(TOP[1:], pinned, rest)
    recent = [story for story, _ in zip(rest, range(RECENT), strict=False)]
    used |= {story.pk for story in [*_stories([lead, *features]), *recent]}
    add_bylines([*_stories([lead]), *opinion])  # the others stand there without their authors
    return Front([lead, *features], opinion, recent, _blocks(arrangement, at, pinned, used))


def _stories(slots: list[Slot]) -> list[Article]:
    return [slot.story for slot in slots if slot.story]


def _pinned(arrangement: Arrangement, at: dt.datetime) -> dict[Place, Slot]:
    """The slots that show a pinned story at a moment."""
    keys = {pin.story for pin in arrangement.pins if pin.is_active(at)}
    if not keys:
        return {}
    stories = _by_key(at, keys)
    shown = arrangement.shown(at, stories)
    return {place: Slot(place, stories[pin.story], pin) for place, pin in shown.items()}


@Prepared
def _newest(at: dt.datetime, used: tuple[int, ...]):
    """The newest stories but those that are used."""
    return Article.objects.published(at).newest_first().for_cards().exclude(pk__in=used)[:WINDOW]


@Prepared
def _opinion(at: dt.datetime, used: tuple[int, ...]):
    """The newest comment pieces but those that are used, read from the beginning of each kind's index.

    A condition on both kinds would go through all stories of a paper that prints few of them.
    """
    public = Article.objects.published(at).newest_first()
    free = public.exclude(pk__in=used)
    keys = [
        Subquery(free.filter(kind=kind).values("pk")[place : place + 1])
        for kind in OPINION_KINDS
        for place in range(OPINION)
    ]
    return public.for_cards().filter(pk__in=keys)[:OPINION]


def _by_key(at: dt.datetime, keys: set[int]) -> dict[int, Article]:
    """Those stories of some that readers see."""
    return {story.pk: story for story in _with_keys(at, tuple(keys))}


@Prepared
def _with_keys(at: dt.datetime, keys: tuple[int, ...]):
    return Article.objects.published(at).order_by().for_cards().filter(pk__in=keys)


def _automatic_lead(news: list[Article]) -> Article | None:
    has_picture = (story for story in news[:10] if story.lead_image and story.lead_image.shown)
    return next(has_picture, news[0] if news else None)


def _fill(places: list[Place], pinned: dict[Place, Slot], stories: Iterator[Article]) -> list[Slot]:
    return [pinned.get(place) or Slot(place, next(stories, None)) for place in places]


def _blocks(
    arrangement: Arrangement, at: dt.datetime, pinned: dict[Place, Slot], used: set[int]
) -> list[Block]:
    """The blocks, filled with the newest of each category, without the stories in `used`."""
    if not arrangement.blocks:
        return []
    depth = max(block.size for block in arrangement.blocks) + SPARE
    categories = tuple(block.category.pk for block in arrangement.blocks)
    rows = {key: newest for key, *newest in _newest_of_categories(depth)(at, tuple(used), categories)}
    stories = _by_key(at, {key for row in rows.values() for key in row} - {None})
    blocks, used = [], set(used)
    for block in arrangement.blocks:
        row = rows.get(block.category.pk, ())
        found = iter([stories[key] for key in row if key in stories and key not in used])
        slots = _fill(block.places, pinned, found)
        used.update(story.pk for story in _stories(slots))
        blocks.append(Block(block.category, slots))
    return blocks


@cache
def _newest_of_categories(depth: int) -> Prepared:
    """The query for the keys of so many newest stories of each category, but for those that are used."""

    def newest(at: dt.datetime, used: tuple[int, ...], categories: tuple[int, ...]):
        listed = SectionListing.objects.visible(at).filter(category=OuterRef("pk"))
        free = listed.exclude(article__in=used).order_by("-published_at", "-article_id")
        keys = free.values("article_id")
        places = {f"newest_{place}": Subquery(keys[place : place + 1]) for place in range(depth)}
        found = Category.objects.filter(pk__in=categories).annotate(**places)
        return found.values_list("pk", *places)

    return Prepared(newest)
