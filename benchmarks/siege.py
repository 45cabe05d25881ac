"""What a reader notices of attacks: slow clients, idle sockets, large bodies, made-up addresses.

    .venv/bin/python -m benchmarks.siege [--seconds 10] [--worker gthread] [--queries 200000]

Starts the program's own gunicorn on 127.0.0.1, with no proxy in front, and a scratch newsroom of a
hundred stories. 20 readers a second ask for stories, first alone, then during each attack, which comes
from a process of its own. Stated are the times of their answers, how many were not 200 or not the
story, and the memory of the workers. --worker names another worker class, to compare with.

At last, in one process, as many addresses with made-up parameters as --queries says are asked of the
site behind its page cache; stated is what its memory has grown by.
"""

import argparse
import asyncio
import contextlib
import itertools
import multiprocessing
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from io import BytesIO
from pathlib import Path

from benchmarks.flash_crowd import Tally, warm
from benchmarks.readers import Connection, arrivals, crowd, percentile
from benchmarks.serving import Site

PORT = 8461
RATE = 20  # readers a second
LONGER = 10  # seconds that an attack goes on after the last reader came
SETUP = """
from tests.bulk import make_stories
from articles.models import Article
make_stories(100)
for story in Article.objects.published().select_related("category"):
    print(story.get_absolute_url(), story.headline, sep="\\t")
"""
QUERIES = """
import resource
from benchmarks.siege import ask
from newsroom.wsgi import application
ask(application, "{path}", "", 1000)
for made_up, number in (("x", {count}), ("replytocom", {count} // 200)):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ask(application, "{path}", made_up, number)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(f"{{number:>10,}} times ?{{made_up}}=…: {{application.store.pages}} pages kept in "
          f"{{application.store.size // 1024:,}} kB, the process has grown by {{grown}} MB")
"""
TEN_MEGABYTES = 10_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--worker", help="a worker class of gunicorn, such as gthread")
    parser.add_argument("--queries", type=int, default=200_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Site(Path(folder), PORT) as site:
        lines = site.shell(SETUP).splitlines()
        headlines = dict(line.split("\t") for line in lines if "\t" in line)
        site.start("newsroom.wsgi", *(["--worker-class", options.worker] if options.worker else []))
        asyncio.run(warm(site, list(headlines)))
        print(f"{'':28} {'p50':>8} {'p99':>8} {'longest':>8}   wrong   memory")
        for name, attack in {"nobody else": None, **ATTACKS}.items():
            besiege(site, headlines, name, attack, options.seconds)
        print(site.shell(QUERIES.format(path=next(iter(headlines)), count=options.queries)))


def besiege(site: Site, headlines: dict[str, str], name: str, attack, seconds: int) -> None:
    """Let readers come during an attack, and print what they got."""
    before, tally = site.memory(), Tally(headlines)
    attacker = None
    if attack:
        path = next(iter(headlines))
        attacker = multiprocessing.Process(
            target=run_attack, args=(name, site.port, path, seconds + LONGER), daemon=True
        )
        attacker.start()
    try:
        moments = arrivals(seconds, RATE, RATE)
        asyncio.run(crowd(site.port, itertools.cycle(headlines), moments, tally.take))
    finally:
        if attacker:
            attacker.terminate()
            attacker.join()
    times = f"{percentile(tally.times, 50):8.1f} {percentile(tally.times, 99):8.1f}"
    wrong = tally.wrong + len(tally.times) - tally.statuses[200]
    print(
        f"{name:28} {times} {1000 * max(tally.times):8.0f} ms {wrong:4}   {before} → {site.memory()} MB",
        flush=True,
    )


# The attacks: each goes on until its time is over, or its process is ended.


def run_attack(name: str, port: int, path: str, seconds: int) -> None:
    async def attack() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await ATTACKS[name](port, path)

    asyncio.run(attack())


async def in_parallel(number: int, one: Callable[[int], Awaitable[None]]) -> None:
    """Have a number of clients come, each of them again as soon as it was sent away."""

    async def again(place: int) -> None:
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await one(place)
            await asyncio.sleep(0.05)

    await asyncio.gather(*(again(place) for place in range(number)))


async def dribble(port: int, sent: Iterator[bytes]) -> None:
    """Send something every second, until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for data in sent:
            writer.write(data)
            with contextlib.suppress(TimeoutError):
                if not await asyncio.wait_for(reader.read(1000), 1):
                    return
    finally:
        writer.close()


async def idle(port: int, path: str) -> None:
    await in_parallel(1_000, lambda place: dribble(port, itertools.repeat(b"")))


async def slow_heads(port: int, path: str) -> None:
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: ".encode()
    await in_parallel(200, lambda place: dribble(port, itertools.chain([head], itertools.repeat(b"x"))))


async def slow_bodies(port: int, path: str) -> None:
    head = (
        f"POST {path}comments/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 100000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\ncomment="
    ).encode()
    await in_parallel(50, lambda place: dribble(port, itertools.chain([head], itertools.repeat(b"x"))))


async def slow_readers(port: int, path: str) -> None:
    """Ask for a page a thousand times at once, and read nothing of it."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()

    async def one(place: int) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
        writer.transport.pause_reading()
        writer.write(request * 1_000)
        try:
            await asyncio.sleep(3600)
        finally:
            writer.close()

    await in_parallel(50, one)


async def large_bodies(port: int, path: str) -> None:
    targets = [path, f"{path}comments/", "/search/?q=a", "/admin/login/", "/-/read/", "/api/v1/stories/"]
    body = b"comment=" + bytes(TEN_MEGABYTES - 8)

    async def one(place: int) -> None:
        target = targets[place % len(targets)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {TEN_MEGABYTES}\r\n"
        writer.write(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + body)
        try:
            await reader.readline()
        finally:
            writer.close()

    await in_parallel(len(targets), one)


async def made_up(port: int, path: str) -> None:
    """Ask for addresses that nobody asked for before, as fast as the answers come."""
    numbers = itertools.count()
    kinds = [path + "?x={}", path + "?replytocom={}", "/section/{}/", "/latest/?page={}"]

    async def one(place: int) -> None:
        connection = Connection(port)
        while True:
            await connection.get(kinds[place % len(kinds)].format(next(numbers)))

    await in_parallel(len(kinds), one)


ATTACKS: dict[str, Callable[[int, str], Awaitable[None]]] = {
    "1,000 idle sockets": idle,
    "200 slow heads": slow_heads,
    "50 slow bodies": slow_bodies,
    "50 slow readers": slow_readers,
    "bodies of 10 MB": large_bodies,
    "made-up addresses": made_up,
}


# In one process


def ask(application: Callable, path: str, name: str, number: int) -> None:
    """Ask an application for a path again and again, each time with another value of a parameter."""
    for value in range(number):
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": f"{name}={value}" if name else "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(PORT),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "203.0.113.9",
            "HTTP_HOST": f"127.0.0.1:{PORT}",
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            "wsgi.input": BytesIO(),
        }
        result = application(environ, lambda status, headers, error=None: None)
        if hasattr(result, "close"):
            result.close()


if __name__ == "__main__":
    sys.exit(main())
