"""The front page as its desk shows it: every slot, what stands in it and why, and what can be done."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.functional import cached_property

from articles.models import Article, Category
from newsroom.front import Front, Slot, compose
from newsroom.frontdesk.arrangement import Arrangement, BlockPlan, Pin, Place
from newsroom.frontdesk.draft import Draft
from newsroom.frontdesk.wording import clock, place_name, quoted, waiting_for
from newsroom.models import LARGEST_BLOCK


@dataclass
class Button:
    """A button: `value` is what it asks for, `label` what it shows, `about` what it is about."""

    value: str
    label: str
    about: str
    has_focus: bool = False

    @property
    def verb(self) -> str:
        """The kind of thing that it asks for."""
        return self.value.partition(" ")[0]


@dataclass
class PinRow:
    """A pin that is not what its slot shows, and why."""

    pin: Pin
    story: Article | None
    note: str
    buttons: list[Button]


@dataclass
class SlotRow:
    """A slot with the story in it; `note` says until when, `others` are the pins it does not show."""

    place: Place
    title: str
    story: Article | None
    pin: Pin | None
    note: str
    buttons: list[Button]
    others: list[PinRow]
    has_focus: bool = False


@dataclass
class BlockRow:
    """A block of a category with its slots."""

    category: Category
    size: int
    rows: list[SlotRow]
    sizes: range = field(default=range(1, LARGEST_BLOCK + 1))
    is_first: bool = False
    is_last: bool = False
    focus: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether readers do not see it, as there is nothing in it."""
        return not any(row.story for row in self.rows)


