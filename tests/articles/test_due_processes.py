"""publish_due as real processes, on the database of the test, with a real mail server to count at."""

import datetime as dt
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from articles import due, workflow
from articles.models import Article, DueMoment, JobRun
from desk.times import PaperTimeField
from tests.articles.post_office import post_office
from tests.conftest import REPOSITORY
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = dt.timedelta(hours=1)
PATIENCE = 300  # seconds


@pytest.fixture
def office():
    with post_office() as office:
        yield office


def start(office, *arguments):
    """Start the command as a process of its own."""
    return start_python(office, "manage.py", "publish_due", *arguments)


def start_python(office, *arguments, **pipes):
    """Start Python on the database of the test, with its mail going to `office`."""
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
        [sys.executable, *arguments],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **pipes,
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


# The long run: what was typed on the paper's clocks, around every change of these, and a leap day

CHANGES = {
    "Europe/Paris": ("2027-03-28", "2027-10-31"),
    "America/New_York": ("2027-03-14", "2027-11-07"),
    "America/St_Johns": ("2027-03-14", "2027-11-07"),
    "Australia/Lord_Howe": ("2027-10-03", "2027-04-04"),  # by half an hour
    "Pacific/Chatham": ("2027-09-26", "2027-04-04"),
    "Asia/Kolkata": ("2027-03-28", "2027-10-31"),  # no changes
    "Asia/Karachi": ("2027-03-14", "2027-11-07"),
}
LEAP_DAY = "2028-02-29"
EVERY = 14  # minutes
NIGHT = 6 * 60
STORIES = 500
SECOND = dt.timedelta(seconds=1)


def typed_times():
    """The moments meant by what somebody types, and how many times were refused for being none."""
    moments, refused = [], 0
    for zone, days in CHANGES.items():
        with timezone.override(ZoneInfo(zone)):
            for day in (*days, LEAP_DAY):
                for minute in range(0, NIGHT, EVERY):
                    try:
                        time = f"{minute // 60:02}:{minute % 60:02}:07"
                        moments.append(PaperTimeField().clean([day, time]))
                    except ValidationError:
                        refused += 1
    return moments[:STORIES], refused


def test_500_stories_over_clock_changes_by_four_schedulers_whose_clocks_jump(
    office, client, monkeypatch
):
    monkeypatch.setattr("articles.saving.refresh_related", lambda article: None)  # most of the time
    writer = UserFactory(is_superuser=True, is_staff=True, email="amina@example.org")
    moments, refused = typed_times()
    assert (len(moments), refused > 20) == (STORIES, True)
    begin = min(moments) - HOUR
    by_moment = {}
    with ExitStack() as stack:
        schedulers = [
            stack.enter_context(
                start_python(office, "-m", "tests.articles.scheduler", stdin=subprocess.PIPE)
            )
            for _ in range(4)
        ]
        with time_machine.travel(begin, tick=False) as clock:
            for number, moment in enumerate(moments):
                story = ArticleFactory(created_by=writer, headline=f"S{number}", slug=f"s{number}")
                workflow.schedule(story, moment)
                by_moment.setdefault(moment, []).append(story)
            assert [each.stdout.readline() for each in schedulers] == ["ready\n"] * 4
            seen, down_until = 0, begin
            for number, (moment, stories) in enumerate(sorted(by_moment.items())):
                clock.move_to(moment - SECOND)
                assert Article.objects.published().count() == seen
                clock.move_to(moment)
                seen += len(stories)
                assert Article.objects.published().count() == seen
                if number % 20 == 0:
                    assert client.get(stories[0].get_absolute_url()).status_code == 200
                if number == 200:
                    down_until = moment + 6 * HOUR
                if number in (60, 61, 250):  # their clocks are set back, and put right again
                    all_run(schedulers, moment - 2 * HOUR)
                if number % 8 == 0 and moment >= down_until:
                    all_run(schedulers, moment)
            all_run(schedulers, moment)
        for each in schedulers:
            _, errors = each.communicate(timeout=PATIENCE)
            assert (each.returncode, errors) == (0, "")

    subjects = Counter(message["Subject"] for message in office.messages)
    assert subjects == Counter(f"Published: S{number}" for number in range(STORIES))
    assert not DueMoment.objects.filter(done_at=None).exists()


def all_run(schedulers, moment):
    """Let all run at once, each with its clock at `moment`; return when all are done."""
    for each in schedulers:
        each.stdin.write(f"{moment.isoformat()}\n")
        each.stdin.flush()
    assert [each.stdout.readline() for each in schedulers] == ["done\n"] * 4
