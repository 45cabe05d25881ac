"""How far an import is: a bar on a terminal, a line now and then elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn


class Steps:
    """Shows the steps of an import on `stream` (default: standard output)."""

    def __init__(self, stream: TextIO | None = None, quiet: bool = False):
        self.stream = stream or sys.stdout
        self.quiet = quiet
        self.is_terminal = getattr(self.stream, "isatty", lambda: False)()

    @contextmanager
    def step(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        """Show one step; what is yielded is called with how much of `total` is done."""
        if self.quiet:
            yield lambda done: None
        elif self.is_terminal:
            columns = [
                TextColumn("{task.description:26}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f} %"),
            ]
            console = Console(file=self.stream)
            with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
                task = progress.add_task(name, total=total)
                yield lambda done: progress.update(task, completed=done)
        else:
            yield self._lines(name, total)

    def _lines(self, name: str, total: int) -> Callable[[int], None]:
        """Return a function that writes a line at each fifth of the way."""
        self.stream.write(f"{name}: {total:,} to go\n")
        last = 0

        def tell(done: int) -> None:
            nonlocal last
            fifth = done * 5 // total if total else 5
            if fifth > last:
                last = fifth
                self.stream.write(f"{name}: {fifth * 20} %\n")
                self.stream.flush()

        return tell