class Board:
    """The page at a moment, with the changes of a draft; `focus` names a slot and a verb."""

    def __init__(self, draft: Draft, at: dt.datetime, focus: tuple[str, str] = ("", "")):
        self.draft, self.at, self.focus = draft, at, focus
        self.arrangement: Arrangement = draft.arrangement
        self.front: Front = compose(at, self.arrangement)
        self.shown = {slot.place: slot for slot in self.front.slots}
        self.where = {slot.story.pk: slot for slot in self.front.slots if slot.story}

    @cached_property
    def public(self) -> set[int]:
        """The keys of the pinned stories that readers may see at the moment."""
        keys = {pin.story for pin in self.arrangement.pins}
        if not keys:
            return set()
        return set(Article.objects.published(self.at).filter(pk__in=keys).values_list("pk", flat=True))

    @cached_property
    def top(self) -> list[SlotRow]:
        """The lead and the features."""
        return self._rows(self.front.top)

    @cached_property
    def blocks(self) -> list[BlockRow]:
        """The blocks, those without a story included."""
        rows = [
            BlockRow(plan.category, plan.size, self._rows(block.slots))
            for plan, block in zip(self.arrangement.blocks, self.front.blocks, strict=True)
        ]
        if rows:
            rows[0].is_first = rows[-1].is_last = True
        for row in rows:
            if self.focus[0] == f"block {row.category.pk}":
                row.focus = self.focus[1]
        return rows

    @cached_property
    def stranded(self) -> list[PinRow]:
        """Pins whose slot is not on the page: they show nothing."""
        places = set(self.arrangement.places)
        pins = [pin for pin in self.arrangement.pins if pin.place not in places]
        return [self._pin_row(pin, f"{self._name(pin.place)} is not on the page") for pin in pins]

    def stands_at(self, story: Article) -> str:
        """Say where on the page a story stands at the moment, or nothing."""
        slot = self.where.get(story.pk)
        if slot is None:
            return ""
        return f"{self._name(slot.place)}, {'pinned' if slot.pin else 'automatic'}"

    def _name(self, place: Place) -> str:
        return place_name(place, self.draft.categories)

    def _rows(self, slots: list[Slot]) -> list[SlotRow]:
        return [self._row(slot, slots, number) for number, slot in enumerate(slots)]

    def _row(self, slot: Slot, group: list[Slot], number: int) -> SlotRow:
        pins = [pin for pin in self.arrangement.at_place(slot.place) if pin != slot.pin]
        others = [self._pin_row(pin, self._why(pin, slot)) for pin in pins if not pin.is_over(self.at)]
        if slot.pin:
            above = group[number - 1].place if number else None
            below = group[number + 1].place if number + 1 < len(group) else None
            buttons = self._pinned_buttons(slot, above, below)
        else:
            buttons = self._automatic_buttons(slot)
        title = self._name(slot.place).removeprefix("the ").partition(" of ")[0].capitalize()
        note = f"until {clock(slot.pin.ends_at)}" if slot.pin and slot.pin.ends_at else ""
        row = SlotRow(slot.place, title, slot.story, slot.pin, note, buttons, others)
        self._set_focus(row)
        return row

    def _set_focus(self, row: SlotRow) -> None:
        """Let the slot that was changed have the focus, on the button that was pressed if it has it."""
        place, verb = self.focus
        if place == str(row.place):
            same = [button for button in row.buttons if button.verb == verb]
            (same or row.buttons)[0].has_focus = True

    def _pinned_buttons(self, slot: Slot, above: Place | None, below: Place | None) -> list[Button]:
        about = f"{quoted(slot.story)}, {self._name(slot.place)}"
        buttons = []
        if above:
            buttons.append(Button(f"up {slot.pin.key} {above}", "↑", f"Up: {about}"))
        if below:
            buttons.append(Button(f"down {slot.pin.key} {below}", "↓", f"Down: {about}"))
        return [
            *buttons,
            Button(f"open pin {slot.pin.key}", "Move to…", about),
            Button(f"time {slot.pin.key}", "Times…", about),
            Button(f"place {slot.place}", "Another story…", f"for {self._name(slot.place)}"),
            Button(f"unpin {slot.pin.key}", "Remove", about),
        ]

    def _automatic_buttons(self, slot: Slot) -> list[Button]:
        choose = Button(f"place {slot.place}", "Choose a story…", f"for {self._name(slot.place)}")
        if not slot.story:
            return [choose]
        about = f"{quoted(slot.story)}, {self._name(slot.place)}"
        keep = Button(f"keep {slot.place} {slot.story.pk}", "Pin here", about)
        return [keep, Button(f"open story {slot.story.pk}", "Move to…", about), choose]

    def _pin_row(self, pin: Pin, note: str) -> PinRow:
        story = self.draft.stories.get(pin.story)
        about = f"{quoted(story)}, {self._name(pin.place)}"
        buttons = [
            Button(f"open pin {pin.key}", "Move to…", about),
            Button(f"time {pin.key}", "Times…", about),
            Button(f"unpin {pin.key}", "Remove", about),
        ]
        return PinRow(pin, story, note, buttons)

    def _why(self, pin: Pin, slot: Slot) -> str:
        """Say why a slot does not show one of its pins at the moment."""
        story = self.draft.stories.get(pin.story)
        until = f" until {clock(pin.ends_at)}" if pin.ends_at else ""
        if pin.starts_at > self.at:
            note = f"from {clock(pin.starts_at)}{until}"
            is_late = story and (story.published_at is None or story.published_at > pin.starts_at)
            if is_late or (story and story.status != Article.Status.PUBLISHED):
                note += f"; the story {_is(waiting_for(story, self.at))}"
            return note
        if story and pin.story not in self.public:
            instead = f"{quoted(slot.story)} stands here" if slot.pin else "filled automatically"
            waits = story.status == Article.Status.PUBLISHED and story.published_at > self.at
            return f"{waiting_for(story, self.at)}, {instead}{' until then' if waits else ''}"
        if slot.pin and slot.pin.starts_at >= pin.starts_at:
            return f"covered by {quoted(slot.story)}, which was put there later{until}"
        return "the story stands in another slot already"


def _is(words: str) -> str:
    return words if words.startswith("waits") else f"is {words}"


def free_categories(blocks: list[BlockPlan]) -> list[Category]:
    """Return the categories without a block in the order of the tree, at most 500."""
    taken = [block.category.pk for block in blocks]
    return list(Category.objects.exclude(pk__in=taken).order_by("path")[:500])
