"""Redirects from a file, all or none, and back into one."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from itertools import zip_longest
from urllib.parse import SplitResult, quote, unquote, urlsplit

from django.db import transaction

from redirects.models import MissingAddress, Redirect
from redirects.workflow import BATCH, as_target, further_paths, lead_all_on, require_pair

LARGEST = 4 * 1024 * 1024  # bytes of a file
MOST_LINES = 50_000

_SEPARATOR = re.compile(r'"?sep=([,;\t])"?\r?\n', re.IGNORECASE)
_TOO_MANY = (
    "There are more than two columns on this line. Put one that holds a comma, a semicolon or a tab "
    "in quotation marks, and give further columns a heading."
)
_NOT_PLAIN = re.compile(r"[%#\s]")  # what is read as something else, or not at all at the end of a cell


@dataclass
class Plan:
    """What a file would do: `redirects` by their old paths, chains collapsed; and what is wrong.

    `errors` are (line, sentence). `changed` says which of the redirects lead somewhere else today,
    `same` how many are there already; `collapsed` how many lead further than the file says.
    """

    redirects: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    errors: list[tuple[int, str]] = field(default_factory=list)
    same: int = 0
    collapsed: int = 0

    @property
    def can_be_done(self) -> bool:
        """Whether nothing is wrong and there is something to do."""
        return bool(self.redirects) and not self.errors


def decode(content: bytes) -> str:
    """Return the text of a file. Raises ValueError with a sentence for a person."""
    if len(content) > LARGEST:
        raise ValueError(f"The file has more than {LARGEST // 1024 // 1024} MB. Split it.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ValueError(f"Line {line} is not UTF-8. Save the file as “CSV UTF-8”.") from error


def plan(text: str) -> Plan:
    """Return what a text of two columns, old address and new address, would do; it changes nothing.

    The columns are parted by commas, semicolons or tabs; a first line of headings is left out, and
    so are further columns that it names.
    Addresses are paths or whole web addresses; of the old ones, and of new ones of this site, the
    path counts.
    """
    found = Plan()
    lines = dict[str, int]()
    for line, cells in _lines(text, found):
        try:
            old, new = _pair(cells)
        except ValueError as error:
            found.errors.append((line, str(error)))
            continue
        if old in lines and found.redirects[old] != new:
            found.errors.append((line, f"{old} leads elsewhere on line {lines[old]}. Keep one of both."))
        elif old not in lines:
            found.redirects[old], lines[old] = new, line
    _contradict(found, lines)
    _collapse(found, lines)
    _compare(found)
    return found


def _lines(text: str, found: Plan) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that say something, with their numbers."""
    if "\0" in text:
        found.errors.append((text[: text.index("\0")].count("\n") + 1, "This is no text."))
        return
    said = _SEPARATOR.match(text)  # a spreadsheet's own first line
    text = text[said.end() :] if said else text
    first, line_end, _ = text.lstrip().partition("\n")
    delimiter = max(",;\t", key=first.count) if any(map(first.count, ",;\t")) else ","
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=said[1] if said else delimiter, strict=True
    )
    headings: list[str] = []
    is_first = True
    try:
        for number, cells in enumerate(reader):
            cells = [cell.strip() for cell in cells]
            line = reader.line_num + bool(said)
            if number > MOST_LINES:
                found.errors.append((line, f"The file has more than {MOST_LINES:,} lines. Split it."))
                return
            if not any(cells):
                continue
            has_address = any(cell.lower().startswith(("/", "http")) for cell in cells)
            if is_first and line_end and not has_address:
                headings = cells
            elif any(cell and not name for cell, name in zip_longest(cells[2:], headings[2:])):
                found.errors.append((line, _TOO_MANY))
            else:
                yield line, cells
            is_first = False
    except csv.Error:
        sentence = "This line cannot be read: look at its quotation marks."
        found.errors.append((reader.line_num + bool(said), sentence))


def _pair(cells: list[str]) -> tuple[str, str]:
    """Return the old and the new address of a line; raises ValueError with a sentence."""
    if len(cells) < 2 or not cells[0] or not cells[1]:
        raise ValueError("Two addresses are needed, the old one and the new one.")
    _split(cells[1])
    old, new = _path(_split(cells[0])), as_target(cells[1])
    require_pair(old, new)
    return old, new


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise ValueError(f"“{address[:80]}” is no address.") from error
    is_path = address.startswith("/") and not address.startswith("//")
    if not is_path and not (parts.scheme in ("http", "https") and parts.netloc):
        raise ValueError(f"“{address[:80]}” begins neither with / nor with https://.")
    return parts


def _path(parts: SplitResult) -> str:
    query = f"?{parts.query}" if parts.query else ""
    return unquote(f"{parts.path or '/'}{query}")


