"""Each kind of page, kept and rendered, against the least that the same server could do.

    .venv/bin/python -m benchmarks.pages [--servers gunicorn granian] [--rounds 5] [--seconds 2]

Four servers stand on 127.0.0.1 with the same settings and are asked in turn, so that what else the
machine does falls on all: the site; the site without its page cache; a WSGI function that returns
what the site does, bytes and headers; a Django view without middleware that returns what the site
without its cache does. wrk (https://github.com/wg/wrk) asks for kept pages over 16 connections that
stay open, and for rendered ones over two, one for each process: the page cache has no page made twice
at once, and threads that render beside each other take more of the processor for the same page.
Printed for each kind of page are medians of the rounds: requests a second, the times of answers,
processor time of all workers for a request, and two ratios: requests a second of the kept page to
those of the function, and processor time of the rendered page to that of the view.
"""

import argparse
import json
import re
import shutil
import statistics
import subprocess
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from benchmarks.serving import APPLICATION, Site

PORT = 8481
WRK = shutil.which("wrk") or "/usr/bin/wrk"
CONNECTIONS, RENDERING = 16, 2
STORIES, COMMENTS = 1_000, 5_000
FIND = """
from articles.models import Article
stories = Article.objects.published().newest_first()
story = stories.filter(comment_count__gt=5, faqs__isnull=False).first()
for name, path in {
    "front page": "/",
    "story": story.get_absolute_url(),
    "section": story.category.get_absolute_url(),
    "tag": f"/tag/{story.tags.first().slug}/",
    "author": story.bylines.first().author.get_absolute_url(),
    "month": f"/{story.url_month:%Y/%m}/",
    "latest": "/latest/",
    "most read": "/most-read/",
    "feed": "/feed/rss/",
    "index of the sitemap": "/sitemap.xml",
}.items():
    print(name, path, sep="\\t")
"""
ANSWERS = """
import json, pathlib
folder = pathlib.Path(__file__).parent
answers = {}
for path, number in json.loads((folder / "answers.json").read_text()).items():
    headers = [tuple(pair) for pair in json.loads((folder / f"{number}.headers").read_text())]
    answers[path] = headers, (folder / f"{number}.body").read_bytes()
"""
FUNCTION = f"""{ANSWERS}
def application(environ, start_response):
    headers, body = answers.get(environ["PATH_INFO"], ([], b""))
    start_response("200 OK", headers)
    return [body]
"""
VIEW = f"""{ANSWERS}
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="x" * 50)
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import re_path

def view(request):
    headers, body = answers.get(request.path, ([], b""))
    return HttpResponse(body, headers=dict(headers))

urlpatterns = [re_path("", view)]
application = get_wsgi_application()
"""
OF_CONNECTION = {"server", "date", "connection", "transfer-encoding"}  # which the server adds itself


@dataclass
class Asked:
    """What a server did while it was asked: a second, in milliseconds of waiting and of processor."""

    rate: float
    p50: float
    p99: float
    cpu: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--servers", nargs="+", default=["gunicorn", "granian"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="of each measurement")
    parser.add_argument("--only", nargs="+", help="kinds of pages")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Site(Path(folder) / "data", PORT) as made:
        made.manage("seed_demo", "--articles", str(STORIES), "--comments", str(COMMENTS))
        found = [line.split("\t") for line in made.shell(FIND).splitlines() if "\t" in line]
        pages = {name: path for name, path in found if not arguments.only or name in arguments.only}
        print(f"{STORIES:,} stories, {COMMENTS:,} comments; {arguments.rounds} × {arguments.seconds} s")
        for server in arguments.servers:
            compare(Path(folder), server, pages, arguments.rounds, arguments.seconds)


