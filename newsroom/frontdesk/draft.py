"""The front page with changes applied to it: what each of them did, or why it could not be done."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from articles.models import Article, Category
from newsroom.frontdesk.arrangement import Arrangement, BlockPlan, Pin, Place, automatic_blocks
from newsroom.frontdesk.changes import Change
from newsroom.frontdesk.wording import clock, place_name, quoted, span

MOST_PINS = 300
MOST_BLOCKS = 20


class CannotApplyError(Exception):
    """A change that cannot be made, with the sentence that says why."""


@dataclass(frozen=True)
class Outcome:
    """A change and the sentence that tells what it did, or why it could not be done."""

    change: Change
    sentence: str
    applied: bool


class Draft:
    """An arrangement to which changes are applied, one after the other, at one moment.

    `stories` holds every story that is pinned or asked for, by key, and `categories` every category
    that is named; `pinnable` are the keys of the stories that may be pinned anew.
    """

    def __init__(
        self,
        arrangement: Arrangement,
        changes: list[Change],
        now: dt.datetime,
        pinnable: QuerySet[Article],
    ):
        self.now = now
        self.arrangement = arrangement
        asked = {change.story for change in changes} - {None}
        self.pinnable = (
            set(pinnable.filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
        )
        self.stories = _stories(asked | {pin.story for pin in arrangement.pins})
        self.categories = _categories(arrangement, changes)
        self.outcomes = [self._outcome(change) for change in changes]

    @property
    def pins(self) -> list[Pin]:
        """The pins as they are by now."""
        return self.arrangement.pins

    @property
    def has_left_out(self) -> bool:
        """Whether a change could not be made."""
        return not all(outcome.applied for outcome in self.outcomes)

    def pin(self, key: str) -> Pin:
        """Return the pin with a key; raises CannotApplyError if it is gone."""
        for pin in self.pins:
            if pin.key == key:
                return pin
        raise CannotApplyError("The pin is gone: somebody else took it away, or its time is over.")

    def name(self, place: Place) -> str:
        """What a place is called in a sentence."""
        return place_name(place, self.categories)

    def headline(self, pin: Pin) -> str:
        """The headline of a pin's story, in quotation marks."""
        return quoted(self.stories.get(pin.story))

    def _outcome(self, change: Change) -> Outcome:
        before = list(self.pins), list(self.arrangement.blocks), self.arrangement.has_chosen_blocks
        try:
            return Outcome(change, getattr(self, f"_{change.kind}")(change), applied=True)
        except CannotApplyError as refusal:
            self.arrangement.pins, self.arrangement.blocks, self.arrangement.has_chosen_blocks = before
            return Outcome(change, str(refusal), applied=False)

    # Pins

    def _pin(self, change: Change) -> str:
        story = self.stories.get(change.story)
        if not story or change.story not in self.pinnable:
            raise CannotApplyError("The story cannot be pinned: it is gone.")
        if len(self.pins) >= MOST_PINS:
            raise CannotApplyError(
                f"{MOST_PINS} stories are pinned, which is the most. Remove some first."
            )
        self._check_place(change.place)
        pin = Pin(change.name, story.pk, change.place, *self._times(change))
        said = self._put(pin)
        return f"Pinned {quoted(story)} as {self.name(pin.place)}{span(pin, self.now)}.{said}"

    def _move(self, change: Change) -> str:
        pin = self.pin(change.pin)
        self._check_place(change.place)
        if pin.place == change.place:
            raise CannotApplyError(f"{self.headline(pin)} is {self.name(pin.place)} already.")
        return self._move_to(pin, change.place)

    def _retime(self, change: Change) -> str:
        pin = self.pin(change.pin)
        self._check_place(change.place)
        said = self._move_to(pin, change.place) if pin.place != change.place else ""
        moved = self.pin(change.pin)
        starts_at, ends_at = self._times(change)
        if change.starts_at is None and moved.is_active(self.now):
            starts_at = moved.starts_at
        timed = replace(moved, starts_at=starts_at, ends_at=ends_at)
        if timed == moved:
            if said:
                return said
            raise CannotApplyError(f"Nothing changed for {self.headline(pin)}.")
        self.pins.remove(moved)
        also = self._put(timed)
        when = span(timed, self.now) or " without an end"
        return " ".join(
            filter(None, [said, f"{self.headline(pin)} is {self.name(timed.place)}{when}.{also}"])
        )

    def _unpin(self, change: Change) -> str:
        pin = self.pin(change.pin)
        self.pins.remove(pin)
        return f"Removed {self.headline(pin)} from {self.name(pin.place)}{span(pin, self.now)}."

    def _move_to(self, pin: Pin, place: Place) -> str:
        """Put a pin into another slot. One that is in force trades places with what is pinned there."""
        there = self._on_top(place)
        trades = there and pin == self._on_top(pin.place)
        self.pins.remove(pin)
        if trades:
            self.pins.remove(there)
        starts_at = self.now if pin.is_active(self.now) else pin.starts_at
        said = self._put(replace(pin, place=place, starts_at=starts_at))
        if trades:
            said += f" {self.headline(there)} is {self.name(pin.place)} now."
            said += self._put(replace(there, place=pin.place, starts_at=self.now))
        return f"Moved {self.headline(pin)} from {self.name(pin.place)} to {self.name(place)}.{said}"

    def _on_top(self, place: Place) -> Pin | None:
        """The pin of a slot in force that began last, whether or not its story is public."""
        active = [pin for pin in self.arrangement.at_place(place) if pin.is_active(self.now)]
        return active[-1] if active else None

    def _put(self, new: Pin) -> str:
        """Add a pin; take away what it covers for good, and other pins of its story at the same time."""
        if new.starts_at == self.now:
            self._let_begin_earlier(new.place)
        said, below = "", self._on_top(new.place)
        for other in list(self.pins):
            if other.story == new.story and other.overlaps(new):
                said += self._give_way(other, new)
            elif other.place == new.place and self._is_covered(other, new):
                self.pins.remove(other)
                said += f" {self.headline(other)} is no longer pinned there."
            elif other == below and new.ends_at and not other.is_over(new.ends_at):
                said += f" After that, {self.headline(other)} again."
        self.pins.append(new)
        return said

    def _let_begin_earlier(self, place: Place) -> None:
        """Date the pins that a slot has back by the least there is: what comes now begins last."""
        pins = self.arrangement.at_place(place)
        if any(pin.starts_at == self.now for pin in pins):
            for pin in pins:
                if pin.starts_at <= self.now:
                    earlier = replace(pin, starts_at=pin.starts_at - dt.timedelta(microseconds=1))
                    self.pins[self.pins.index(pin)] = earlier

    def _give_way(self, other: Pin, new: Pin) -> str:
        """End or take away a pin whose story is pinned anew for the same time."""
        self.pins.remove(other)
        if other.starts_at < new.starts_at and new.starts_at > self.now:
            self.pins.append(replace(other, ends_at=new.starts_at))
            return f" Until then it is {self.name(other.place)}."
        if other.place == new.place:
            return " Its former times there are gone."
        return f" It is no longer {self.name(other.place)}{span(other, self.now)}: it moved."

    def _is_covered(self, other: Pin, new: Pin) -> bool:
        """Whether a pin of the same slot could never be seen again beside a new one."""
        if other.starts_at == new.starts_at:
            return True
        if other.starts_at > new.starts_at or new.starts_at > self.now:
            return False
        return new.ends_at is None or (other.ends_at is not None and other.ends_at <= new.ends_at)

    def _times(self, change: Change) -> tuple[dt.datetime, dt.datetime | None]:
        starts_at = max(change.starts_at or self.now, self.now)
        if change.ends_at and change.ends_at <= self.now:
            raise CannotApplyError(f"{clock(change.ends_at)} is over. Choose a later time to end.")
        if change.ends_at and change.ends_at <= starts_at:
            raise CannotApplyError(
                f"It cannot end {clock(change.ends_at)}, before it begins {clock(starts_at)}."
            )
        return starts_at, change.ends_at

    def _check_place(self, place: Place) -> None:
        if place not in self.arrangement.places:
            raise CannotApplyError(
                f"There is no {self.name(place)} on the front page: its block has changed."
            )

    # Blocks

    def _add_block(self, change: Change) -> str:
        category = self.categories.get(change.category)
        if category is None:
            raise CannotApplyError("The category is gone.")
        if any(block.category == category for block in self.arrangement.blocks):
            raise CannotApplyError(f"{category.name} has a block already.")
        if len(self.arrangement.blocks) >= MOST_BLOCKS:
            raise CannotApplyError(
                f"There are {MOST_BLOCKS} blocks, which is the most. Remove one first."
            )
        self._choose([*self.arrangement.blocks, BlockPlan(category)])
        return f"Added a block for {category.name}."

    def _remove_block(self, change: Change) -> str:
        block = self._block(change)
        self._choose([other for other in self.arrangement.blocks if other != block])
        said = f"Removed the block of {block.category.name}."
        if any(pin.place.category == block.category.pk for pin in self.pins):
            said += " What is pinned in it shows nothing until the block is back."
        return said

    def _raise_block(self, change: Change) -> str:
        return self._shift_block(change, -1, "up")

    def _lower_block(self, change: Change) -> str:
        return self._shift_block(change, 1, "down")

    def _shift_block(self, change: Change, step: int, direction: str) -> str:
        block, blocks = self._block(change), list(self.arrangement.blocks)
        place = blocks.index(block) + step
        if not 0 <= place < len(blocks):
            raise CannotApplyError(f"{block.category.name} cannot go further {direction}.")
        blocks.remove(block)
        blocks.insert(place, block)
        self._choose(blocks)
        return f"Moved the block of {block.category.name} {direction}."

    def _size_block(self, change: Change) -> str:
        block = self._block(change)
        resized = replace(block, size=change.size)
        self._choose([resized if other == block else other for other in self.arrangement.blocks])
        stories = "1 story" if change.size == 1 else f"{change.size} stories"
        return f"The block of {block.category.name} has {stories}."

    def _automatic_blocks(self, change: Change) -> str:
        self.arrangement.blocks, self.arrangement.has_chosen_blocks = automatic_blocks(), False
        return "The blocks follow the sections at the top of the tree again."

    def _block(self, change: Change) -> BlockPlan:
        for block in self.arrangement.blocks:
            if block.category.pk == change.category:
                return block
        raise CannotApplyError("The block is gone.")

    def _choose(self, blocks: list[BlockPlan]) -> None:
        self.arrangement.blocks, self.arrangement.has_chosen_blocks = blocks, True


def _stories(keys: set[int]) -> dict[int, Article]:
    return Article.objects.for_cards().in_bulk(keys) if keys else {}


def _categories(arrangement: Arrangement, changes: list[Change]) -> dict[int, Category]:
    """Every category that a block, a pin or a change names, by key."""
    known = {block.category.pk: block.category for block in arrangement.blocks}
    named = {pin.place.category for pin in arrangement.pins}
    named |= {change.category for change in changes}
    named |= {change.place.category for change in changes if change.place}
    missing = named - known.keys() - {None}
    return known | (Category.objects.in_bulk(missing) if missing else {})
