"""A crowd that comes at once: 50 to 500 readers a second for two minutes, while stories are published.

    .venv/bin/python -m benchmarks.flash_crowd [--postgresql] [--outage SECONDS] [--save FILE]

Starts the program's own gunicorn on 127.0.0.1 with a scratch newsroom of 1,000 stories. Readers come
whether or not those before them were answered; some addresses are asked for far more than others, as
on any site. Every ten seconds a story is published, and after each commit the front page is asked for
over several connections until no answer is old any more. Stated are the times of answers, from when
the reader wanted them; every status; how often a page was made (at most once for each change and
process); and how long after a commit an old page was still sent.

With --outage, PostgreSQL is stopped for so many seconds while 100 readers a second come and somebody
comments every second; every page was asked for before.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.readers import Connection, Seen, arrivals, crowd, percentile
from benchmarks.serving import Site, postgresql
from benchmarks.words import word

PORT = 8491
STORIES = 1_000
SETUP = f"""
from tests.bulk import make_stories
from articles.models import Article
make_stories({STORIES})
for story in Article.objects.published().select_related("category"):
    print(story.get_absolute_url(), story.headline, sep="\\t")
"""
PUBLISHER = """
import sys, time
from articles import workflow
from tests.factories import ArticleFactory
print("ready", flush=True)
for line in sys.stdin:
    story = ArticleFactory(headline=line.strip(), slug=line.strip().lower().replace(" ", "-"))
    workflow.publish(story)
    print(time.monotonic(), flush=True)
