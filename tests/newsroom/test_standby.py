"""A site whose PostgreSQL has a standby: it reads from that, and goes on when it takes over."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from tests.conftest import REPOSITORY
from tests.newsroom.standby import Server, let_follow, primary_and_standby, until
from tests.pagecache.servers import Edge, free_port

pytestmark = pytest.mark.any_database

MAKE = """
from django.contrib.auth import get_user_model
from tests.factories import ArticleFactory
get_user_model().objects.create_superuser("rao", password="harbour-rope-lantern")
for headline in ("Harbour opened", "Ferry sails"):
    print(ArticleFactory(headline=headline, slug=headline.split()[0].lower(), published=True)
        .get_absolute_url())
"""
SAY = "UPDATE articles_article SET headline = %s WHERE slug = 'harbour'"


class Site:
    """A gunicorn that reads from both servers."""

    def __init__(self, process, port: int, pages: list[str], manage: Callable[..., str]):
        self._process, self._edge = process, Edge(port)
        self._host = {"Host": f"127.0.0.1:{port}"}
        self.harbour, self.ferry = pages
        self.manage = manage

    def get(self, path: str, *sent, **headers: str):
        assert self._process.poll() is None
        return self._edge.get(path, *sent, **headers, **self._host)

    def headline(self, path: str | None = None) -> str:
        """Return what the page of the story, or another one, says of the harbour."""
        found = re.search(r"Harbour (\w+)", self.get(path or self.harbour).text)
        return found.group(1) if found else ""

    def wait_for(self, headline: str) -> None:
        """Ask until the story's page has a headline: what changed is learned within 50 ms."""
        assert any(self.headline() == headline for _ in range(10_000))

    def form(self) -> dict[str, str]:
        """Return what is sent to log in, which writes a session."""
        got = self.get("/admin/login/?next=/admin/")
        cookie = SimpleCookie(got.headers["Set-Cookie"])["csrf"].value
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', got.text).group(1)
        fields = {"username": "rao", "password": "harbour-rope-lantern", "next": "/admin/"}
        return {"cookie": cookie, "body": urlencode(fields | {"csrfmiddlewaretoken": token})}

    def log_in(self, form: dict[str, str]):
        """Send it; 302 says that it was written."""
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrf={form['cookie']}"}
        body = form["body"].encode()
        return self.get("/admin/login/?next=/admin/", "POST", body, **kind)


@pytest.fixture
def servers():
    with primary_and_standby() as pair:
        yield pair


@pytest.fixture
def site(servers, tmp_path):
    """The site on them, with two stories, of which no page was asked for."""
    primary, standby = servers
    port = free_port()
    here, there = primary.folder, standby.folder
    env = os.environ | {
        "DATABASE_URL": f"postgres://postgres@/postgres?host={here},{there}",
        "DATABASE_REPLICA_URL": f"postgres://postgres@/postgres?host={there}",
        "DATA_DIR": str(tmp_path),
        "DEMO": "0",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }

    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.check_output(command, cwd=REPOSITORY, env=env, text=True)

    manage("migrate", "--verbosity", "0")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    pages = manage("shell", "--no-imports", "-c", MAKE).split()
    let_follow(primary, standby)
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "newsroom.wsgi"]
    process = subprocess.Popen(command, cwd=REPOSITORY, env=env)
    try:
        site = Site(process, port, pages, manage)

        def answers() -> bool:
            try:
                return site.get("/robots.txt").status == 200
            except OSError:
                return False

        until(answers)
        yield site
    finally:
        process.terminate()
        process.wait()


def read_from_standby(site: Site, primary: Server, standby: Server) -> None:
    """Wait until a page is made from the standby."""
    before = standby.times_read("articles_article")
    for number in range(10**6):
        primary.ask(SAY, f"Harbour number{number}")
        let_follow(primary, standby)
        site.wait_for(f"number{number}")
        if standby.times_read("articles_article") > before:
            return


def test_site_reads_from_a_standby_never_what_is_old_and_goes_on_when_it_is_promoted(site, servers):
    primary, standby = servers
    assert site.headline() == "opened"
    read_from_standby(site, primary, standby)

    # It stays behind.
    standby.ask("SELECT pg_wal_replay_pause()")
    until(lambda: standby.ask("SELECT pg_get_wal_replay_pause_state()") == "paused")
    read = standby.times_read("articles_article")
    primary.ask(SAY, "Harbour closed")
    site.wait_for("closed")
    for path in ("/", "/latest/", "/feed/rss/", site.harbour) * 2:
        assert site.headline(path) == "closed", path
    assert standby.times_read("articles_article") == read
    assert "bytes of the log behind. The primary is read." in site.manage("page_cache")

    # It catches up.
    standby.ask("SELECT pg_wal_replay_resume()")
    read_from_standby(site, primary, standby)
    primary.ask(SAY, "Harbour rebuilt")
    site.wait_for("rebuilt")
    let_follow(primary, standby)
    form = site.form()

    # The primary is gone: what nobody has asked for before is read from the standby.
    primary.stop()
    until(lambda: "Ferry sails" in site.get(site.ferry).text)
    assert site.headline() == "rebuilt"
    refused = site.log_in(form)
    assert (refused.status, refused.headers["Retry-After"]) == (503, "30")

    # The standby takes over.
    standby.promote()
    until(lambda: site.log_in(form).status == 302)
    assert site.headline() == "rebuilt"
    standby.ask(SAY, "Harbour sold")
    site.wait_for("sold")
    assert {site.headline(path) for path in ("/", "/latest/", "/feed/rss/")} == {"sold"}
    assert "The replica is no standby any more" in site.manage("page_cache")
