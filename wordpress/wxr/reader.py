"""Streams an export file as records, in constant memory, well-formed or not.

expat does the reading. Where it stops, the element at fault is read once more after
wordpress.wxr.repair has mended it; if that fails too, it is left out with a Problem that names
its line, and reading goes on at the next element. Entities are never declared or fetched.
"""

import os
import re
from collections import deque
from collections.abc import Callable, Iterator
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
        self.window += data
        if self.seeking:
            self._seek(final=False)
        else:
            self._parse(data)

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

    def close(self) -> None:
        """Read what is left at the end of the file."""
        self._end_parse()
        while self.seeking:
            self._seek(final=True)
            self._end_parse()

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

    def take(self) -> Iterator[Record]:
        while self.found:
            yield self.found.popleft()

    def _fail(self, error: Exception) -> None:
        """Remember what went wrong and where, and look for the next element."""
        assembly = self.assembly
        inside = len(self.window) and assembly.mark - self.window_start
        if 0 < inside <= len(self.window):
            del self.window[:inside]
        if isinstance(error, expat.ExpatError):
            reason = expat.errors.messages.get(error.code, str(error))
            line = assembly.line_of(error.lineno)
        else:
            reason, line = str(error), assembly.current_line()
        self.failure = (line, reason, assembly.open_name, assembly.open_title(), assembly.mark_line)
        self.dropped_lines = 0
        self.too_large = len(self.window) > LARGEST_ELEMENT
        self.seeking = _ITEM if assembly.open_name == "item" else _ELEMENT
        self._seek(final=False)

    def _seek(self, final: bool) -> None:
        """Find the next element in the window; read the failed one again up to there."""
        opened = self.failure[2]
        found = self.seeking.search(self.window, 1 if opened else 0)
        while found and opened and found.start(1) == 0:
            found = self.seeking.search(self.window, found.end())
        if not found and not final:
            self._bound_window()
            return
        end = found.start(1) if found else len(self.window)
        piece = bytes(self.window[:end])
        self._settle_failure(piece, complete=bool(found))
        line = self.failure[4] + self.dropped_lines + piece.count(b"\n")
        rest = bytes(self.window[end:])
        self.window.clear()
        self.seeking = None
        self.ended = not rest
        if rest:
            self.restarted = True
            self._start(line, _PROLOGUE)
            self.window_start = len(_PROLOGUE)
            self.window += rest
            self._parse(rest)

    def _bound_window(self) -> None:
        """Forget what is too large to be read, all but the bytes that may begin an element."""
        if len(self.window) > LARGEST_ELEMENT:
            self.too_large = True
        if self.too_large:
            self.dropped_lines += self.window.count(b"\n", 0, len(self.window) - 64)
            del self.window[:-64]

    def _settle_failure(self, piece: bytes, complete: bool) -> None:
        line, reason, name, title, begins = self.failure
        what = f"<{name}>" + (f" “{title}”" if title else "") if name else ""
        if not name:
            self.found.append(Problem(line, f"The file is not well-formed here: {reason}."))
            return
        records = None if self.too_large else _read_again(piece, begins, complete and name == "item")
        if records:
            self.found.extend(records)
            kept = f"The {what} that begins on line {begins} was mended and kept; please check it."
        elif complete or self.too_large:
            kept = f"The {what} that begins on line {begins} was not taken."
        else:
            kept = f"The file ends inside the {what} that begins on line {begins}; it was not taken."
        self.found.append(Problem(line, f"Not well-formed: {reason}. {kept}"))

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
