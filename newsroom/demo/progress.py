"""How far a long load is: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

PAUSE = 10  # seconds between two lines where there is no terminal


@contextmanager
def counting(what: str, total: int, stream: TextIO) -> Iterator[Callable[[int], None]]:
    """Tell on `stream` how many of `total` are done; what is yielded is called with each further few."""
    begin = time.monotonic()
    if stream.isatty():
        columns = [
            TextColumn(f"{what:10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        ]
        with Progress(*columns, console=Console(file=stream)) as progress:
            task = progress.add_task(what, total=total, rate="")

            def advance(number: int) -> None:
                done = progress.tasks[0].completed + number
                progress.update(task, advance=number, rate=_rate(done, begin))

            yield advance
        return
    done, told = 0, begin

    def tell(number: int) -> None:
        nonlocal done, told
        done += number
        if done >= total or time.monotonic() - told > PAUSE:
            told = time.monotonic()
            stream.write(f"{what}: {done:,} of {total:,}, {_rate(done, begin)}\n")
            stream.flush()

    yield tell


def _rate(done: float, begin: float) -> str:
    """Return in words how many were done in a second since `begin`."""
    rate = done / max(time.monotonic() - begin, 0.001)
    return f"{rate:,.0f} a second" if rate >= 10 else f"{rate:.1f} a second"
