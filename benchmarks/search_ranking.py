"""How well the search puts first what people judged to answer a question: nDCG@10.

    python benchmarks/search_ranking.py [--collection FOLDER] [--halves]

The collection is one of the old test collections in the SMART layout, by default Cranfield in the
sample material: a file of documents (`*.all*`: .I number, .T title, .W text), one of questions
(`*.qry`) and one of judgements (`*rel*`: question, document, grade). Questions are numbered in their
order; what was judged with a grade above 0 counts 1. With JSON lines in their place
(documents.jsonl: id, title, text; questions.jsonl: id, text; judgements.tsv: question, document,
grade) any other collection is measured. It runs on SQLite and on a PostgreSQL of its own. Plain
FTS5 (porter, stop words left out, any word, bm25) is measured beside.

--halves tells what the free numbers of the ranking come to when they are chosen on one half of the
questions and measured on the other.
"""

import argparse
import json
import math
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
CORPORA = Path(os.environ.get("NEWSROOM_CORPORA") or ROOT.parent / "shared" / "corpora")
BEST = 10


def read_collection(folder: Path) -> tuple[dict, dict, dict]:
    """Return documents {id: (title, text)}, questions {id: text}, judgements {question: {id: gain}}."""
    if (folder / "documents.jsonl").exists():
        return _read_lines(folder)
    documents, questions = {}, {}
    for number, fields in _records(next(folder.glob("*.all*"))):
        documents[number] = (fields["T"], fields["W"])
    for place, (_, fields) in enumerate(_records(next(folder.glob("*.qry"))), 1):
        questions[str(place)] = fields["W"]
    judged = defaultdict(dict)
    for line in next(folder.glob("*rel*")).read_text().splitlines():
        question, document, grade = line.split()[:3]
        judged[question][document] = float(float(grade) > 0)
    return documents, questions, judged


def _records(path: Path):
    for record in re.split(r"^\.I ", path.read_text(errors="replace"), flags=re.M)[1:]:
        number, _, rest = record.partition("\n")
        fields = defaultdict(str)
        for part in re.split(r"^\.(?=[A-Z]\s*$)", rest, flags=re.M)[1:]:
            fields[part[0]] += part[1:]
        yield number.strip(), fields


def _read_lines(folder: Path) -> tuple[dict, dict, dict]:
    def rows(name):
        return [json.loads(line) for line in (folder / name).read_text().splitlines()]

    documents = {str(row["id"]): (row.get("title", ""), row["text"]) for row in rows("documents.jsonl")}
    questions = {str(row["id"]): row["text"] for row in rows("questions.jsonl")}
    judged = defaultdict(dict)
    for line in (folder / "judgements.tsv").read_text().splitlines():
        question, document, grade = line.split()[:3]
        judged[question][document] = max(float(grade), 0.0)
    return documents, questions, judged


def ndcg(found: list[str], gains: dict[str, float]) -> float:
    """Return the discounted gain of the first ten, against that of the best order there is."""
    best = sorted(gains.values(), reverse=True)[:BEST]
    ideal = sum(gain / math.log2(place + 2) for place, gain in enumerate(best))
    got = sum(gains.get(key, 0) / math.log2(place + 2) for place, key in enumerate(found[:BEST]))
    return got / ideal if ideal else 0.0


def plain_fts5(documents: dict, questions: dict) -> dict[str, list[str]]:
    """Return what SQLite's own ranking finds, as a measure to compare with."""
    from search.words import language

    stop_words = language("en").stop_words
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE f USING fts5(t, w, tokenize='porter unicode61')")
    keys = list(documents)
    database.executemany(
        "INSERT INTO f(rowid, t, w) VALUES (?, ?, ?)",
        [(place, *documents[key]) for place, key in enumerate(keys)],
    )
    found = {}
    for key, text in questions.items():
        words = [word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in stop_words]
        said = " OR ".join(f'"{word}"' for word in words)
        rows = database.execute("SELECT rowid FROM f WHERE f MATCH ? ORDER BY rank LIMIT 10", [said])
        found[key] = [keys[row[0]] for row in rows]
    return found


def build(documents: dict) -> list[str]:
    """Put the documents into an empty index; return their ids in the order of their keys."""
    import datetime as dt

    from search import index
    from search.documents import Source

    then = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    keys = list(documents)
    sources = [
        Source(place, documents[key][0], "", documents[key][1], frozenset(), then)
        for place, key in enumerate(keys, 1)
    ]
    for start in range(0, len(sources), 200):
        index.write(sources[start : start + 200], "en")
    return keys


def measure(questions: dict, judged: dict, keys: list[str]) -> dict[str, float]:
    """Return nDCG@10 of each question that has a judgement."""
    from search.engine import Question, search

    figures = {}
    for key, text in questions.items():
        if judged.get(key):
            found = search(Question(text, newer_first=False)).keys[:BEST]
            figures[key] = ndcg([keys[place - 1] for place in found], judged[key])
    return figures


def mean(figures) -> float:
    """Return the mean of numbers."""
    figures = list(figures)
    return sum(figures) / len(figures)


def halves(questions: dict, judged: dict, keys: list[str]) -> None:
    """Choose the free numbers on one half of the questions, and measure them on the other."""
    from itertools import product

    from search import ranking

    names = ("PAIRS", "FEEDBACK", "WIDENING")
    given = tuple(getattr(ranking, name) for name in names)
    results = {}
    for values in product((0.0, 0.1, 0.2, 0.3), (5, 10), (0.3, 0.4, 0.5)):
        for name, value in zip(names, values, strict=True):
            setattr(ranking, name, value)
        results[values] = measure(questions, judged, keys)
    for name, value in zip(names, given, strict=True):
        setattr(ranking, name, value)
    asked = list(results[given])
    unseen = []
    for learn, test in ((asked[::2], asked[1::2]), (asked[1::2], asked[::2])):
        best = max(results, key=lambda values: mean(results[values][key] for key in learn))
        unseen += [results[best][key] for key in test]
        print(f"  chosen on one half: {dict(zip(names, best, strict=True))}")
    print(f"  the other halves: {mean(unseen):.4f}; as shipped: {mean(results[given].values()):.4f}")


def run(options) -> None:
    """Measure on the database that the environment names."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.db import connection

    documents, questions, judged = read_collection(options.collection)
    keys = build(documents)
    figures = measure(questions, judged, keys)
    print(f"{connection.vendor}: nDCG@{BEST} {mean(figures.values()):.4f} ({len(figures)} questions)")
    if options.halves:
        halves(questions, judged, keys)
    if connection.vendor == "sqlite":
        plain = plain_fts5(documents, questions)
        print(f"plain FTS5: {mean(ndcg(plain[key], judged[key]) for key in figures):.4f}")


def run_on(kind: str, folder: Path) -> None:
    """Run this file again, with the database of that kind in `folder`."""
    from tests.__main__ import postgresql

    environment = os.environ | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    environment.pop("DATABASE_URL", None)
    arguments = [sys.executable, *sys.argv, "--here"]
    with postgresql(folder / "server") if kind == "postgresql" else nullcontext("") as url:
        environment |= {"DATABASE_URL": url} if url else {}
        subprocess.run(arguments, env=environment, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--collection", type=Path, default=CORPORA / "search")
    parser.add_argument("--halves", action="store_true")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        run(options)
        return
    for kind in [options.database] if options.database else ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory() as folder:
            run_on(kind, Path(folder))


if __name__ == "__main__":
    main()
