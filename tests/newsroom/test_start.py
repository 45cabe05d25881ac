"""`make run` from its second step on: a prepared site, served by gunicorn, or one clear sentence."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress

import pytest
from django.db import connection

from newsroom import start
from tests.conftest import REPOSITORY
from tests.pagecache.servers import free_port

PATIENCE = 180  # seconds until a server counts as one that does not start
STORY = """
from django.utils import timezone
from articles.models import Article, DueMoment
from articles import saving, workflow
story = Article(headline="Already here", body="<p>Text.</p>")
saving.save(story)
workflow.publish(story)
DueMoment.objects.filter(article=story).update(claimed_at=None, done_at=None)
"""
DONE = "publish_due: “Already here” went live"


@pytest.fixture
def port():
    """A port of this machine that nobody listens on."""
    return free_port()


@pytest.fixture
def environment(tmp_path, port):
    """The environment of a site of its own, without any setting of the site under test."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "DATA_DIR": str(tmp_path / "data"), "PORT": str(port)}


@pytest.fixture
def empty_database(environment, django_db_blocker, tmp_path):
    """The environment with an empty database of the kind that the suite runs on."""
    if connection.vendor == "sqlite":
        yield environment
        return
    parameters = connection.settings_dict
    name = f"start_{tmp_path.name}_{os.getpid()}"[:60].lower()
    with django_db_blocker.unblock():
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    host = parameters["OPTIONS"].get("host") or parameters["HOST"]
    yield environment | {"DATABASE_URL": f"postgres://{parameters['USER']}@/{name}?host={host}"}
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(environment, *command):
    """Run Python with `command` in the repository, and return what became of it."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def served(environment, *command):
    """Start the site as a terminal does, wait until it answers, and stop it with Ctrl-C.

    Afterwards `said` is all that it and the processes it has started wrote: they have all ended.
    """
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    process.lines = []
    reader = threading.Thread(target=process.lines.extend, args=[process.stdout], daemon=True)
    reader.start()
    try:
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end:
            try:
                ask(environment, "/health/")
                break
            except OSError:
                time.sleep(0.1)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        process.wait(PATIENCE)
        reader.join(PATIENCE)
        assert not reader.is_alive(), "Something that was started goes on."
        process.said = "".join(process.lines)
        process.stdout.close()


def wait_until_said(process, text):
    """Wait until the site has written `text`."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not any(text in line for line in list(process.lines)):
        time.sleep(0.1)
    assert any(text in line for line in process.lines)


def ask(environment, path):
    """Return the answer for a path of the served site."""
    return urllib.request.urlopen(f"http://127.0.0.1:{environment['PORT']}{path}", timeout=60)


