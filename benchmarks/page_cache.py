"""A story's page from the page cache, against a WSGI function that returns the same bytes.

    .venv/bin/python -m benchmarks.page_cache [--rounds 7] [--seconds 5]

Starts the program's own gunicorn on 127.0.0.1 twice, with the same settings: the site with a scratch
database, and a bare function that returns status, headers and body of the site's page as they were.
wrk (https://github.com/wg/wrk) asks them in turn, so that what else the machine does falls on both;
the ratio is the median of those of the rounds. Processor time is that of the workers, all of it.
"""

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
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
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"DATA_DIR": folder, "SITE_URL": f"http://127.0.0.1:{SITE}", "DEMO": "0"}
        manage(env, "migrate", "--verbosity", "0")
        manage(env, "collectstatic", "--noinput", "--verbosity", "0")
        path = manage(env, "shell", "--no-imports", "-c", SETUP).strip()
        site = start(env, SITE, "newsroom.wsgi")
        try:
            headers, body = page(f"http://127.0.0.1:{SITE}{path}")
            (Path(folder) / "answer.json").write_text(json.dumps(headers), "utf-8")
            (Path(folder) / "body").write_bytes(body)
            (Path(folder) / "bare.py").write_text(FUNCTION, "utf-8")
            bare = start(env | {"PYTHONPATH": folder}, BARE, "bare")
            try:
                measure(site, bare, path, arguments, len(body))
            finally:
                stop(bare)
        finally:
            stop(site)


def measure(site, bare, path: str, arguments, size: int) -> None:
    """Ask both in turn, and print what came of it."""
    print(f"{path}: {size} bytes, {CONNECTIONS} connections, {arguments.rounds} × {arguments.seconds} s")
    results = {"cache": [], "function": []}
    for number in range(arguments.rounds + 1):
        for name, server, port in (("cache", site, SITE), ("function", bare, BARE)):
            result = ask(server, f"http://127.0.0.1:{port}{path}", arguments.seconds)
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


def ask(server, url: str, seconds: int) -> tuple[float, float]:
    """Return requests per second, and milliseconds of processor time for each request."""
    before = cpu(server)
    told = subprocess.run(
        [WRK, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", "Accept-Encoding: gzip", url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(told)
    requests = int(re.search(r"(\d+) requests in", told)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])
    return rate, (cpu(server) - before) * 1000 / requests


def cpu(server: subprocess.Popen) -> float:
    """Return the seconds of processor time that a server's workers have taken (proc(5))."""
    tasks = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in tasks)
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


def page(url: str) -> tuple[list[tuple[str, str]], bytes]:
    """Return headers and body of a page, once every worker has it."""
    asked = Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 our own server
    for _ in range(50):
        with urlopen(asked, timeout=30) as answer:  # noqa: S310
            headers, body = answer.getheaders(), answer.read()
    return [(name, value) for name, value in headers if name.lower() not in OF_CONNECTION], body


def start(env: dict, port: int, application: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", application]
    server = subprocess.Popen(command, cwd=ROOT, env=env | {"PORT": str(port)})
    for _ in range(300):
        try:
            urlopen(f"http://127.0.0.1:{port}/health/", timeout=30).close()
        except (URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return server
    stop(server)
    raise SystemExit("The server does not answer.")


def stop(server: subprocess.Popen) -> None:
    server.send_signal(signal.SIGTERM)
    server.wait()


def manage(env: dict, *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    result = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return result.stdout


if __name__ == "__main__":
    main()
