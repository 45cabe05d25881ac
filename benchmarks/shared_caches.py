"""From the commit of a change to the moment from which Varnish shows it.

    .venv/bin/python -m benchmarks.shared_caches [--changes 30] [--postgresql]

Starts the program's own gunicorn with a scratch database, and a Varnish with deploy/varnish.vcl in
front of it. A story's headline is changed
in the database; then, at once, the site answers a request that might have done so, as the one that
an editor's button sends. Varnish is asked for the story all the while, and for the latest stories.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.serving import Site, postgresql
from deploy.nodes import varnish_command, vcl_for

SITE, EDGE = 8483, 8484
SECRET = "for-the-time-of-this-run"  # noqa: S105
SETUP = """
from tests.bulk import make_stories
print(make_stories(60).get_absolute_url())
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--changes", type=int, default=30)
    parser.add_argument("--postgresql", action="store_true")
    arguments = parser.parse_args()
    if not shutil.which("varnishd"):
        print("Left out: there is no Varnish on this machine.")
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = ""
        if arguments.postgresql:
            url = stack.enter_context(postgresql(folder / "server")).get_uri()
        named = {"PURGE_VARNISH": f"http://127.0.0.1:{EDGE}", "PURGE_VARNISH_SECRET": SECRET}
        site = stack.enter_context(Site(folder / "data", SITE, url, **named))
        path = site.shell(SETUP)
        site.start()
        stack.enter_context(varnish(folder))
        os.environ.update(site.env, DJANGO_SETTINGS_MODULE="newsroom.settings")
        measure(path, arguments.changes)


@contextmanager
def varnish(folder: Path):
    """Run a Varnish in front of the site as long as the block does."""
    (folder / "secret").write_text(SECRET)
    vcl = vcl_for([SITE], f"http://127.0.0.1:{SITE}", folder / "secret")
    command = varnish_command(folder, EDGE, vcl)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                ask(EDGE, "/")
                break
            except ConnectionError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def measure(path: str, changes: int) -> None:
    """Make changes, and print after how many milliseconds the last old page came."""
    import django

    django.setup()
    from django.db import connection

    from articles.models import Article

    headers, text = ask(SITE, "/admin/login/")
    token = re.search('csrfmiddlewaretoken" value="([^"]+)"', text)[1]
    form = urlencode({"csrfmiddlewaretoken": token}).encode()
    sent = {"Cookie": headers["Set-Cookie"].partition(";")[0], "Referer": f"http://127.0.0.1:{SITE}/"}
    sent["Content-Type"] = "application/x-www-form-urlencoded"
    story = Article.objects.get(slug=path.strip("/").rpartition("/")[2])
    took, kept = [], 0
    for number in range(changes):
        for _ in range(20):
            for page in (path, "/latest/"):
                kept += ask(EDGE, page)[0]["X-Cache"] == "varnish"
        words = f"Changed for the {number}th time"
        Article.objects.filter(pk=story.pk).update(headline=words)
        committed = time.monotonic()
        ask(SITE, "/admin/login/", "POST", form, sent)
        last_old = committed
        while time.monotonic() < committed + 1:
            for page in (path, "/latest/"):
                asked = time.monotonic()
                if words not in ask(EDGE, page)[1]:
                    last_old = asked
        took.append((last_old - committed) * 1000)
        time.sleep(2.5)  # until the keys were dropped the second time
    database = connection.vendor
    print(f"{database}, {changes} changes; answers of Varnish's own before them: {kept}")
    print(
        f"the last old page: median {statistics.median(took):.0f} ms after the commit, "
        f"at most {max(took):.0f} ms"
    )


def ask(port: int, path: str, method: str = "GET", body=None, headers=None):
    """Return headers and text of an answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, {"Host": f"127.0.0.1:{SITE}"} | (headers or {}))
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.headers, text


if __name__ == "__main__":
    main()
