"""How the front page is arranged: its blocks, and the stories that are pinned in its slots."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import FilteredRelation, Q

from articles.models import Category
from newsroom.models import FEATURES, LARGEST_BLOCK, FrontBlock, FrontPage, FrontPin
from rendering.prepared import Prepared

AUTOMATIC_BLOCKS = 8  # as long as nobody has chosen them
AUTOMATIC_SIZE = 4

_PLACE = re.compile(r"lead|feature-([1-9])|block-([0-9]{1,18})-([1-9])")


class Place(NamedTuple):
    """A slot of the front page; `category` is the key of its block's category, or None."""

    slot: str
    category: int | None
    position: int

    def __str__(self):
        """The name that forms use: `lead`, `feature-2`, `block-7-1`."""
        if self.slot == FrontPin.Slot.LEAD:
            return "lead"
        parts = [self.slot, self.category, self.position]
        return "-".join(str(part) for part in parts if part is not None)

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Return the place with this name; raises ValueError when there can be none."""
        match = _PLACE.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is no place")
        feature, category, position = match.groups()
        if category:
            place = cls("block", int(category), int(position))
        else:
            place = cls("feature", None, int(feature)) if feature else LEAD
        if place.position > (LARGEST_BLOCK if category else FEATURES):
            raise ValueError(f"{text!r} is no place")
        return place


LEAD = Place("lead", None, 1)
TOP = [LEAD, *(Place("feature", None, position) for position in range(1, FEATURES + 1))]


@dataclass(frozen=True)
class Pin:
    """A story in a slot for a time. `key`: that of its row, or a name while it is not saved."""

    key: str
    story: int
    place: Place
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None

    def is_active(self, at: dt.datetime) -> bool:
        """Whether the pin is in force at a moment."""
        return self.starts_at <= at and not self.is_over(at)

    def is_over(self, at: dt.datetime) -> bool:
        """Whether its time has run out by a moment."""
        return self.ends_at is not None and self.ends_at <= at

    def overlaps(self, other: "Pin") -> bool:
        """Whether there is a moment at which both are in force."""
        return not self.is_over(other.starts_at) and not other.is_over(self.starts_at)


@dataclass(frozen=True)
class BlockPlan:
    """A category that has a block, and how many stories stand in it."""

    category: Category
    size: int = AUTOMATIC_SIZE

    @property
    def places(self) -> list[Place]:
        """Its slots in their order."""
        return [Place("block", self.category.pk, n) for n in range(1, self.size + 1)]


@dataclass
class Arrangement:
    """The blocks in their order, whether they are chosen by hand, and the pins."""

    blocks: list[BlockPlan]
    has_chosen_blocks: bool = False
    pins: list[Pin] = field(default_factory=list)

    @property
    def places(self) -> list[Place]:
        """Every slot that is on the page, in the order of the page."""
        return [*TOP, *(place for block in self.blocks for place in block.places)]

    def at_place(self, place: Place) -> list[Pin]:
        """The pins of a slot, in the order in which they begin."""
        return sorted((pin for pin in self.pins if pin.place == place), key=lambda pin: pin.starts_at)

    def shown(self, at: dt.datetime, public: Iterable[int]) -> dict[Place, Pin]:
        """Return the pin that each slot shows at a moment, for those that show one.

        Of the pins in force whose stories are `public` then, the one that began last; a story
        stands in one slot only, the first of the page.
        """
        public, winners = set(public), {}
        active = [pin for pin in self.pins if pin.story in public and pin.is_active(at)]
        active.sort(key=lambda pin: pin.starts_at, reverse=True)
        for place in self.places:
            for pin in active:
                if pin.place == place and pin.story in public:
                    winners[place] = pin
                    public.remove(pin.story)
                    break
        return winners


def automatic_blocks() -> list[BlockPlan]:
    """The blocks of a paper where nobody has chosen them: the first sections at the top of the tree."""
    return [BlockPlan(category) for category in _top()]


@Prepared
def _top():
    return Category.objects.filter(parent=None).order_by("position", "path")[:AUTOMATIC_BLOCKS]


def load(at: dt.datetime, *, upcoming: bool = False) -> Arrangement:
    """Return how the front page is arranged at a moment, by two queries.

    With `upcoming`, the pins that begin later are there too.
    """
    rows = _with_pins(at, dt.datetime.max.replace(tzinfo=dt.UTC) if upcoming else at)
    pins = [
        Pin(str(key), story, Place(slot, category, position), starts_at, ends_at)
        for _, key, slot, category, position, story, starts_at, ends_at in rows
        if key is not None
    ]
    has_chosen_blocks = bool(rows) and rows[0][0]
    if not has_chosen_blocks:
        return Arrangement(automatic_blocks(), pins=pins)
    return Arrangement([BlockPlan(row.category, row.size) for row in _chosen()], True, pins)


@Prepared
def _with_pins(ends_after: dt.datetime, begins_until: dt.datetime):
    """Whether the blocks are chosen, beside each pin that is in force at a moment between the two."""
    wanted = Q(pins__ends_at=None) | Q(pins__ends_at__gt=ends_after)
    wanted &= Q(pins__starts_at__lte=begins_until)
    columns = ["id", "slot", "category", "position", "article", "starts_at", "ends_at"]
    pages = FrontPage.objects.filter(pk=1).annotate(pin=FilteredRelation("pins", condition=wanted))
    return pages.values_list("has_chosen_blocks", *(f"pin__{column}" for column in columns))


@Prepared
def _chosen():
    return FrontBlock.objects.select_related("category")
