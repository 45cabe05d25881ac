"""Streams an export file as records, in constant memory, well-formed or not.

expat does the reading. Where it stops, the element at fault is read once more after
wordpress.wxr.repair has mended it; if that fails too, it is left out with a Problem that names
its line, and reading goes on at the next element. Entities are never declared or fetched.
"""

import os
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from wordpress.wxr.assembly import Assembly, MalformedError, RefusedError
from wordpress.wxr.records import Problem, Record, Site
from wordpress.wxr.repair import clean_chunks, mend

__all__ = ["RefusedError", "read"]

LARGEST_ELEMENT = 32 * 1024 * 1024  # bytes of one item, its comments included

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "wp": "http://wordpress.org/export/1.2/",
        "excerpt": "http://wordpress.org/export/1.2/excerpt/",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_PROLOGUE = f"<rss {_NAMESPACES}><channel>".encode()
_EPILOGUE = b"</channel></rss>"

# Where reading can begin again: an item, or anything else that stands in the channel.
_ITEM = re.compile(rb"(?:^|\n|>)[ \t\r]*(<item[\s>])")
_ELEMENT = re.compile(
    rb"(?:^|\n|>)[ \t\r]*"
    rb"(<(?:item|wp:author|wp:category|wp:tag|wp:term|wp:base_site_url|wp:base_blog_url)[\s>])"
)


