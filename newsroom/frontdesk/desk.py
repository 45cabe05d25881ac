"""One request to the front page desk: what its page carries, and what the pressed button changes."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from articles.models import Article
from desk.related import can_be_key
from newsroom.frontdesk import arrangement as arrangements
from newsroom.frontdesk import changes as changing
from newsroom.frontdesk.arrangement import Pin, Place
from newsroom.frontdesk.changes import Change, UnreadableError
from newsroom.frontdesk.draft import CannotApplyError, Draft
from newsroom.frontdesk.forms import LookForm, PutForm, place_choices, title_of
from newsroom.models import LARGEST_BLOCK

LONGEST_QUERY = 120  # characters


@dataclass
class Desk:
    """The desk as one editor has it before them: the changes not saved yet, and what is open.

    `pinnable` are the stories that the editor may see. `version` is the one they started from;
    `at` the moment that they look at, None for now; `query` what they search for; `place` the slot
    that they choose a story for.
    """

    pinnable: QuerySet[Article]
    version: int
    changes: list[Change] = field(default_factory=list)
    at: dt.datetime | None = None
    query: str = ""
    place: Place | None = None

    said: str = ""
    refused: bool = False
    focus: tuple[str, str] = ("", "")
    put_form: PutForm | None = None
    put_title: str = ""
    look_form: LookForm | None = None

    def __post_init__(self):
        self.now = timezone.now()
        self.draft = self._draft()

    @classmethod
    def opened(cls, pinnable: QuerySet[Article], data: QueryDict, version: int) -> "Desk":
        """Return the desk that a page has sent; of a page that is opened anew, the one at `version`.

        Raises UnreadableError for what no page of ours has sent.
        """
        sent = data.get("version", str(version))
        if sent != "0" and not can_be_key(sent):
            raise UnreadableError
        desk = cls(pinnable, int(sent), changing.read(data.get("changes", "")))
        desk.query = " ".join(data.get("q", "").split())[:LONGEST_QUERY]
        desk.place = _place(data["place"]) if data.get("place") else None
        desk.at = changing.READERS["starts_at"](data.get("at") or None)
        if desk.at and desk.at <= desk.now:
            desk.at = None
        return desk

    @property
    def moment(self) -> dt.datetime:
        """The moment that the desk shows."""
        return self.at or self.now

    def _draft(self) -> Draft:
        saved = arrangements.load(self.now, upcoming=True)
        return Draft(saved, self.changes, self.now, self.pinnable)

    # What the buttons do

    def press(self, button: str, data: QueryDict) -> None:
        """Do what a button asks for; raises UnreadableError for a button that we do not have."""
        verb, *words = button.split()
        if verb not in BUTTONS:
            raise UnreadableError
        try:
            BUTTONS[verb](self, data, *words)
        except (TypeError, ValueError, KeyError) as error:
            raise UnreadableError from error

    def change(self, kind: str, focus: Place | None = None, verb: str = "", **values) -> bool:
        """Add a change, and say what it did. One that cannot be made is not kept; whether it was."""
        if len(self.changes) >= changing.MOST_CHANGES:
            self.said, self.refused = "These are many changes: save them first.", True
            return False
        before, self.changes = self.changes, changing.add(self.changes, kind, **values)
        self.draft = self._draft()
        outcome = self.draft.outcomes[-1]
        self.said, self.refused = outcome.sentence, not outcome.applied
        if self.refused:
            self.changes = before
            self.draft = self._draft()
        elif focus:
            self.focus = (str(focus), verb)
        return outcome.applied

    def _keep(self, data: QueryDict, place: str, story: str) -> None:
        place = _place(place)
        self.change("pin", focus=place, story=_key(story), place=place)

    def _move(self, data: QueryDict, pin: str, place: str, verb: str = "") -> None:
        self.change("move", focus=_place(place), verb=verb, pin=_pin(pin), place=_place(place))

    def _up(self, data: QueryDict, pin: str, place: str) -> None:
        self._move(data, pin, place, "up")

    def _down(self, data: QueryDict, pin: str, place: str) -> None:
        self._move(data, pin, place, "down")

    def _unpin(self, data: QueryDict, pin: str) -> None:
        place = next((row.place for row in self.draft.pins if row.key == pin), None)
        self.change("unpin", focus=place, pin=_pin(pin))

    def _undo(self, data: QueryDict) -> None:
        if self.changes:
            last = self.draft.outcomes[-1]
            self.changes = self.changes[:-1]
            self.draft = self._draft()
            self.said = f"Undone: {last.sentence}"
            self.focus = ("", "undo" if self.changes else "board")

    def _discard(self, data: QueryDict) -> None:
        self.changes = []
        self.draft = self._draft()
        self.said = "The page is as it is saved: nothing of yours is waiting."
        self.focus = ("", "board")

    # Blocks

    def _block(self, data: QueryDict, kind: str, category: str) -> None:
        if kind not in ("raise", "lower", "remove"):
            raise UnreadableError
        if self.change(f"{kind}_block", category=_key(category)):
            self.focus = (f"block {category}", kind)

    def _resize(self, data: QueryDict, category: str) -> None:
        size = data.get(f"size-{category}", "")
        if size not in map(str, range(1, LARGEST_BLOCK + 1)):
            raise UnreadableError
        if self.change("size_block", category=_key(category), size=int(size)):
            self.focus = (f"block {category}", "resize")

    def _add_block(self, data: QueryDict) -> None:
        if not data.get("category"):
            self.said, self.refused = "Choose a category first.", True
        else:
            self.change("add_block", category=_key(data["category"]))
        self.focus = ("", "add-block")

    def _automatic_blocks(self, data: QueryDict) -> None:
        self.change("automatic_blocks")
        self.focus = ("", "add-block")

    # The form that puts a story somewhere

    def _open(self, data: QueryDict, kind: str, key: str) -> None:
        if kind == "pin":
            self._open_pin(key, "place")
        elif kind == "story":
            initial = {"story": _key(key), "place": str(self.place or "lead")}
            self.put_form = self.make_put_form(initial=initial, focus="place")
            story = self.pinnable.filter(pk=_key(key)).first()
            self.put_title = title_of(None, story)
        else:
            raise UnreadableError

    def _time(self, data: QueryDict, key: str) -> None:
        self._open_pin(key, "ends_at")

    def _choose(self, data: QueryDict, place: str) -> None:
        self.place = _place(place)
        self.put_form = self.make_put_form(initial={"place": place}, focus="story")
        self.put_title = title_of(None, None)

    def _open_pin(self, key: str, focus: str) -> None:
        try:
            pin = self.draft.pin(_pin(key))
        except CannotApplyError as refusal:
            self.said, self.refused = str(refusal), True
            return
        starts_at = None if pin.is_active(self.now) else pin.starts_at
        initial = {"pin": key, "place": str(pin.place), "starts_at": starts_at, "ends_at": pin.ends_at}
        self.put_form = self.make_put_form(pin=pin, initial=initial, focus=focus)
        self.put_title = title_of(pin, self.draft.stories.get(pin.story))

    def make_put_form(self, data=None, *, pin=None, initial=None, focus="place") -> PutForm:
        """Return the form that puts a story somewhere, its field `focus` with the focus."""
        places = place_choices(self.draft.arrangement, self.draft.categories)
        if isinstance(pin, Pin) and pin.place not in self.draft.arrangement.places:
            places = [("", "Choose a place"), *places]
        form = PutForm(data, places=places, stories=self.pinnable, pin=pin, initial=initial)
        field = form.fields.get(focus) or form.fields["place"]
        (getattr(field.widget, "widgets", None) or [field.widget])[0].attrs["autofocus"] = True
        return form

    def _put(self, data: QueryDict) -> None:
        key = data.get("put-pin")
        if key:
            self._open_pin(key, "place")
            if not self.put_form:
                return
        title = self.put_title
        form = self.put_form = self.make_put_form(data, pin=key or None)
        self.put_title = title or title_of(None, None)
        if not form.is_valid():
            self.said, self.refused = "The story is not pinned yet: see what the form says.", True
            return
        place, values = form.chosen_place, form.cleaned_data
        times = {"starts_at": values["starts_at"], "ends_at": values["ends_at"]}
        if key:
            done = self.change("retime", focus=place, verb="time", pin=key, place=place, **times)
        else:
            story = values["story"].pk
            done = self.change("pin", focus=place, story=story, place=place, **times)
        if done:
            self.put_form, self.place = None, None

    def _close(self, data: QueryDict) -> None:
        place, self.place = self.place, None
        self.focus = (str(place), "place") if place else ("", "board")

    # What the desk shows

    def _look(self, data: QueryDict) -> None:
        self.look_form = LookForm(data)
        if self.look_form.is_valid():
            self.at = self.look_form.cleaned_data["at"]
            self.said = "This is the page as it will stand then. Nothing can be changed here."
            self.focus = ("", "now")
        else:
            self.said, self.refused = "That moment cannot be shown: see what the form says.", True

    def _return(self, data: QueryDict) -> None:
        self.at = None
        self.focus = ("", "board")

    def _search(self, data: QueryDict) -> None:
        self.focus = ("", "search")


def _place(text: str) -> Place:
    return Place.parse(text)


def _key(text: str) -> int:
    if not can_be_key(text):
        raise UnreadableError
    return int(text)


def _pin(text: str) -> str:
    return changing.READERS["pin"](text)


BUTTONS: dict[str, Callable] = {
    "keep": Desk._keep,
    "move": Desk._move,
    "up": Desk._up,
    "down": Desk._down,
    "unpin": Desk._unpin,
    "undo": Desk._undo,
    "discard": Desk._discard,
    "block": Desk._block,
    "resize": Desk._resize,
    "add-block": Desk._add_block,
    "automatic-blocks": Desk._automatic_blocks,
    "open": Desk._open,
    "time": Desk._time,
    "place": Desk._choose,
    "put": Desk._put,
    "close": Desk._close,
    "look": Desk._look,
    "now": Desk._return,
    "search": Desk._search,
}
