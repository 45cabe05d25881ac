"""A flood of comments from many addresses, while a reader posts and others read.

    .venv/bin/python -m benchmarks.comment_flood [--rate 1000] [--seconds 30] [--gap 0.04]

Starts the program's own gunicorn on 127.0.0.1 with a scratch database, reads a story's page for a
while, then sends so many comments a second, each from a network of its own and with a good stamp,
while it goes on reading and one honest reader posts. That reader does as the answer says: waits,
and sends the page's form once more. The flood is sent by wrk (comment_flood.lua), from the same
machine: what it takes of the processors is small, and if it cannot keep up the printed rate says so.
"""

import argparse
import asyncio
import os
import re
import subprocess
import tempfile
import time
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.readers import Connection, percentile
from benchmarks.serving import ROOT, Site

PORT = 8471
CONNECTIONS = 32
SETUP = """
from django.utils import timezone
from tests.factories import ArticleFactory
article = ArticleFactory(headline="The harbour", slug="harbour", published=True)
print(article.get_absolute_url())
"""
COUNT = """
from comments.models import Comment
print(Comment.objects.count(), Comment.objects.filter(email="honest@example.org").count())
"""


def post(path: str, address: str, fields: dict[str, str]) -> tuple[str, bytes]:
    body = urlencode(fields).encode()
    head = (
        f"POST {path}comments/ HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nX-Forwarded-For: {address}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head, body


def inputs(page: bytes) -> dict[str, str]:
    """Return the hidden fields of a page's form by name."""
    found = re.findall(r'type="hidden" name="(\w+)"[^>]*? value="([^"]*)"', page.decode())
    return {name: unescape(value) for name, value in found}


async def read(path: str, until: float, gap: float) -> list[float]:
    """Read a page again and again; return how many seconds each took."""
    connection, times = Connection(PORT), []
    while time.monotonic() < until:
        start = time.monotonic()
        status, _, _ = await connection.get(path)
        if status != 200:
            raise SystemExit(f"The page answered {status}.")
        times.append(time.monotonic() - start)
        await asyncio.sleep(gap)
    connection.close()
    return times


async def flood(path: str, stamp: str, rate: int, seconds: int) -> tuple[Counter, int]:
    """Send comments at a rate; return how many got which status, and how many got no answer."""
    script = ROOT / "benchmarks" / "comment_flood.lua"
    wrk = await asyncio.create_subprocess_exec(
        *["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{PORT}"],
        *["--", f"{path}comments/", quote(stamp), str(rate)],
        stdout=subprocess.PIPE,
    )
    told = (await wrk.communicate())[0].decode()
    statuses = re.findall(r" (\d+):(\d+)", re.search(r"^statuses.*$", told, re.M)[0])
    lost = int(re.search(r"^lost (\d+)$", told, re.M)[1])
    return Counter({int(status): int(count) for status, count in statuses}), lost


async def honest(path: str, stamp: str, until: float) -> str:
    """Post as a reader does who is asked to wait; return what became of it."""
    connection, tries = Connection(PORT), 0
    fields = {
        "comment": "The bridge in the picture was built in 1932.",
        "name": "Amina",
        "email": "honest@example.org",
        "website": "",
        "stamp": stamp,
    }
    while time.monotonic() < until:
        tries += 1
        status, head, page = await connection.send(*post(path, "203.0.113.9", fields))
        if status == 303:
            return f"in, at attempt {tries}"
        fields |= inputs(page)
        await asyncio.sleep(int(re.search(r"retry-after: (\d+)", head, re.I)[1]))
    return f"NOT in after {tries} attempts"


async def measure(site: Site, path: str, rate: int, seconds: int, gap: float) -> None:
    _, _, page = await Connection(PORT).get(path)
    stamp = inputs(page)["stamp"]
    warm = time.monotonic() + 3  # by many connections, so that every worker has made the page before
    await asyncio.gather(*(read(path, warm, gap) for _ in range(4 * len(site.workers()))))
    before, small = await read(path, time.monotonic() + seconds / 2, gap), site.memory()
    until, spent = time.monotonic() + seconds, site.cpu()
    (statuses, lost), during, outcome = await asyncio.gather(
        flood(path, stamp, rate, seconds),
        read(path, until, gap),
        honest_after(3, path, stamp, until),
    )
    spent = site.cpu() - spent
    sent = sum(statuses.values())
    print(f"flood                {sent} comments in {seconds} s ({sent / seconds:.0f} a second)")
    print(f"answers              {dict(statuses.most_common())}, {lost} without")
    print(f"honest comment       {outcome}")
    for when, times in (("before", before), ("during", during)):
        half, most = percentile(times, 50), percentile(times, 99)
        print(f"story's page {when}  p50 {half:.1f} ms, p99 {most:.1f} ms")
    ratio = percentile(during, 99) / percentile(before, 99)
    print(f"ratio of p99         {ratio:.2f} (asked: at most 2)")
    print(f"processors           {spent / seconds:.2f} of {os.cpu_count()} for the workers in the flood")
    print(f"memory of workers    {small} MB before, {site.memory()} MB after")


async def honest_after(seconds: float, path: str, stamp: str, until: float) -> str:
    await asyncio.sleep(seconds)
    return await honest(path, stamp, until)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=int, default=1000, help="comments a second")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--gap", type=float, default=0.04, help="seconds between two readings")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Site(
            Path(folder), PORT, os.environ.get("FLOOD_DATABASE_URL", ""), TRUSTED_PROXIES="127.0.0.1"
        ) as site,
    ):
        path = site.shell(SETUP)
        site.start()
        print(f"load of the machine  {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        asyncio.run(measure(site, path, options.rate, options.seconds, options.gap))
        stored, kept = site.shell(COUNT).split()
        print(f"stored               {stored} comments, {kept} of them the honest reader's")


if __name__ == "__main__":
    main()