def read(path: Path, progress: Callable[[int], None] | None = None) -> Iterator[Record]:
    """Yield the records of the export file at `path`, in its order.

    `progress` is called with the number of bytes read so far. What cannot be read becomes a
    Problem. Raises RefusedError for a file that declares entities, OSError if it cannot be opened.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            yield Problem(1, "The file is empty.")
            return
        reader = _Reader()
        for text, done, mended in clean_chunks(file):
            if mended:
                reader.note_characters()
            reader.feed(text.encode())
            yield from reader.take()
            if progress:
                progress(done)
        reader.close()
        yield from reader.take()


@dataclass(frozen=True)
class Failure:
    """Where reading stopped and why; the element at hand by its name and title, and where it began."""

    line: int
    reason: str
    name: str
    title: str
    begins: int


class _Reader:
    """One pass over a file. `window` holds the bytes since the element at hand began."""

    def __init__(self):
        self.found = deque()
        self.window = bytearray()
        self.seeking = None  # while we look for a place to go on: the pattern
        self.noted = set()
        self.failure = None
        self.restarted = False
        self.site = Site()
        self._start(line=1, prologue=b"")

    def _start(self, line: int, prologue: bytes) -> None:
        """Begin with a new parser at `line`; what it reads before is `prologue`."""
        self.assembly = Assembly(self.found.append, self._note_entity, self.site, line, len(prologue))
        if prologue:
            self.assembly.parser.Parse(prologue, False)
        self.ended = False  # whether this parser has read all there is
        self.window_start = 0  # offset of the window among the bytes that the parser was fed

    def feed(self, data: bytes) -> None:
        """Read a chunk of the file."""
        self.window += data
        if not self.seeking:
            self._parse(data)
        self._resume(final=False)

    def close(self) -> None:
        """Read what is left at the end of the file."""
        self._end_parse()
        while self.seeking:
            self._resume(final=True)
            self._end_parse()

    def take(self) -> Iterator[Record]:
        """Yield what was read since the last call."""
        while self.found:
            yield self.found.popleft()

    def _parse(self, data: bytes) -> None:
        try:
            self.assembly.parser.Parse(data, False)
        except (expat.ExpatError, MalformedError) as error:
            self._fail(error)
            return
        mark = self.assembly.mark
        del self.window[: mark - self.window_start]
        self.window_start = mark
        if len(self.window) > LARGEST_ELEMENT:
            size = LARGEST_ELEMENT // (1024 * 1024)
            self._fail(MalformedError(f"an element is larger than {size} MB"))

    def _end_parse(self) -> None:
        if self.seeking or self.ended:
            return
        self.ended = True
        try:
            self.assembly.parser.Parse(b"", True)
        except (expat.ExpatError, MalformedError) as error:
            # After a fresh start the file's own end closes the prologue, or nothing does.
            if self.assembly.open_name or not self.restarted:
                self._fail(error)

    def _fail(self, error: Exception) -> None:
        """Remember what went wrong and where; from now on the next element is looked for."""
        assembly = self.assembly
        begun = assembly.mark - self.window_start
        del self.window[:begun]
        if isinstance(error, expat.ExpatError):
            reason = expat.errors.messages.get(error.code, str(error))
            line = assembly.line_of(error.lineno)
        else:
            reason, line = str(error), assembly.current_line()
        self.failure = Failure(
            line, reason, assembly.open_name, assembly.open_title(), assembly.mark_line
        )
        # What failed before it was even opened must not be found again.
        self.skip_first = bool(assembly.open_name) or (self.restarted and not begun)
        self.dropped_lines = 0
        self.too_large = len(self.window) > LARGEST_ELEMENT
        self.seeking = _ITEM if assembly.open_name == "item" else _ELEMENT

    def _resume(self, final: bool) -> None:
        """Go on at the next element of the window, until it is read or more of the file is needed."""
        while self.seeking:
            found = self.seeking.search(self.window)
            if found and self.skip_first and found.start(1) == 0:
                found = self.seeking.search(self.window, found.end())
            if not found and not final:
                self._bound_window()
                return
            end = found.start(1) if found else len(self.window)
            piece, rest = bytes(self.window[:end]), bytes(self.window[end:])
            self._settle_failure(piece, complete=bool(found))
            self.window.clear()
            self.seeking = None
            self.ended = not rest
            if rest:
                line = self.failure.begins + self.dropped_lines + piece.count(b"\n")
                self.restarted = True
                self._start(line, _PROLOGUE)
                self.window_start = len(_PROLOGUE)
                self.window += rest
                self._parse(rest)

    def _bound_window(self) -> None:
        """Forget what is too large to be read, all but the bytes that may begin an element."""
        self.too_large = self.too_large or len(self.window) > LARGEST_ELEMENT
        if self.too_large:
            self.skip_first = False
            self.dropped_lines += self.window.count(b"\n", 0, len(self.window) - 64)
            del self.window[:-64]

    def _settle_failure(self, piece: bytes, complete: bool) -> None:
        failure = self.failure
        if not failure.name:
            message = f"The file is not well-formed here: {failure.reason}."
            self.found.append(Problem(failure.line, message))
            return
        what = f"<{failure.name}>" + (f" “{failure.title}”" if failure.title else "")
        begins = failure.begins
        may_close = complete and failure.name == "item"
        records = None if self.too_large else _read_again(piece, begins, may_close)
        if records:
            self.found.extend(records)
            kept = f"The {what} that begins on line {begins} was mended and kept; please check it."
        elif complete or self.too_large:
            kept = f"The {what} that begins on line {begins} was not taken."
        else:
            kept = f"The file ends inside the {what} that begins on line {begins}; it was not taken."
        self.found.append(Problem(failure.line, f"Not well-formed: {failure.reason}. {kept}"))

    def note_characters(self) -> None:
        self._note("characters", "Characters that XML forbids were left out, or read as Windows-1252.")

    def _note_entity(self, name: str, known: bool) -> None:
        reading = "was read as its character" if known else "is unknown and was kept as it stands"
        self._note(name, f"The entity &{name}; {reading}; XML does not know it.")

    def _note(self, key: str, message: str) -> None:
        """Note something remarkable once for each file."""
        if key not in self.noted and len(self.noted) < 50:
            self.noted.add(key)
            self.found.append(Problem(self.assembly.current_line(), message, broken=False))


def _read_again(piece: bytes, line: int, may_close: bool) -> list[Record]:
    """Read one mended element; return its records, none if it cannot be mended."""
    text = mend(piece.decode())
    for ending in ("", "</item>") if may_close else ("",):
        records = []
        assembly = Assembly(records.append, lambda name, known: None, Site(), line, len(_PROLOGUE))
        try:
            assembly.parser.Parse(_PROLOGUE, False)
            assembly.parser.Parse(text.encode() + ending.encode() + _EPILOGUE, True)
        except (expat.ExpatError, MalformedError):
            if records and not assembly.open_name:
                return records
            continue
        return records
    return []
