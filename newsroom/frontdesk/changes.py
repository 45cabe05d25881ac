"""What an editor does to the front page, one change after the other, before it is saved.

The desk's page carries the changes that are not saved yet, and the server applies them anew to what
is saved at that moment: so a preview needs no row, and what one editor asked for can be applied on
top of what another has saved in between.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from desk.related import can_be_key
from newsroom.frontdesk.arrangement import Place
from newsroom.models import LARGEST_BLOCK

MOST_CHANGES = 300
KINDS = {
    "pin": ["story", "place", "starts_at", "ends_at"],
    "move": ["pin", "place"],
    "retime": ["pin", "place", "starts_at", "ends_at"],
    "unpin": ["pin"],
    "add_block": ["category"],
    "remove_block": ["category"],
    "raise_block": ["category"],
    "lower_block": ["category"],
    "size_block": ["category", "size"],
    "automatic_blocks": [],
}


class UnreadableError(Exception):
    """The changes that a form sent are none that our page can have sent."""


@dataclass(frozen=True)
class Change:
    """One thing to do. `name` is unique among the changes of a page, and names the pin it makes.

    Which of the others are there depends on `kind` (KINDS). A time of None: at once, or without end.
    """

    name: str
    kind: str
    story: int | None = None
    pin: str = ""
    place: Place | None = None
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    category: int | None = None
    size: int | None = None


def write(changes: Iterable[Change]) -> str:
    """Return changes as the text that a form carries."""
    rows = []
    for change in changes:
        row = {"name": change.name, "kind": change.kind}
        for field in KINDS[change.kind]:
            value = getattr(change, field)
            if isinstance(value, dt.datetime):
                value = value.isoformat()
            row[field] = str(value) if field == "place" else value
        rows.append(row)
    return json.dumps(rows)


def read(text: str) -> list[Change]:
    """Return the changes that `write` has written; raises UnreadableError for anything else."""
    try:
        rows = json.loads(text or "[]")
        if not isinstance(rows, list) or len(rows) > MOST_CHANGES:
            raise UnreadableError
        changes = [_read_row(row) for row in rows]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise UnreadableError from error
    if len({change.name for change in changes}) < len(changes):
        raise UnreadableError
    return changes


def _read_row(row: dict) -> Change:
    fields = KINDS[row["kind"]]
    if row.keys() != {"name", "kind", *fields}:
        raise UnreadableError
    values = {field: READERS[field](row[field]) for field in fields}
    return Change(_name(row["name"]), row["kind"], **values)


def _name(value: str) -> str:
    number = value.removeprefix("n")
    if value == number or not can_be_key(number):
        raise UnreadableError
    return value


def _pin(value: str) -> str:
    return value if can_be_key(value) else _name(value)


def _key(value: int) -> int:
    if not isinstance(value, int) or not can_be_key(value):
        raise UnreadableError
    return value


def _moment(value: str | None) -> dt.datetime | None:
    moment = dt.datetime.fromisoformat(value) if value is not None else None
    if moment and (moment.tzinfo is None or not 1000 <= moment.year <= 2999):
        raise UnreadableError
    return moment


def _size(value: int) -> int:
    if not isinstance(value, int) or not 1 <= value <= LARGEST_BLOCK:
        raise UnreadableError
    return value


READERS: dict[str, Callable] = {
    "story": _key,
    "pin": _pin,
    "place": Place.parse,
    "starts_at": _moment,
    "ends_at": _moment,
    "category": _key,
    "size": _size,
}


def add(changes: list[Change], kind: str, **values) -> list[Change]:
    """Return the changes with one more at their end."""
    numbers = [int(change.name.removeprefix("n")) for change in changes]
    return [*changes, Change(f"n{max(numbers, default=0) + 1}", kind, **values)]


def without(changes: list[Change], names: Iterable[str]) -> list[Change]:
    """Return the changes without some of them."""
    names = set(names)
    return [change for change in changes if change.name not in names]
