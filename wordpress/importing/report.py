"""What an import did, counted for each kind of thing, and written down item by item if asked for.

No address of a person or of a network gets in here: comments are named by their number. Nothing
that the export says can move the cursor of the terminal that shows it.
"""

import json
from collections import Counter
from pathlib import Path

from comments.text import clean_line

NOTES_KEPT = 40  # shown at the end; a report file has all of them
OUTCOMES = ("imported", "updated", "unchanged", "skipped")


class Report:
    """Counts outcomes and keeps remarks. With `path`, each one is written there as it comes.

    A file whose name ends in .json gets `{"entries": […], "counts": …}`, any other one plain text.
    """

    def __init__(self, path: Path | None = None):
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.notes: list[str] = []
        self.number_of_notes = 0
        self.broken: list[str] = []
        self.file = path.open("w", encoding="utf-8") if path else None
        self.is_json = bool(path and path.suffix.lower() == ".json")
        self.entries = 0
        if self.is_json:
            self.file.write('{"entries": [')

    def imported(self, kind: str, line: int, title: str) -> None:
        self._count(kind, "imported", line, title)

    def updated(self, kind: str, line: int, title: str) -> None:
        self._count(kind, "updated", line, title)

    def unchanged(self, kind: str, line: int, title: str) -> None:
        self._count(kind, "unchanged", line, title)

    def skipped(self, kind: str, line: int, title: str, reason: str) -> None:
        reason = clean_line(reason)
        self.reasons[kind, reason] += 1
        self._count(kind, "skipped", line, title, reason)

    def _count(self, kind: str, outcome: str, line: int, title: str, reason: str = "") -> None:
        title = clean_line(title)
        self.outcomes[kind, outcome] += 1
        self._write({"outcome": outcome, "kind": kind, "line": line, "title": title, "reason": reason})

    def note(self, line: int, title: str, message: str) -> None:
        """Remark on something that was taken but is not quite what it was."""
        title, message = clean_line(title), clean_line(message)
        self.number_of_notes += 1
        if len(self.notes) < NOTES_KEPT:
            self.notes.append(f"Line {line}" + (f", “{title}”" if title else "") + f": {message}")
        self._write({"outcome": "note", "line": line, "title": title, "reason": message})

    def problem(self, line: int, message: str) -> None:
        """Report a place where the file is broken."""
        message = clean_line(message)
        if len(self.broken) < NOTES_KEPT:
            self.broken.append(f"Line {line}: {message}")
        self._write({"outcome": "broken", "line": line, "title": "", "reason": message})

    def _write(self, entry: dict) -> None:
        if self.is_json:
            self.file.write((",\n" if self.entries else "\n") + json.dumps(entry, ensure_ascii=False))
        elif self.file:
            what = " ".join(filter(None, [entry.get("kind"), entry["title"] and f"“{entry['title']}”"]))
            reason = f": {entry['reason']}" if entry["reason"] else ""
            self.file.write(f"line {entry['line']}\t{entry['outcome']}\t{what}{reason}\n")
        self.entries += 1

    def counts(self) -> dict[str, dict[str, int]]:
        """Return {kind: {"found": n, "imported": n, …}}, kinds in the order they came."""
        counts: dict[str, dict[str, int]] = {}
        for (kind, outcome), number in self.outcomes.items():
            row = counts.setdefault(kind, dict.fromkeys(("found", *OUTCOMES), 0))
            row[outcome] += number
            row["found"] += number
        return counts

    def summary(self) -> list[str]:
        """Return the report in lines for a person."""
        lines = [f"{'':24}{'found':>10}" + "".join(f"{outcome:>11}" for outcome in OUTCOMES)]
        for kind, row in self.counts().items():
            lines.append(f"{kind:24}{row['found']:>10}" + "".join(f"{row[o]:>11}" for o in OUTCOMES))
        if self.reasons:
            lines += ["", "Skipped:"]
            lines += [
                f"  {number:>7} {kind}: {reason}" for (kind, reason), number in self.reasons.items()
            ]
        if self.notes:
            lines += ["", "Please look at:"] + [f"  {note}" for note in self.notes]
            if self.number_of_notes > len(self.notes):
                more = self.number_of_notes - len(self.notes)
                lines.append(f"  … and {more} more. --report FILE writes all of them.")
        if self.broken:
            lines += ["", "The file is broken here:"] + [f"  {problem}" for problem in self.broken]
        return lines

    def close(self) -> None:
        """Finish the report file."""
        if self.is_json:
            self.file.write(f'\n],\n"counts": {json.dumps(self.counts(), ensure_ascii=False)}}}\n')
        elif self.file:
            self.file.write("\n" + "\n".join(self.summary()) + "\n")
        if self.file:
            self.file.close()
