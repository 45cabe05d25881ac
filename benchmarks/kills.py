"""Kills a worker or gunicorn itself while an editor publishes, again and again, and looks what is left.

    .venv/bin/python -m benchmarks.kills [--times 100] [--postgresql]

In each round a story is published through the admin, and at a moment drawn by chance a process gets
SIGKILL: a worker, or every fifth time gunicorn's master, which is then started again as a service
manager would. What was acknowledged must be there, on the story's own page and on the front page, as
every process sends them; of what was not, all processes must say the same.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.serving import Site, postgresql
from tests.admin_forms import FormReader

PORT = 8493
ASKING = 8  # new connections over which a page is asked for, so that every worker answers some
SETUP = """
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from tests.factories import ArticleFactory
editor = get_user_model().objects.create_superuser("editor", "editor@example.org", "x")
client = Client()
client.force_login(editor)
print(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
for number in range({times}):
    print(ArticleFactory(headline=f"Breaking {{number}}", slug=f"breaking-{{number}}").pk)
"""


class Editor:
    """Somebody who is logged in to the admin."""

    def __init__(self, cookies: str = ""):
        self.cookies = SimpleCookie(cookies)

    def ask(self, method: str, path: str, fields: dict | None = None) -> tuple[int, str]:
        """Return the status and the text of an answer; raises OSError, HTTPException."""
        cookies = "; ".join(f"{one.key}={one.value}" for one in self.cookies.values() if one.value)
        headers = {"Cookie": cookies, "Host": f"127.0.0.1:{PORT}"}
        body = urlencode(fields, doseq=True) if fields else None
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"Origin": f"http://127.0.0.1:{PORT}"}
        connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                self.cookies.load(cookie)
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def publish(self, key: str, begun: threading.Event) -> int:
        """Press “Publish now” on a story's form; return the status, 0 if no answer came."""
        path = f"/admin/articles/article/{key}/change/"
        form = FormReader(self.ask("GET", path)[1]).named("article_form")
        begun.set()
        try:
            return self.ask("POST", path, form.fields | {"_publish": ["1"]})[0]
        except (OSError, HTTPException):
            return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgresql(folder / "server")) if options.postgresql else None
        url = server.get_uri() if server else ""
        site = stack.enter_context(Site(folder / "data", PORT, url))
        session, *keys = site.shell(SETUP.format(times=options.times)).splitlines()
        site.start()
        return rounds(site, Editor(session.replace(" ", "=")), keys)


def rounds(site: Site, editor: Editor, keys: list[str]) -> int:
    """Publish and kill, once for each story; print what came of it, and return how much was wrong."""
    chance, outcomes, faults = random.Random(6), Counter(), []  # noqa: S311  no secret
    for number, key in enumerate(keys):
        pages(
            f"/{time.strftime('%Y/%m', time.gmtime())}/breaking-{number}/"
        )  # a 404, and the front page
        is_master = number % 5 == 4
        status = publish_and_kill(site, editor, key, is_master, chance)
        outcomes[("acknowledged" if status == 302 else "not acknowledged"), is_master] += 1
        if status not in (0, 302):
            faults.append(f"{number}: the answer was {status}")
        story, front = pages(f"/{time.strftime('%Y/%m', time.gmtime())}/breaking-{number}/")
        shown = {f"Breaking {number}<" in page for page in story} | {
            f"Breaking {number}<" in page for page in front
        }
        if len(shown) > 1:
            faults.append(f"{number}: not all pages agree")
        elif status == 302 and shown != {True}:
            faults.append(f"{number}: acknowledged, and not there")
    for (what, is_master), count in sorted(outcomes.items()):
        print(f"{'master' if is_master else 'worker'} killed, {what}: {count}")
    print("\n".join(faults) or "Nothing acknowledged was lost, and nothing stale was sent.")
    return len(faults)


def publish_and_kill(site: Site, editor: Editor, key: str, is_master: bool, chance) -> int:
    """Publish a story while a process is killed; return the status of the answer, 0 for none."""
    answers, begun = [], threading.Event()
    thread = threading.Thread(target=lambda: answers.append(editor.publish(key, begun)))
    thread.start()
    begun.wait(60)
    time.sleep(chance.uniform(0, 0.25))
    if is_master:
        site.kill()
    else:
        os.kill(chance.choice(site.workers()), signal.SIGKILL)
    thread.join()
    if is_master:
        site.start()
    site.wait()
    return answers[0]


def pages(path: str) -> tuple[list[str], list[str]]:
    """Return a story's page and the front page as several new connections get them."""
    reader = Editor()
    return tuple([reader.ask("GET", each)[1] for _ in range(ASKING)] for each in (path, "/"))


if __name__ == "__main__":
    sys.exit(main())
