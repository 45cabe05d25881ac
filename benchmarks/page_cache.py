"""A story's page from the page cache, against a WSGI function that returns the same bytes.

    .venv/bin/python -m benchmarks.page_cache [--rounds 7] [--seconds 5]

Starts the program's own gunicorn on 127.0.0.1 twice, with the same settings: the site with a scratch
database, and a bare function that returns status, headers and body of the site's page as they were.
wrk (https://github.com/wg/wrk) asks them in turn, so that what else the machine does falls on both;
the ratio is the median of those of the rounds. Processor time is that of the workers, all of it.
"""

import argparse
import json
import re
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path
from urllib.request import Request, urlopen

from benchmarks.serving import Site

SITE, BARE = 8481, 8482
WRK = shutil.which("wrk") or "/usr/bin/wrk"
CONNECTIONS = 16
SETUP = """
from tests.bulk import make_stories
print(make_stories(60).get_absolute_url())
"""
FUNCTION = """
import json, pathlib
answer = json.loads(pathlib.Path(__file__).with_name("answer.json").read_text("utf-8"))
body = pathlib.Path(__file__).with_name("body").read_bytes()
headers = [(name, value) for name, value in answer]

def application(environ, start_response):
    start_response("200 OK", headers)
    return [body]
"""
OF_CONNECTION = {"server", "date", "connection"}  # which gunicorn adds itself


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Site(Path(folder) / "data", SITE) as site,
        Site(Path(folder) / "data", BARE, PYTHONPATH=folder) as bare,
    ):
        path = site.shell(SETUP)
        site.start()
        headers, body = page(f"{site.url}{path}")
        (Path(folder) / "answer.json").write_text(json.dumps(headers), "utf-8")
        (Path(folder) / "body").write_bytes(body)
        (Path(folder) / "bare.py").write_text(FUNCTION, "utf-8")
        bare.start("bare")
        measure(site, bare, path, arguments, len(body))


def measure(site: Site, bare: Site, path: str, arguments, size: int) -> None:
    """Ask both in turn, and print what came of it."""
    print(f"{path}: {size} bytes, {CONNECTIONS} connections, {arguments.rounds} × {arguments.seconds} s")
    results = {"cache": [], "function": []}
    for number in range(arguments.rounds + 1):
        for name, server in (("cache", site), ("function", bare)):
            result = ask(server, path, arguments.seconds)
            if number:  # the first round only warms up
                results[name].append(result)
    for name, rounds in results.items():
        rates, costs = ([one[place] for one in rounds] for place in (0, 1))
        print(
            f"{name}: {statistics.median(rates):.0f} requests/s, {statistics.median(costs):.3f} ms CPU"
        )
    for place, label in ((0, "requests per second"), (1, "CPU time")):
        pairs = zip(results["cache"], results["function"], strict=True)
        ratios = sorted(one[place] / other[place] for one, other in pairs)
        spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
        print(f"{label}, cache / function: {statistics.median(ratios):.2f} ({spread})")


def ask(server: Site, path: str, seconds: int) -> tuple[float, float]:
    """Return requests per second, and milliseconds of processor time for each request."""
    before = server.cpu()
    told = subprocess.run(
        [
            WRK,
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{seconds}s",
            "-H",
            "Accept-Encoding: gzip",
            f"{server.url}{path}",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(told)
    requests = int(re.search(r"(\d+) requests in", told)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])
    return rate, (server.cpu() - before) * 1000 / requests


def page(url: str) -> tuple[list[tuple[str, str]], bytes]:
    """Return headers and body of a page, once every worker has it."""
    asked = Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 our own server
    for _ in range(50):
        with urlopen(asked, timeout=30) as answer:  # noqa: S310
            headers, body = answer.getheaders(), answer.read()
    return [(name, value) for name, value in headers if name.lower() not in OF_CONNECTION], body


if __name__ == "__main__":
    main()
