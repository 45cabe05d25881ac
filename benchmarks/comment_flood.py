"""A flood of comments from many addresses, while a reader posts and others read.

    .venv/bin/python -m benchmarks.comment_flood [--rate 1000] [--seconds 30] [--gap 0.1]

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
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parent.parent
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


class Connection:
    """One kept connection to the server; opened anew where the server has closed it."""

    def __init__(self):
        self.streams = None

    async def send(self, head: str, body: bytes = b"") -> tuple[int, str, bytes]:
        """Send a request; return the status, the head and the body of the answer."""
        for attempt in (1, 2, 3):
            try:
                if self.streams is None:
                    self.streams = await asyncio.open_connection("127.0.0.1", PORT)
                reader, writer = self.streams
                writer.write(head.encode() + body)
                answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = int(re.search(r"content-length: (\d+)", answer, re.I)[1])
                text = await reader.readexactly(length)
                if "connection: close" in answer.lower():
                    self.close()
                return int(answer.split(" ", 2)[1]), answer, text
            except (OSError, asyncio.IncompleteReadError):
                self.close()
                if attempt == 3:
                    raise
        raise AssertionError

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
        self.streams = None


def get(path: str) -> str:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n\r\n"


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
    connection, times = Connection(), []
    while time.monotonic() < until:
        start = time.monotonic()
        status, _, _ = await connection.send(get(path))
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
    connection, tries = Connection(), 0
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


def workers(server: subprocess.Popen) -> list[Path]:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [Path("/proc") / pid for pid in children]


def memory(server: subprocess.Popen) -> int:
    """Return the memory of the server's workers together, in MB."""
    sizes = [re.search(r"VmRSS:\s+(\d+)", (pid / "status").read_text()) for pid in workers(server)]
    return sum(int(size[1]) for size in sizes if size) // 1024


def cpu(server: subprocess.Popen) -> float:
    """Return how many seconds the server's workers have had of the processors, together."""
    times = [(pid / "stat").read_text().rpartition(")")[2].split()[11:13] for pid in workers(server)]
    return sum(int(part) for pair in times for part in pair) / os.sysconf("SC_CLK_TCK")


def p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98] * 1000


async def measure(server: subprocess.Popen, path: str, rate: int, seconds: int, gap: float) -> None:
    connection = Connection()
    for _ in range(100):
        try:
            _, _, page = await connection.send(get(path))
            break
        except OSError:
            await asyncio.sleep(0.2)
    stamp = inputs(page)["stamp"]
    warm = time.monotonic() + 3  # by many connections, so that every worker has made the page before
    await asyncio.gather(*(read(path, warm, gap) for _ in range(4 * len(workers(server)))))
    before, small = await read(path, time.monotonic() + seconds / 2, gap), memory(server)
    until, spent = time.monotonic() + seconds, cpu(server)
    (statuses, lost), during, outcome = await asyncio.gather(
        flood(path, stamp, rate, seconds),
        read(path, until, gap),
        honest_after(3, path, stamp, until),
    )
    spent = cpu(server) - spent
    sent = sum(statuses.values())
    print(f"flood                {sent} comments in {seconds} s ({sent / seconds:.0f} a second)")
    print(f"answers              {dict(statuses.most_common())}, {lost} without")
    print(f"honest comment       {outcome}")
    print(
        f"story's page before  p50 {statistics.median(before) * 1000:.0f} ms, p99 {p99(before):.0f} ms"
    )
    print(
        f"story's page during  p50 {statistics.median(during) * 1000:.0f} ms, p99 {p99(during):.0f} ms"
    )
    print(f"ratio of p99         {p99(during) / p99(before):.2f} (asked: at most 2)")
    print(f"processors           {spent / seconds:.2f} of {os.cpu_count()} for the workers in the flood")
    print(f"memory of workers    {small} MB before, {memory(server)} MB after")


async def honest_after(seconds: float, path: str, stamp: str, until: float) -> str:
    await asyncio.sleep(seconds)
    return await honest(path, stamp, until)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=int, default=1000, help="comments a second")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--gap", type=float, default=0.1, help="seconds between two readings")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DATA_DIR": folder,
            "PORT": str(PORT),
            "TRUSTED_PROXIES": "127.0.0.1",
            "DATABASE_URL": os.environ.get("FLOOD_DATABASE_URL", ""),
        }

        def manage(*command: str) -> str:
            done = subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
            )  # fmt: skip
            return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""

        manage("migrate", "-v0")
        manage("collectstatic", "--noinput", "-v0")
        path = manage("shell", "-v0", "-c", SETUP)
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "newsroom.wsgi"],
            cwd=ROOT, env=environment,
        )  # fmt: skip
        print(f"load of the machine  {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        try:
            asyncio.run(measure(server, path, options.rate, options.seconds, options.gap))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(40)
        stored, kept = manage("shell", "-v0", "-c", COUNT).split()
        print(f"stored               {stored} comments, {kept} of them the honest reader's")


if __name__ == "__main__":
    main()