def test_site_starts_serves_and_stops(empty_database):
    environment = empty_database
    assert run(environment, "manage.py", "migrate", "-v0").returncode == 0
    assert run(environment, "manage.py", "shell", "-v0", "-c", STORY).returncode == 0

    with served(environment, "-m", "newsroom.start") as process:
        page = ask(environment, "/").read().decode()
        assert "Already here" in page
        style = re.search(r'href="(/static/css/[\w.]+\.[0-9a-f]{12}\.css)"', page)[1]
        answer = ask(environment, style)
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        address = f"http://127.0.0.1:{environment['PORT']}/"
        forged = urllib.request.Request(address, headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(forged)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{environment['PORT']}/admin/" in process.said
    assert "Traceback" not in process.said
    assert "evil.example" not in process.said  # strangers do not fill the log
    assert "SIGKILL" not in process.said  # workers stop by themselves

    count = "from articles.models import Article; print(Article.objects.count())"
    assert run(environment, "manage.py", "shell", "-v0", "-c", count).stdout.strip() == "1"


def test_granian_serves_the_site_as_well(empty_database):
    environment = empty_database | {"PYTHON": sys.executable, "WEB_CONCURRENCY": "1", "DEMO": "0"}
    assert run(environment, "manage.py", "migrate", "-v0").returncode == 0
    assert run(environment, "manage.py", "collectstatic", "--noinput", "-v0").returncode == 0
    assert run(environment, "manage.py", "shell", "-v0", "-c", STORY).returncode == 0

    with served(environment, "-c", "import os; os.execl('deploy/granian', 'granian')") as process:
        first, second = ask(environment, "/"), ask(environment, "/")
        assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("miss", "hit")
        assert "Already here" in second.read().decode()
        address = f"http://127.0.0.1:{environment['PORT']}"
        known = urllib.request.Request(f"{address}/", headers={"If-None-Match": first.headers["ETag"]})
        with pytest.raises(urllib.error.HTTPError, match="304"):
            urllib.request.urlopen(known)
        form = urllib.request.Request(f"{address}/admin/login/", data=b"username=x&password=y")
        with pytest.raises(urllib.error.HTTPError, match="403"):  # it has no token
            urllib.request.urlopen(form)
    assert process.returncode == 0
    assert "Traceback" not in process.said


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_what_is_due_is_done_as_long_as_the_site_is_served(empty_database, end):
    environment = empty_database
    assert run(environment, "manage.py", "migrate", "-v0").returncode == 0
    assert run(environment, "manage.py", "shell", "-v0", "-c", STORY).returncode == 0

    with served(environment, "-m", "newsroom.start") as process:
        wait_until_said(process, DONE)
        os.kill(process.pid, end)
        process.wait(PATIENCE)
    assert process.said.count(DONE) == 1
    assert "Traceback" not in process.said


def test_port_in_use(environment, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        answer = run(environment, "-m", "newsroom.start")
    assert answer.returncode == 1
    assert answer.stderr == (
        f"Port {port} cannot be used (Address already in use). Perhaps Newsroom runs already; "
        "if not, choose another port: make run PORT=8001\n"
    )


@pytest.mark.parametrize("port", [65536, 10**30])
def test_port_that_there_is_not(port):
    with pytest.raises(SystemExit, match=f"Port {port} cannot be used"):
        start.require_free_port(port)


def test_folder_that_cannot_be_made(environment, tmp_path):
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"
    for command in [["-m", "newsroom.start"], ["manage.py", "check"]]:
        answer = run(environment | {"DATA_DIR": str(folder)}, *command)
        assert answer.returncode == 1
        assert answer.stderr.startswith(f"DATA_DIR is {folder}, which is no folder and cannot be made")
        assert answer.stderr.count("\n") == 1


def test_folder_that_cannot_be_written(tmp_path):
    with pytest.raises(SystemExit, match=f"The folder {tmp_path}/gone cannot be written"):
        start.require_writable(tmp_path / "gone")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"DEBUG": "maybe"}, "DEBUG is “maybe”."),
        ({"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE is “Mars/Olympus”"),
        ({"DATABASE_URL": "postgres://x@127.0.0.1:1/x"}, "The database cannot be used:"),
        ({"DATABASE_URL": "sqlite:////dev/full"}, "The database cannot be used:"),
    ],
)
def test_wrong_setting_is_one_sentence(environment, changes, sentence):
    answer = run(environment | changes, "-m", "newsroom.start")
    assert answer.returncode == 1
    assert answer.stderr.startswith(sentence)
    assert "Traceback" not in answer.stderr


GUNICORN = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "newsroom.wsgi"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SITE_URL": "http://www.example.org"}, "newsroom.E002"),
        ({"SITE_URL": "https://www.example.org", "DEBUG": "1"}, "newsroom.E001"),
        ({"SITE_URL": "www.example.org"}, "SITE_URL is “www.example.org”"),
        ({}, "Newsroom does not start: the database is older than the code."),
    ],
)
def test_gunicorn_does_not_serve_an_unsafe_site(environment, changes, sentence):
    answer = run(environment | changes, *GUNICORN)
    assert answer.returncode != 0
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


def test_gunicorn_does_not_serve_without_static_files(environment):
    assert run(environment, "manage.py", "migrate", "-v0").returncode == 0
    assert "static files are not collected" in run(environment, *GUNICORN).stderr


def test_what_is_loaded_is_not_searched_for_garbage(environment):
    code = "import gc, newsroom.wsgi; print(gc.get_freeze_count(), len(gc.get_objects()))"
    frozen, watched = map(int, run(environment, "-c", code).stdout.split())
    assert frozen > 10 * watched