"""
AT_ONCE = 200  # pages for which a worker is held; far from a minute, when gunicorn would replace it
WATCHING = 6  # connections over which the front page is asked for after a publication


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--outage", type=int, default=0, help="seconds without PostgreSQL")
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--save", type=Path, help="a file for the answers of each second, as JSON")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = None
        if options.postgresql or options.outage:
            server = stack.enter_context(postgresql(folder / "server"))
        url = server.get_uri() if server else ""
        site = stack.enter_context(Site(folder / "data", PORT, url, TRUSTED_PROXIES="127.0.0.1"))
        lines = site.shell(SETUP).splitlines()
        headlines = dict(line.split("\t") for line in lines if "\t" in line)
        site.start()
        asyncio.run(warm(site, ["/", "/latest/", *headlines]))
        if options.outage:
            tally = asyncio.run(outage(site, server, headlines, options.outage))
        else:
            tally = asyncio.run(flash(site, headlines, options.seconds))
    if options.save:
        options.save.write_text(json.dumps(tally.by_second(), indent=1) + "\n")


async def warm(site: Site, paths: list[str]) -> None:
    """Ask every worker for every page: some at a time, while the others are held."""
    workers = site.workers()
    for start in range(0, len(paths), AT_ONCE):
        for asked in workers:
            for other in set(workers) - {asked}:
                os.kill(other, signal.SIGSTOP)
            connection = Connection(site.port)
            for path in paths[start : start + AT_ONCE]:
                await connection.get(path)
            connection.close()
            for other in workers:
                os.kill(other, signal.SIGCONT)
        await asyncio.sleep(1)  # for gunicorn to hear of each of them


def choices(paths: list[str]):
    """Yield paths without end, the first far more often than the last; a tenth is the front page."""
    chance = random.Random(3)  # noqa: S311  no secret
    weights = list(itertools.accumulate(1 / (place + 10) for place in range(len(paths))))
    while True:
        path = "/" if chance.random() < 0.1 else chance.choices(paths, cum_weights=weights)[0]
        yield path


class Tally:
    """What the readers got: is every answer 200, and does it show the story that it should."""

    def __init__(self, headlines: dict[str, str]):
        self.headlines = headlines
        self.times: list[float] = []
        self.wanted: list[float] = []
        self.statuses: Counter = Counter()
        self.said: Counter = Counter()
        self.made: Counter = Counter()
        self.wrong = 0

    def take(self, seen: Seen) -> None:
        self.times.append(seen.seconds)
        self.wanted.append(seen.at - seen.seconds)
        self.statuses[seen.status] += 1
        self.said[seen.said] += 1
        self.made[seen.path] += seen.said == "miss"
        is_right = self.headlines.get(seen.path, "").encode() in seen.body
        self.wrong += seen.status == 200 and not is_right

    def by_second(self) -> dict[str, list[float]]:
        """Return how many readers came in each second, and what they waited, in milliseconds."""
        seconds: dict[int, list[float]] = {}
        for wanted, took in zip(self.wanted, self.times, strict=True):
            seconds.setdefault(int(wanted - min(self.wanted)), []).append(took)
        rows = [seconds[second] for second in sorted(seconds) if len(seconds[second]) > 1]
        return {
            "requests": [len(row) for row in rows],
            "p50": [round(percentile(row, 50), 2) for row in rows],
            "p99": [round(percentile(row, 99), 2) for row in rows],
        }

    def tell(self) -> None:
        count = len(self.times)
        print(f"answers              {count}: {dict(self.statuses)}, {self.wrong} wrong")
        print(f"X-Cache              {dict(self.said)}")
        print(
            f"time of an answer    p50 {percentile(self.times, 50):.1f} ms, "
            f"p99 {percentile(self.times, 99):.1f} ms, longest {1000 * max(self.times):.0f} ms"
        )


async def flash(site: Site, headlines: dict[str, str], seconds: int) -> Tally:
    """Let the crowd come while stories are published; print and return what it got."""
    tally, paths = Tally(headlines), choices(list(headlines))
    before, publisher = site.cpu(), site.talk(PUBLISHER)
    publisher.stdout.readline()
    done = asyncio.Event()
    publishing = asyncio.create_task(publish(site, publisher, done))
    await crowd(site.port, paths, arrivals(seconds, 50, 500), tally.take)
    done.set()
    lags = await publishing
    tally.tell()
    spent = (site.cpu() - before) / seconds
    print(f"workers              {spent:.2f} of {os.cpu_count()} processors, {site.memory()} MB")
    most = max(tally.made.values())
    bound = len(site.workers()) * len(lags)
    print(f"pages made           {tally.made.total()}, of one address {most} (allowed: {bound})")
    print(f"publications         {len(lags)}, an old front page {max(lags) * 1000:.0f} ms after")
    return tally


async def publish(site: Site, publisher: subprocess.Popen, done: asyncio.Event) -> list[float]:
    """Publish a story every ten seconds; return how long after each an old front page was sent."""
    lags, connections = [], [Connection(site.port) for _ in range(WATCHING)]
    for number in itertools.count():
        is_over = asyncio.Event()
        watching = [asyncio.create_task(watch(one, f"Extra {number}", is_over)) for one in connections]
        publisher.stdin.write(f"Extra {number}\n")
        publisher.stdin.flush()
        committed = float(await asyncio.to_thread(publisher.stdout.readline))
        await asyncio.sleep(0.4)
        is_over.set()
        old = itertools.chain.from_iterable(await asyncio.gather(*watching))
        lags.append(max([0.0, *(asked - committed for asked in old)]))
        try:
            await asyncio.wait_for(done.wait(), 10)
        except TimeoutError:
            continue
        publisher.stdin.close()
        publisher.wait()
        return lags


async def watch(connection: Connection, headline: str, is_over: asyncio.Event) -> list[float]:
    """Ask for the front page again and again; return when those were asked for that lack a headline."""
    old = []
    while not is_over.is_set():
        asked = time.monotonic()
        _, _, body = await connection.get("/")
        if headline.encode() not in body:
            old.append(asked)
        await asyncio.sleep(0.01)
    return old


async def outage(site: Site, server, headlines: dict[str, str], seconds: int) -> Tally:
    """Stop the database under load, and start it again; print what readers and writers got."""
    during, posts, is_back = Tally(headlines), [], asyncio.Event()

    async def stop_and_start() -> tuple[float, float]:
        await asyncio.sleep(5)
        await asyncio.to_thread(server.stop)
        stopped = time.monotonic()
        await asyncio.sleep(seconds)
        await asyncio.to_thread(server.ensure_postgres_running)
        is_back.set()
        return stopped, time.monotonic()

    moments = arrivals(seconds + 10, 100, 100)
    (stopped, back), _, _ = await asyncio.gather(
        stop_and_start(),
        crowd(site.port, choices(list(headlines)), moments, during.take),
        write(site, next(iter(headlines)), posts, is_back),
    )
    meanwhile = [(status, keeps) for at, status, keeps in posts if stopped < at < back]
    stored = [at for at, status, _ in posts if status == 303 and at > back]
    during.tell()
    print(f"answers of 200       {100 * during.statuses[200] / len(during.times):.2f} % (asked: 99.9)")
    kept = sum(keeps for _, keeps in meanwhile)
    statuses = dict(Counter(status for status, _ in meanwhile))
    print(f"comments meanwhile   {statuses}, {kept} with the text to keep and when to come again")
    print(
        f"comment stored       {stored[0] - back:.1f} s after the database was back"
        if stored
        else "NONE"
    )
    return during


async def write(site: Site, path: str, posts: list, is_back: asyncio.Event) -> None:
    """Comment every second; note when, the status, and whether the answer keeps the words."""
    connection, chance = Connection(site.port), random.Random(4)  # noqa: S311  no secret
    _, _, page = await connection.get(path)
    stamp = re.search(rb'name="stamp"[^>]*? value="([^"]*)"', page)[1].decode()
    for number in itertools.count():
        words = " ".join(word(chance.randrange(2_000)) for _ in range(15))
        fields = {"comment": words, "name": "Amina", "email": f"reader{number}@example.org"}
        sent = urlencode(fields | {"website": "", "stamp": stamp}).encode()
        asked = time.monotonic()
        status, head, body = await connection.send(
            f"POST {path}comments/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
            f"X-Forwarded-For: 203.{number % 250}.113.9\r\nSec-Fetch-Site: same-origin\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(sent)}\r\n\r\n",
            sent,
        )
        posts.append((asked, status, words.encode() in body and "retry-after" in head.lower()))
        if is_back.is_set() and status == 303:
            connection.close()
            return
        await asyncio.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
