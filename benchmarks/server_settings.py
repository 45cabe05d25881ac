"""What gunicorn does with so many processes and threads: the settings that deploy/gunicorn.conf.py has.

    .venv/bin/python -m benchmarks.server_settings [--settings 2x4 4x2 …] [--rounds 5] [--seconds 3]

A server for each pair of processes and threads stands on 127.0.0.1, all of one scratch newsroom, and
they are asked in turn by wrk (https://github.com/wg/wrk). Printed are medians of the rounds: kept pages
a second, over 16 connections; pages that Django makes a second, over 8 (a search, which is never kept);
what a reader of a kept page waits while 8 others have pages made; and the memory of the workers.
"""

import argparse
import statistics
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.pages import WRK, Asked, ask
from benchmarks.serving import Site

PORT = 8501
PAIRS = ["1x4", "2x1", "2x2", "2x4", "2x8", "3x4", "4x1", "4x2", "4x4"]
SETUP = """
from tests.bulk import make_stories
print(make_stories(200).get_absolute_url())
"""
SEARCH = "/search/?q=story"
PAUSE = 0.5  # seconds in which a server ends what nobody waits for any longer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--settings", nargs="+", default=PAIRS, help="processes x threads, such as 2x4")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of each measurement")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "data"
        story, sites = "", {}
        for place, pair in enumerate(arguments.settings):
            workers, threads = pair.split("x")
            env = {"WEB_CONCURRENCY": workers, "GUNICORN_THREADS": threads}
            sites[pair] = stack.enter_context(Site(folder, PORT + place, **env))
            story = story or sites[pair].shell(SETUP)
            sites[pair].start()
        turns = {pair: [] for pair in sites}
        for _ in range(arguments.rounds + 1):
            for pair, site in sites.items():
                turns[pair].append(measure(site, story, arguments.seconds))
        print(f"{'':8}{'kept/s':>9}{'made/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'MB':>7}")
        for pair, rounds in turns.items():
            values = [statistics.median(column) for column in zip(*rounds[1:], strict=True)]
            print(
                f"{pair:8}{values[0]:9.0f}{values[1]:9.1f}{values[2]:9.1f}{values[3]:9.1f}{values[4]:7.0f}"
            )


def measure(site: Site, story: str, seconds: int) -> tuple[float, ...]:
    """Return kept and made pages a second, a reader's p50 and p99 beside the latter, and the memory."""
    kept, made = ask(site, story, seconds, 16), ask(site, SEARCH, seconds, 8)
    time.sleep(PAUSE)
    command = [WRK, "-t1", "-c8", f"-d{seconds + 1}s", f"{site.url}{SEARCH}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as others:
        beside: Asked = ask(site, story, seconds, 1)
        others.wait()
    return kept.rate, made.rate, beside.p50, beside.p99, site.memory()


if __name__ == "__main__":
    main()