def compare(folder: Path, server: str, pages: dict[str, str], rounds: int, seconds: int) -> None:
    """Start the four under one server, measure every page, and print a table."""
    with ExitStack() as stack:

        def site(place: int, **env: str) -> Site:
            # Their database is the one that was made: nothing is migrated again.
            return stack.enter_context(Site(folder / "data", PORT + place, **env))

        kept, rendered = site(1), site(2, PAGE_CACHE_MB="0")
        # A worker that starts afresh in the midst of a measurement would take its processor time along.
        options = ["--max-requests", "0"] if server == "gunicorn" else []
        kept.start(APPLICATION, *options, by=server)
        rendered.start(APPLICATION, *options, by=server)
        for name, code, like in (("function", FUNCTION, kept), ("view", VIEW, rendered)):
            write_answers(folder / name, code, name, like, pages.values())
        function = site(3, PYTHONPATH=str(folder / "function"))
        view = site(4, PYTHONPATH=str(folder / "view"))
        function.start("function:application", *options, by=server)
        view.start("view:application", *options, by=server)
        heading = f"{'KEPT':>8}{'p50':>7}{'p99':>7}{'CPU':>7}{'ratio':>7}"
        print(f"\n{server:22}{'bytes':>8} {heading} {heading.replace('KEPT', 'RENDERED')}")
        print(f"{'':31}{'/s':>8}{'ms':>7}{'ms':>7}{'ms':>7}{'':7} {'/s':>8}{'ms':>7}{'ms':>7}{'ms':>7}")
        for name, path in pages.items():
            turns = []
            for _ in range(rounds + 1):
                pair = [ask(one, path, seconds, CONNECTIONS) for one in (kept, function)]
                turns.append(pair + [ask(one, path, seconds, RENDERING) for one in (rendered, view)])
            print(row(name, len(page(kept, path, "gzip")[1]), turns[1:]), flush=True)
        print(f"memory of the workers: {kept.memory()} MB kept, {rendered.memory()} MB rendered")


def row(name: str, size: int, turns: list[list[Asked]]) -> str:
    """Return a line of the table from what all four did in each round."""
    kept, function, rendered, view = zip(*turns, strict=True)

    def columns(asked: tuple[Asked], ratios: list[float]) -> str:
        rate, p50, p99, cpu = (
            statistics.median(getattr(one, what) for one in asked)
            for what in ("rate", "p50", "p99", "cpu")
        )
        return f"{rate:8.0f}{p50:7.1f}{p99:7.1f}{cpu:7.2f}{statistics.median(ratios):7.2f}"

    of_rate = [one.rate / other.rate for one, other in zip(kept, function, strict=True)]
    of_cpu = [one.cpu / other.cpu for one, other in zip(rendered, view, strict=True)]
    return f"{name:22}{size:8} {columns(kept, of_rate)} {columns(rendered, of_cpu)}"


def ask(server: Site, path: str, seconds: int, connections: int) -> Asked:
    """Have wrk ask for a page, as browsers do with gzip, and return what the server did."""
    before = server.cpu()
    command = [WRK, "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    command += ["-H", "Accept-Encoding: gzip", f"{server.url}{path}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(told)
    requests = int(re.search(r"(\d+) requests in", told)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])
    p50, p99 = (milliseconds(re.search(rf"{part}%\s+([\d.]+)(\w+)", told)) for part in (50, 99))
    return Asked(rate, p50, p99, (server.cpu() - before) * 1000 / requests)


def milliseconds(told: re.Match) -> float:
    """Return a time as wrk writes it, such as 1.23ms, in milliseconds."""
    return float(told[1]) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[told[2]]


def write_answers(folder: Path, code: str, name: str, like: Site, paths) -> None:
    """Write a module of the same name that answers with what a site does now."""
    folder.mkdir(exist_ok=True)
    places = {path: number for number, path in enumerate(paths)}
    for path, number in places.items():
        headers, body = page(like, path, "gzip")
        (folder / f"{number}.headers").write_text(json.dumps(headers), "utf-8")
        (folder / f"{number}.body").write_bytes(body)
    (folder / "answers.json").write_text(json.dumps(places), "utf-8")
    (folder / f"{name}.py").write_text(code, "utf-8")


def page(site: Site, path: str, encoding: str) -> tuple[list[tuple[str, str]], bytes]:
    """Return headers and body of a page, once every worker has it."""
    asked = Request(f"{site.url}{path}", headers={"Accept-Encoding": encoding})  # noqa: S310 our own server
    for _ in range(20):
        with urlopen(asked, timeout=30) as answer:  # noqa: S310
            headers, body = answer.getheaders(), answer.read()
    return [(name, value) for name, value in headers if name.lower() not in OF_CONNECTION], body


if __name__ == "__main__":
    main()
