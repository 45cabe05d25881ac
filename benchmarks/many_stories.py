"""What related stories and most read cost in a paper of a million stories, against one of 10,000.

    .venv/bin/python -m benchmarks.many_stories [--stories 10000 1000000] [--postgresql] [--keep FOLDER]

Makes papers (benchmarks/large_paper), in which the same number of stories is read. Everything is
done in all of them in turn, in one process each, each time for another story. Printed are medians in
milliseconds and a ratio, which should be 1.25 at most; before that, what the rows take and how
long the program's own part of their making took, and at the end the highest memory of each process.
`--postgresql` starts a server of its own; `--keep` keeps the papers in a folder and uses those there.
"""

import datetime as dt
import json
import sys
from pathlib import Path

from benchmarks import papers
from benchmarks.papers import timed, timed_answer

SMALL = 10_000
NEWEST = 500  # stories, of which some are published once more
DISTINCT = 10_000  # stories; a larger paper repeats them
BUFFER = 2_000  # views that are written at once

TABLES = {
    "related": [
        "articles_storyplace",
        "articles_storysketch",
        "articles_relatedstory",
        "articles_wordspace",
    ],
    "most read": [
        f"readership_{name}" for name in ("hourlyviews", "dailyviews", "dailyreferrals", "mostread")
    ],
}


def tasks(number: int) -> papers.Tasks:
    """Return what is done, each as a function."""
    return Doing(number).named()


class Doing:
    """What is measured, each time for the next of some stories drawn by chance."""

    def __init__(self, number: int):
        import numpy as np
        from django.utils import timezone

        self.number, self.turn = number, 0
        self.chance = np.random.default_rng(7)
        self.now = timezone.now()
        self.reader, self.editor = papers.clients()

    def named(self) -> papers.Tasks:
        """Return the tasks by their names, in the order in which they are done."""
        charts = "/admin/readership/dailyviews/"
        return {
            "related: read for a page": self.read_related,
            "related: choose for an old story": self.choose,
            "related: the same once more": self.choose_again,
            "related: a publication": self.publish,
            "most read: read both lists": self.read_most_read,
            "most read: its page": lambda: timed_answer(self.reader, "/most-read/"),
            "most read: rank": self.rank,
            "charts: site, 24 hours": lambda: timed_answer(self.editor, f"{charts}?of=day"),
            "charts: site, 7 days": lambda: timed_answer(self.editor, f"{charts}?of=week"),
            "charts: site, 30 days": lambda: timed_answer(self.editor, f"{charts}?of=month"),
            "charts: a story": lambda: timed_answer(self.editor, f"{charts}story/{self.story().pk}/"),
            # Last, as they change how many stories are read.
            f"most read: {BUFFER:,} views written": self.write,
            "most read: thin out an hour": self.thin,
        }

    def story(self):
        """Return a public story from anywhere in the paper."""
        from articles.models import Article

        public = Article.objects.published().order_by("pk").defer("body", "search_text")
        return public.filter(pk__gte=int(self.chance.integers(1, self.number - 50))).first()

    def read_related(self) -> float:
        from articles.related import related_and_latest

        story = self.story()
        return timed(lambda: related_and_latest(story))

    def choose(self) -> float:
        """Choose for a story from anywhere in the paper, of which nothing was read so far."""
        from articles.related import choose_related

        self.chosen = self.story()
        return timed(lambda: choose_related(self.chosen))

    def choose_again(self) -> float:
        """Choose for that story when its rows, and those of the stories around it, are at hand."""
        from articles.related import choose_related

        return timed(lambda: choose_related(self.chosen))

    def publish(self) -> float:
        """Choose for one of the newest stories and its neighbours, as when it is saved."""
        from articles.models import Article
        from articles.related import refresh_related

        place = int(self.chance.integers(0, NEWEST))
        story = Article.objects.published().newest_first()[place]
        return timed(lambda: refresh_related(story))

    def read_most_read(self) -> float:
        from readership import ranking

        return timed(lambda: [ranking.most_read(period) for period in ranking.WINDOWS])

    def write(self) -> float:
        from benchmarks.large_paper.views import buffer
        from readership.store import store

        views = buffer(self.chance, self.number, self.now, BUFFER)
        return timed(lambda: store(views))

    def rank(self) -> float:
        from readership import ranking

        self.turn += 1
        return timed(lambda: ranking.refresh(self.now + dt.timedelta(minutes=5 * self.turn)))

    def thin(self) -> float:
        from readership import retention

        self.turn += 1
        return timed(lambda: retention.thin(self.now + dt.timedelta(hours=self.turn)))


def make_paper(number: int) -> str:
    """Store stories and views if they are not there; say what they take, and how long they took."""
    from django.conf import settings
    from django.db import connection

    from benchmarks.large_paper.copies import list_stories, repeat_stories
    from benchmarks.large_paper.stories import add_stories, place_stories
    from benchmarks.large_paper.views import add_views
    from newsroom.jobs import measure_tables

    file = Path(settings.DATA_DIR) / "made.json"
    if not file.exists():
        distinct = min(number, DISTINCT)
        add_stories(distinct)
        seconds = place_stories()
        repeat_stories(distinct, number)
        list_stories(number)
        add_views(number)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("VACUUM ANALYZE")
            else:
                measure_tables()  # as the hourly chore does
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        file.write_text(json.dumps(seconds))
    seconds = json.loads(file.read_text())
    said = [f"{name} {size / 1e6:,.0f} MB" for name, size in sizes().items()]
    return ", ".join([*said, *(f"{name} {taken:.0f} s" for name, taken in seconds.items())])


def sizes() -> dict[str, int]:
    """Return the bytes that the rows of each part take, with their indexes."""
    from django.db import connection

    counted = {}
    for part, tables in TABLES.items():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT sum(pg_total_relation_size(t::regclass)) FROM unnest(%s::text[]) t", [tables]
                )
            else:
                names = ", ".join(f"'{table}'" for table in tables)
                cursor.execute(
                    "SELECT sum(pgsize) FROM dbstat WHERE name IN "  # noqa: S608
                    f"(SELECT name FROM sqlite_schema WHERE tbl_name IN ({names}))"
                )
            counted[part] = int(cursor.fetchone()[0])
    return counted


if __name__ == "__main__":
    sys.exit(papers.main("benchmarks.many_stories", "stories", SMALL, make_paper, tasks))
