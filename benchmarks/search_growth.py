"""What a search costs at 10,000 documents and at a million: time, memory, size and build of the index.

    .venv/bin/python -m benchmarks.search_growth [--documents N] [--against N]
                                                 [--database sqlite|postgresql]

Documents are made of words that are as common as words are (Zipf's law, 200,000 of them, 250 words
each), and go straight into the index by the functions that stories go by. Beyond --distinct, they
repeat the words of those before under other keys, times and marks: that is quicker to build, and as
much to search. The same questions are asked of both indexes in turns: of rare words and of the most
common ones, in phrases, without words, while typing, misspelt, of as many words as are looked at,
filtered, and by date. What is stated is the ratio of their median times, and the highest memory of
the asking process.
"""

import argparse
import bisect
import contextlib
import datetime as dt
import itertools
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.serving import ROOT
from benchmarks.words import VOCABULARY, word

WORDS = 250  # of a document
AT_ONCE = 500
START = dt.datetime(2004, 1, 1, tzinfo=dt.UTC)


class Zipf:
    """Draws words as often as their rank says."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)  # noqa: S311  no secret
        self.edges = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
        self.words = [word(rank) for rank in range(VOCABULARY)]

    def draw(self, number: int) -> list[str]:
        """Return so many words."""
        edges, last = self.edges, self.edges[-1]
        draw = self.random.random
        return [self.words[bisect.bisect_left(edges, draw() * last)] for _ in range(number)]


def build(documents: int, distinct: int) -> float:
    """Fill the index; return the seconds that the distinct documents took, without making them up."""
    from search import index, tallies
    from search.documents import Source

    zipf, spent = Zipf(seed=1), 0.0
    for start in range(0, min(documents, distinct), AT_ONCE):
        sources = []
        for key in range(start + 1, min(start + AT_ONCE, documents, distinct) + 1):
            said = zipf.draw(WORDS)
            text, published = " ".join(said[30:]), when(key, documents)
            title, lead = " ".join(said[:8]), " ".join(said[8:30])
            sources.append(Source(key, title, lead, text, frozenset(marks(key)), published))
        began = time.perf_counter()
        index.write(sources, "en", then_fold=False)
        if start // AT_ONCE % 50 == 49:
            tallies.fold()
        spent += time.perf_counter() - began
    began = time.perf_counter()
    tallies.fold()
    spent += time.perf_counter() - began
    if documents > distinct:
        copy(documents, distinct)
    return spent


def when(key: int, documents: int) -> dt.datetime:
    """Return the time at which a document was published: they come evenly, through twenty years."""
    return START + key / documents * dt.timedelta(days=365 * 20)


def marks(key: int) -> list[str]:
    """Return what a document is filed under."""
    return [f"a{key % 300}", f"c{key % 12}", f"t{key % 5000}"]


def copy(documents: int, distinct: int) -> None:
    """Repeat the distinct documents under other keys and times until there are enough."""
    from django.db import connection, transaction
    from django.db.models import F

    from search.backends import backend, bucket
    from search.documents import unpack
    from search.models import Document, Term

    is_postgresql = connection.vendor == "postgresql"
    if is_postgresql:
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX search_index_lexemes")
    originals = {}
    for row in Document.objects.order_by("pk").iterator():
        said = [lexeme for lexeme in unpack(row.indexed)[0].split() if lexeme[0] != "="]
        originals[row.pk] = row, " ".join(said)
    for start in range(distinct, documents, 10 * AT_ONCE):
        rows, lexemes = [], []
        for key in range(start + 1, min(start + 10 * AT_ONCE, documents) + 1):
            row, said = originals[(key - 1) % distinct + 1]
            filed = marks(key)
            values = {"digest": "", "length": row.length, "marks": f" {' '.join(filed)} "}
            values |= {"terms": row.terms, "indexed": row.indexed}
            rows.append(Document(pk=key, published_at=when(key, documents), **values))
            lexemes.append((key, [said, *(f"={mark}" for mark in filed), bucket(key)]))
        with transaction.atomic():
            Document.objects.bulk_create(rows, batch_size=100)
            backend().write(lexemes)
    if is_postgresql:
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX search_index_lexemes ON search_index USING gin (lexemes)")
    Term.objects.update(documents=F("documents") * documents / distinct)


def questions() -> dict:
    """Return questions of every kind, by name."""
    from search.engine import Question

    rare, middle, common = word(60_000), word(3_000), word(300)
    return {
        "rare word": Question(rare),
        "one word": Question(middle),
        "common word": Question(common),
        "very common words": Question(f"{word(3)} {word(5)} {word(8)}"),
        "three words": Question(f"{rare} {middle} {common}"),
        "twelve words": Question(" ".join(word(rank) for rank in range(40, 4_000, 330))),
        "32 words": Question(" ".join(word(rank) for rank in range(2, 66, 2))),
        "32 unknown": Question(" ".join(f"{word(rank)}x" for rank in range(5_000, 5_064, 2))),
        "phrase": Question(f'"{word(20)} {word(30)}"'),
        "without": Question(f"{middle} -{common}"),
        "typing": Question(f"{common} {word(2_500)[:3]}", is_typing=True),
        "misspelt": Question(f"{middle[0]}{middle[2]}{middle[1]}{middle[3:]} {rare}"),
        "by date": Question(f"{middle} {common}", by_date=True),
        "common, by date": Question(word(3), by_date=True),
        "section": Question(f"{middle} {word(30)}", marks=("c3",)),
        "tag": Question(word(30), marks=("t77",)),
        "nothing": Question("qqqqq wwwww"),
    }


def ask() -> None:
    """Answer names of questions, one a line, with milliseconds; said to by the measuring process."""
    from search.engine import search

    asked = questions()
    print(json.dumps(list(asked)), flush=True)
    for line in sys.stdin:
        began = time.perf_counter()
        found = search(asked[line.strip()])
        took = (time.perf_counter() - began) * 1000
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps([took, len(found.keys), memory]), flush=True)


def size() -> dict[str, int]:
    """Return the bytes of the lookup, and of everything the room keeps."""
    from django.db import connection

    from search.backends import backend

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
            cursor.execute(
                "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c "
                "WHERE c.relname LIKE 'search\\_%%' AND c.relkind = 'r'"
            )
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%search_%'")
        whole = int(cursor.fetchone()[0])
    return {"lookup": backend().size(), "whole": whole}


def child(task: str, folder: Path, url: str, *options: str, **kwargs) -> subprocess.Popen:
    """Start this file again, on the index in `folder` or at `url`."""
    environment = os.environ | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    environment.pop("DATABASE_URL", None)
    if url:
        environment["DATABASE_URL"] = url
    arguments = [sys.executable, "-m", "benchmarks.search_growth", "--task", task, *options]
    return subprocess.Popen(
        arguments, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, **kwargs
    )


@contextlib.contextmanager
def databases(kind: str, folder: Path, names: list[str]):
    """Yield the address of a database for each name; empty for SQLite, which lies in its folder."""
    if kind == "sqlite":
        yield ["" for _ in names]
        return
    from tests.__main__ import postgresql

    with postgresql(folder / "server") as url:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            for name in names:
                connection.execute(f"CREATE DATABASE {name}")
        yield [url.replace("/postgres?", f"/{name}?") for name in names]


def measure(kind: str, sizes: list[int], distinct: int, rounds: int, folder: Path) -> None:
    """Build the indexes, ask both in turns, and print what came of it."""
    names = [f"index_{number}" for number in sizes]
    with databases(kind, folder, names) as urls:
        places = [(folder / name, url) for name, url in zip(names, urls, strict=True)]
        for number, (place, url) in zip(sizes, places, strict=True):
            built = child("build", place, url, "--documents", str(number), "--distinct", str(distinct))
            told = json.loads(built.communicate()[0].splitlines()[-1])
            print(
                f"{kind}, {number:,} documents: {min(number, distinct):,} written in "
                f"{told['seconds']:.0f} s, "
                f"{told['whole'] / 1e6:,.0f} MB, of which lookup {told['lookup'] / 1e6:,.0f} MB; "
                f"memory {told['memory'] / 1024:.0f} MB",
                flush=True,
            )
        asking = [child("ask", place, url, stdin=subprocess.PIPE) for place, url in places]
        compare(asking, rounds)
        for process in asking:
            process.communicate()


def compare(asking: list[subprocess.Popen], rounds: int) -> None:
    """Ask both processes every question in turns, and print the medians and their ratio."""
    names = json.loads(asking[0].stdout.readline())
    asking[1].stdout.readline()
    print(f"  {'':18}" + f"{'small':>10}{'large':>10}{'ratio':>8}   found")
    all_times, memory = [[], []], [0, 0]
    for name in names:
        times, found = [[], []], [0, 0]
        for turn in range(rounds + 2):
            for which, process in enumerate(asking):
                process.stdin.write(name + "\n")
                process.stdin.flush()
                took, found[which], memory[which] = json.loads(process.stdout.readline())
                if turn > 1:
                    times[which].append(took)
        small, large = map(statistics.median, times)
        for which in (0, 1):
            all_times[which].append((small, large)[which])
        print(f"  {name:18}{small:8.1f}ms{large:8.1f}ms{large / small:8.2f}   {found[0]}, {found[1]}")
    small, large = (statistics.mean(times) for times in all_times)
    print(f"  {'mean':18}{small:8.1f}ms{large:8.1f}ms{large / small:8.2f}")
    print(f"  memory of the asking process: {memory[0] / 1024:.0f} MB, {memory[1] / 1024:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--against", type=int, default=10_000)
    parser.add_argument("--distinct", type=int, default=20_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--folder", type=Path, help="keep the indexes here (SQLite)")
    parser.add_argument("--task", choices=["build", "ask"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.task:
        with tempfile.TemporaryDirectory() as temporary:
            folder = options.folder or Path(temporary)
            sizes = [options.against, options.documents]
            measure(options.database, sizes, options.distinct, options.rounds, folder)
        return
    import django

    django.setup()
    if options.task == "ask":
        ask()
        return
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    seconds = build(options.documents, options.distinct)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "memory": memory, **size()}))


if __name__ == "__main__":
    main()
