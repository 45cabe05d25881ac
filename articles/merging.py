"""Puts together what two people wrote at the same time, and says what cannot be put together.

Three contents of a story (laid out by articles.content) go in: the one both started from, mine and
theirs. A field that only one of them changed is theirs to change; sets take what either added or
took away; rows are merged one by one; the text is merged paragraph by paragraph.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from itertools import pairwise

from articles.content import NAMES, ROWS, SETS, TIMES
from articles.sequences import Differ

_ONCE = {"bylines": "author", "pins": "story", "bans": "story"}

# Where a text may be cut: before each block that stands on its own at the outermost level.
_BLOCK = re.compile(r"<(/?)(p|h[2-4]|ul|ol|blockquote|hr|table|pre|figure|div)\b[^>]*>")


@dataclass(frozen=True)
class Merge:
    """What came of a merge.

    In `content`, a field named by `conflicts` is as `theirs` has it; all others are merged.
    """

    content: dict
    conflicts: list[str] = field(default_factory=list)


class _ConflictError(Exception):
    pass


def merge(base: dict, mine: dict, theirs: dict) -> Merge:
    """Merge two contents that both come from `base`."""
    content, conflicts = {}, []
    for name in NAMES:
        try:
            content[name] = _merge_field(name, *(_value(one, name) for one in (base, mine, theirs)))
        except _ConflictError:
            content[name] = _value(theirs, name)
            conflicts.append(name)
    if _contradicts_itself(content) and not (_contradicts_itself(mine) or _contradicts_itself(theirs)):
        disputed = [name for name in TIMES if mine.get(name) != theirs.get(name)]
        content |= {name: theirs.get(name) for name in disputed}
        conflicts += [name for name in disputed if name not in conflicts]
    return Merge(content, conflicts)


def changed_fields(before: dict, after: dict) -> list[str]:
    """Return the names of the fields in which two contents differ."""
    return [name for name in NAMES if _value(before, name) != _value(after, name)]


def _value(content: dict, name: str):
    """Return a part of a content; older revisions do not have all of them."""
    return content.get(name, [] if name in ROWS else None)


def _merge_field(name, base, mine, theirs):
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    if name in SETS:
        return _merge_sets(base, mine, theirs)
    if name in ROWS:
        return _merge_rows(base, mine, theirs, _ONCE.get(name))
    if name == "body":
        return "".join(_merge_lists(blocks(base), blocks(mine), blocks(theirs)))
    raise _ConflictError


def _merge_sets(base, mine, theirs):
    gone = (set(base) - set(mine)) | (set(base) - set(theirs))
    together = (set(mine) | set(theirs)) - gone
    return sorted(together, key=lambda value: value.casefold() if isinstance(value, str) else value)


def _merge_rows(base, mine, theirs, once: str | None):
    """Merge lists of rows that are told apart by their `id`; their order is that of one of them.

    What the rows have in `once` stands in one row only: an author whom both added is added once.
    """
    base_rows, my_rows, their_rows = ({row["id"]: row for row in rows} for rows in (base, mine, theirs))
    order = _merge_lists([*base_rows], [*my_rows], [*their_rows])
    merged = []
    for key in order:
        was, my, their = base_rows.get(key), my_rows.get(key), their_rows.get(key)
        if my is None or my in (was, their):
            merged.append(their)
        elif their in (None, was):
            merged.append(my)
        else:
            raise _ConflictError
    # Who took a row away must not have done so while the other changed it.
    for key in base_rows.keys() - set(order):
        kept = [rows[key] for rows in (my_rows, their_rows) if key in rows]
        if kept and kept != [base_rows[key]]:
            raise _ConflictError
    return _each_once(merged, once, their_rows) if once else merged


def _each_once(rows: list[dict], once: str, kept: dict) -> list[dict]:
    """Leave out rows that say what another does already; those in `kept` stay."""
    first: dict[int, dict] = {}
    for row in sorted(rows, key=lambda row: row["id"] not in kept):
        other = first.setdefault(row[once], row)
        if other | {"id": ""} != row | {"id": ""}:
            raise _ConflictError
    return [row for row in rows if first[row[once]] is row]


def _contradicts_itself(content: dict) -> bool:
    """Whether a story would end, or be under embargo, when it is published."""
    begin, embargo, end = (_moment(content.get(name)) for name in TIMES)
    return begin is not None and bool((embargo and begin < embargo) or (end and end <= begin))


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _merge_lists(base: list, mine: list, theirs: list) -> list:
    """Merge two lists that come from `base`, in the way of diff3; changes in one place conflict."""
    my_changes, their_changes = _changes(base, mine), _changes(base, theirs)
    merged, at = [], 0
    while my_changes or their_changes:
        if my_changes and their_changes and _touch(my_changes[0], their_changes[0]):
            if my_changes[0] != their_changes[0]:
                raise _ConflictError
            their_changes.pop(0)
            continue
        first = min(my_changes[:1] + their_changes[:1])
        (my_changes if my_changes[:1] == [first] else their_changes).pop(0)
        start, end, new = first
        merged += base[at:start] + new
        at = end
    return merged + base[at:]


def _changes(before: list, after: list) -> list[tuple[int, int, list]]:
    """Return what was done to `before`: (start, end, what stands there now), in order."""
    steps = Differ().steps(before, after)
    return [(start, end, after[a:b]) for changed, start, end, a, b in steps if changed]


def _touch(first, second) -> bool:
    """Whether two changes are of the same place, or leave nothing between them."""
    return first[0] <= second[1] and second[0] <= first[1]


def blocks(html: str) -> list[str]:
    """Cut a text into its outermost blocks; joined again they are the text, to the byte."""
    cuts, depth = [], 0
    for tag in _BLOCK.finditer(html):
        closing, name = tag.groups()
        if name == "hr":
            cuts += [tag.start()] if depth == 0 else []
        elif closing:
            depth = max(depth - 1, 0)
        else:
            cuts += [tag.start()] if depth == 0 else []
            depth += 1
    cuts = [0, *cuts[cuts[:1] == [0] :], len(html)]
    return [html[start:end] for start, end in pairwise(cuts) if start != end]
