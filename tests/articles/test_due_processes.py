"""publish_due as real processes, on the database of the test, with a real mail server to count at."""

import datetime as dt
import os
import signal
import subprocess
import sys
from collections import Counter
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection

from articles import due, workflow
from articles.models import DueMoment, JobRun
from tests.articles.post_office import post_office
from tests.conftest import REPOSITORY
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = dt.timedelta(hours=1)
PATIENCE = 120  # seconds


@pytest.fixture
def office():
    with post_office() as office:
        yield office


def start(office, *arguments):
    """Start the command as a process of its own."""
    if connection.vendor == "sqlite":
        database = f"sqlite:///{connection.settings_dict['NAME']}"
    else:
        name = connection.settings_dict["NAME"]
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    environment = os.environ | {
        "DATABASE_URL": database,
        "EMAIL_URL": f"smtp://127.0.0.1:{office.port}",
        "PYTHONWARNINGS": "default",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "publish_due", *arguments],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def schedule(number):
    """Schedule stories from seven hours ago to six hours ago, as if the machine had been off since."""
    writer = UserFactory(is_superuser=True, is_staff=True, email="amina@example.org")
    moment = dt.datetime.now(dt.UTC) - 6 * HOUR
    with time_machine.travel(moment - HOUR, tick=False):
        stories = [ArticleFactory(created_by=writer, headline=f"Story {n}") for n in range(number)]
        for n, story in enumerate(stories):
            workflow.schedule(story, moment - dt.timedelta(seconds=number - n))


def test_four_at_once_after_six_hours_of_downtime_send_each_mail_once(office):
    schedule(60)
    processes = [start(office) for _ in range(4)]
    said = [process.communicate(timeout=PATIENCE) for process in processes]

    assert [process.returncode for process in processes] == [0, 0, 0, 0], said
    subjects = Counter(message["Subject"] for message in office.messages)
    assert subjects == Counter(f"Published: Story {n}" for n in range(60))
    lines = [line for out, _ in said for line in out.splitlines() if "went live" in line]
    assert len(lines) == len(set(lines)) == 60
    assert DueMoment.objects.filter(done_at=None).count() == 0


def test_killed_in_the_middle_of_a_mail_it_is_not_sent_again_by_itself(office):
    schedule(5)
    office.full = 2
    process = start(office)
    assert office.is_stuck.wait(PATIENCE)
    process.kill()
    process.communicate(timeout=PATIENCE)
    office.full = None

    second = start(office)
    out, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0
    assert len(out.splitlines()) == 2
    subjects = Counter(message["Subject"] for message in office.messages)
    assert subjects == Counter(f"Published: Story {n}" for n in range(5))
    (left,) = DueMoment.objects.filter(done_at=None)
    assert left.article.headline == "Story 2"
    with time_machine.travel(dt.datetime.now(dt.UTC) + due.BEING_DONE + HOUR):
        assert [moment.pk for moment in due.unfinished()] == [left.pk]


def test_mail_server_that_is_away_makes_it_fail_and_is_told(office):
    schedule(1)
    office.shutdown()
    office.server_close()
    process = start(office)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "tell_writers: 1 could not be sent" in errors
    assert JobRun.objects.get(name="mail").error


def test_service_goes_on_until_it_is_told_to_stop(office):
    schedule(1)
    process = start(office, "--loop", "1")
    assert "went live" in process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