def _contradict(found: Plan, lines: dict[str, int]) -> None:
    """Refuse lines of one address, with a slash at its end and without, that lead to different places.

    Redirects that are there already may do so: each is followed for the address that it names.
    """
    pairs = [
        (old, f"{old}/")
        for old in lines
        if not old.endswith("/") and "?" not in old
        if found.redirects.get(f"{old}/", found.redirects[old]) != found.redirects[old]
    ]
    known = _known(path for pair in pairs for path in pair)
    for pair in pairs:
        if any(known.get(path) != found.redirects[path] for path in pair):
            first, second = sorted(pair, key=lines.__getitem__)
            sentence = (
                f"{second} is the same address as {first}, which leads elsewhere on line {lines[first]}."
            )
            found.errors.append((lines[second], f"{sentence} Keep one of both."))


def _collapse(found: Plan, lines: dict[str, int]) -> None:
    """Let each redirect lead to where the last of a chain does; loops become errors.

    Where a way ends is kept for all that stand on it: a file that is one long chain costs as much
    as any other.
    """
    known = _known_ways(found.redirects.values()) | found.redirects
    ends: dict[str, tuple[str, bool]] = {}  # where a way leads to, and whether that is a loop
    for old in lines:
        way, step = {}, old
        while step and step not in way and step not in ends:
            end = (known[step], False)
            way[step] = None
            step = next((path for path in further_paths(known[step]) if path in known), None)
        if step:
            end = (step, True) if step in way else ends[step]
        ends |= dict.fromkeys(way, end)
    for old, line in lines.items():
        end, is_loop = ends[old]
        if is_loop:
            found.errors.append((line, f"{old} would lead back to itself, by way of {end}."))
        elif end != found.redirects[old]:
            found.collapsed += 1
            found.redirects[old] = end
    found.errors.sort()


def _known_ways(addresses: Iterable[str]) -> dict[str, str]:
    """Return the redirects that lead on from addresses, and on from there."""
    ways, asked = dict[str, str](), set[str]()
    while wanted := {path for address in addresses for path in further_paths(address)} - asked:
        asked |= wanted
        rows = _known(wanted)
        ways |= rows
        addresses = rows.values()
    return ways


def _known(paths) -> dict[str, str]:
    """Return the redirects that start at paths."""
    wanted, known = sorted(set(paths)), {}
    for start in range(0, len(wanted), BATCH):
        rows = Redirect.objects.filter(old_path__in=wanted[start : start + BATCH])
        known |= dict(rows.values_list("old_path", "new_path"))
    return known


def _compare(found: Plan) -> None:
    """Leave out what is there already; keep what leads elsewhere today."""
    known = _known(found.redirects)
    same = [old for old, new in found.redirects.items() if known.get(old) == new]
    found.same = len(same)
    for old in same:
        del found.redirects[old]
    found.changed = {old: known[old] for old in found.redirects if old in known}


@transaction.atomic
def carry_out(found: Plan) -> None:
    """Write all redirects of a plan; those that led to one of the old addresses lead on with it."""
    olds = sorted(found.redirects)
    for start in range(0, len(olds), BATCH):
        batch = olds[start : start + BATCH]
        Redirect.objects.bulk_create(
            [Redirect(old_path=old, new_path=found.redirects[old]) for old in batch],
            update_conflicts=True,
            unique_fields=["old_path"],
            update_fields=["new_path"],
        )
        MissingAddress.objects.filter(path__in=batch).delete()
    lead_all_on(found.redirects)


def exported() -> Iterator[str]:
    """Yield all redirects as lines of CSV, a heading first, which `plan` reads as the same redirects."""
    yield "old,new\r\n"
    for old, new in Redirect.objects.order_by("old_path").values_list("old_path", "new_path").iterator():
        line = StringIO()
        csv.writer(line).writerow([_old_as_written(old), _new_as_written(new)])
        yield line.getvalue()


def _old_as_written(stored: str) -> str:
    """Return a decoded old address with its query as `_path` decodes it again."""
    path, mark, query = stored.partition("?")
    path = re.sub("^//", "/%2F", _encoded(path))  # else it would be a host
    return f"{path}{mark if query else quote(mark)}{_encoded(query)}"


def _new_as_written(stored: str) -> str:
    """Return a new address, of which the path is decoded, as `as_target` decodes it again."""
    if not stored.startswith("/"):
        return stored
    # A space at the very end would be lost, unless all is written as a path.
    path = stored if stored[-1].isspace() else re.match("[^?#]*", stored)[0]
    return f"{_encoded(path).replace('?', '%3F')}{stored[len(path) :]}"


def _encoded(path: str) -> str:
    return _NOT_PLAIN.sub(lambda found: quote(found[0]), path)
