"""What manage.py says when a command cannot do its work: a sentence, never a traceback."""

import os
import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY
from tests.pagecache.servers import free_port

pytestmark = pytest.mark.any_database


@pytest.fixture
def manage(tmp_path):
    """A function that runs a command on a site whose database was never migrated."""

    def manage(*arguments, stdout=subprocess.PIPE, **settings):
        return subprocess.run(
            [sys.executable, str(REPOSITORY / "manage.py"), *arguments],
            env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **settings},
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            timeout=180,
            check=False,
        )

    return manage


def test_database_that_was_never_migrated(manage):
    done = manage("recount_comments")
    assert done.returncode == 1
    assert done.stderr.startswith("The database cannot be used: no such table: comments_comment\n")
    assert "manage.py migrate" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in manage("recount_comments", "--traceback").stderr


def test_ctrl_c(manage):
    # What is started in the background by a shell ignores Ctrl-C, and so does what that starts.
    interrupted = "signal.signal(2, signal.default_int_handler); signal.raise_signal(2)"
    done = manage("shell", "-v0", "-c", f"import signal; {interrupted}")
    assert (done.returncode, done.stderr) == (130, "\nStopped.\n")


def test_mail_server_that_is_away(manage):
    done = manage("sendtestemail", "ed@example.org", EMAIL_URL=f"smtp://127.0.0.1:{free_port()}")
    assert done.returncode == 1
    assert done.stderr.startswith("The command failed: [Errno ")
    assert "Traceback" not in done.stderr


def test_pipe_whose_reader_has_gone(manage):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = manage("migrate", "--plan", stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")
