"""What is done at the times of stories: once, by whoever comes, whatever the clock does."""

import datetime as dt
import threading
from collections import Counter
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from articles import due, saving, workflow, writing
from articles.due import Kind
from articles.models import Article, DueMoment, JobRun
from tests.factories import ArticleFactory, UserFactory

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def done(monkeypatch):
    """What happened, as a list of (kind, key of the story, moment); mail apart."""
    happened = []

    def happen(moment):
        happened.append((moment.kind, moment.article_id, moment.due_at))

    monkeypatch.setattr(due, "effects", {kind: [happen] for kind in Kind})
    monkeypatch.setattr(due, "chores", [])
    return happened


def run():
    return [outcome.text for outcome in due.run_due()]


def moments(article):
    return sorted(article.due_moments.values_list("kind", "due_at"))


@pytest.mark.django_db
class TestWhatIsPlanned:
    def test_schedule_sets_the_moments_and_each_change_moves_them(self):
        article = ArticleFactory()
        workflow.schedule(article, NOW + HOUR)
        assert moments(article) == [("went_live", NOW + HOUR)]

        writing.change(article, lambda text: text | {"expires_at": (NOW + 9 * HOUR).isoformat()})
        workflow.schedule(article, NOW + 2 * HOUR)
        assert moments(article) == [("expired", NOW + 9 * HOUR), ("went_live", NOW + 2 * HOUR)]

        workflow.unschedule(article)
        assert moments(article) == []

    def test_nothing_is_left_of_what_is_withdrawn_before_its_time_is_up(self, done, clock):
        article = ArticleFactory(expires_at=NOW + 3 * HOUR)
        workflow.schedule(article, NOW + HOUR)
        clock.shift(2 * HOUR)
        run()
        workflow.withdraw(article)
        clock.shift(5 * HOUR)
        run()
        assert [kind for kind, *_ in done] == ["went_live"]

    def test_moment_that_nobody_came_for_goes_with_the_withdrawal(self, done, clock):
        article = ArticleFactory()
        workflow.schedule(article, NOW + HOUR)
        clock.shift(2 * HOUR)
        workflow.withdraw(article)
        assert run() == []
        assert done == []

    def test_what_an_import_stores_as_past_is_no_news_and_what_is_to_come_is(self, done):
        past = Article(headline="Old", status="published", published_at=NOW - 99 * HOUR)
        ahead = Article(headline="New", status="published", published_at=NOW + HOUR)
        for article in (past, ahead):
            saving.save(article)
        workflow.publish(ArticleFactory(), at=NOW - HOUR)
        assert list(DueMoment.objects.values_list("article", flat=True)) == [ahead.pk]

    def test_change_of_a_story_from_before_there_were_moments_is_no_news(self, done):
        article = ArticleFactory(published=NOW - 99 * HOUR)
        writing.change(article, lambda text: text | {"headline": "Better"})
        assert run() == []

    def test_story_that_is_deleted_takes_its_moments_along(self, done, clock):
        article = ArticleFactory()
        workflow.schedule(article, NOW + HOUR)
        article.delete()
        clock.shift(HOUR)
        assert run() == []


@pytest.mark.django_db
class TestOnce:
    def test_done_at_its_second_and_never_again(self, done, clock):
        article = ArticleFactory(headline="Two\nlines")
        workflow.schedule(article, NOW + HOUR)
        clock.shift(HOUR - SECOND)
        assert run() == []
        clock.shift(SECOND)
        assert run() == ["“Two lines” went live 2026-03-10 13:00 UTC"]
        assert run() == []
        assert done == [("went_live", article.pk, NOW + HOUR)]

    def test_published_by_hand_is_done_once_it_is_committed(
        self, done, django_capture_on_commit_callbacks
    ):
        editor = UserFactory(is_superuser=True)
        article = ArticleFactory()
        with django_capture_on_commit_callbacks(execute=True):
            workflow.publish(article, editor)
            assert done == []
        assert done == [("went_live", article.pk, NOW)]
        assert run() == []

    def test_process_that_dies_before_it_begins_leaves_it_to_the_next_run(self, done):
        article = ArticleFactory()
        workflow.publish(article, UserFactory(is_superuser=True))  # and nothing after the commit
        assert len(run()) == 1
        assert len(done) == 1

    def test_end_that_is_set_to_a_past_time_is_done_at_once(self, done):
        editor = UserFactory(is_superuser=True)
        article = ArticleFactory(published=NOW - 2 * HOUR)
        past = (NOW - HOUR).isoformat()
        writing.change(article, lambda text: text | {"expires_at": past}, editor)
        run()
        assert done == [("expired", article.pk, NOW - HOUR)]

    def test_clock_that_is_set_back_two_hours_repeats_nothing(self, done, clock):
        article = ArticleFactory()
        workflow.schedule(article, NOW + HOUR)
        clock.shift(HOUR)
        run()
        clock.shift(-2 * HOUR)
        assert run() == []
        writing.change(article, lambda text: text | {"headline": "Edited meanwhile"})
        clock.shift(3 * HOUR)
        assert run() == []
        assert len(done) == 1

    def test_withdrawn_and_put_back_is_not_told_again(self, done, clock):
        article = ArticleFactory()
        workflow.schedule(article, NOW + HOUR)
        clock.shift(2 * HOUR)
        run()
        workflow.withdraw(article)
        workflow.reinstate(article, UserFactory(is_superuser=True))
        run()
        assert len(done) == 1

    def test_what_was_missed_is_caught_up_in_its_order(self, done, clock):
        stories = [ArticleFactory() for _ in range(6)]
        for number, article in enumerate(stories):
            workflow.schedule(article, NOW + (6 - number) * HOUR)
        clock.shift(6 * HOUR)
        run()
        assert [pk for _, pk, _ in done] == [article.pk for article in reversed(stories)]


@pytest.mark.django_db
class TestTrouble:
    @pytest.fixture
    def broken(self, done, monkeypatch):
        """A first effect that fails as long as the list has something in it, before `happen`."""
        reasons = ["the wire is cut"]

        def ping(moment):
            if reasons:
                raise OSError(reasons[0])

        due.effects[Kind.WENT_LIVE].insert(0, ping)
        return reasons

    def test_failed_effect_is_told_and_the_others_are_done(self, broken, done, clock):
        article = ArticleFactory()
        workflow.schedule(article, NOW + HOUR)
        clock.shift(HOUR)
        errors = StringIO()
        with pytest.raises(CommandError):
            call_command("publish_due", stderr=errors)
        assert "ping: the wire is cut" in errors.getvalue()
        assert len(done) == 1
        (row,) = due.unfinished()
        assert row.error == "ping: the wire is cut"
        call_command("publish_due")  # what failed is not repeated by itself
        assert len(done) == 1

        broken.clear()
        due.perform_again(row.pk)
        assert len(done) == 1  # and only what is missing is done
        assert not due.unfinished().exists()
        assert due.perform_again(row.pk) is None

    def test_process_that_died_is_shown_after_a_quarter_of_an_hour_and_can_be_run_again(
        self, done, clock, client
    ):
        article = ArticleFactory()
        workflow.schedule(article, NOW + HOUR)
        clock.shift(HOUR)
        row = article.due_moments.get()
        DueMoment.objects.update(claimed_at=timezone.now(), attempts=1)  # and it is gone
        assert run() == []
        clock.shift(dt.timedelta(minutes=14))
        assert due.perform_again(row.pk) is None
        clock.shift(dt.timedelta(minutes=1))
        assert [moment.pk for moment in due.unfinished()] == [row.pk]
        due.perform_again(row.pk)
        assert len(done) == 1

    def test_story_that_is_not_public_any_more_is_not_told_of_late(self, done, clock):
        article = ArticleFactory()
        workflow.schedule(article, NOW + HOUR)
        clock.shift(HOUR)
        DueMoment.objects.update(claimed_at=timezone.now())
        workflow.withdraw(article)
        clock.shift(HOUR)
        due.perform_again(article.due_moments.get().pk)
        assert done == []

    def test_what_nobody_came_for_is_overdue_after_ten_minutes(self, clock):
        workflow.schedule(ArticleFactory(), NOW + HOUR)
        clock.shift(HOUR + dt.timedelta(minutes=9))
        assert not due.overdue().exists()
        clock.shift(dt.timedelta(minutes=1))
        assert due.overdue().exists()


@pytest.mark.django_db
class TestChores:
    @pytest.fixture
    def chore(self, done):
        calls = []

        @due.every(minutes=60)
        def tidy():
            calls.append(timezone.now())
            return "tidied" if len(calls) < 3 else ""

        return calls

    def test_comes_once_in_its_interval(self, chore, clock):
        assert run() == ["tidied"]
        clock.shift(HOUR - SECOND)
        assert run() == []
        clock.shift(SECOND)
        assert run() == ["tidied"]

    def test_goes_on_after_the_clock_was_set_back(self, chore, clock):
        run()
        clock.shift(-2 * HOUR)
        assert run() == ["tidied"]

    def test_failure_is_kept_until_it_goes_well(self, done, clock):
        outcomes = [OSError("disk full"), ""]

        @due.every(minutes=1)
        def tidy():
            outcome = outcomes.pop(0)
            if outcome:
                raise outcome
            return outcome

        assert run() == ["tidy: disk full"]
        assert JobRun.objects.get(name="tidy").error == "disk full"
        clock.shift(HOUR)
        assert run() == []
        assert JobRun.objects.get(name="tidy").error == ""


@pytest.mark.django_db
def test_command_says_each_thing_in_a_line_and_when_it_ran(done, clock):
    workflow.schedule(ArticleFactory(headline="Ferry"), NOW + HOUR)
    clock.shift(HOUR)
    said = StringIO()
    call_command("publish_due", stdout=said)
    assert said.getvalue() == "“Ferry” went live 2026-03-10 13:00 UTC\n"
    assert JobRun.objects.get(name="publish_due").began_at == NOW + HOUR


@pytest.mark.django_db
def test_pause_of_no_time_is_refused():
    with pytest.raises(CommandError, match="1 or more"):
        call_command("publish_due", loop=0)


@pytest.mark.django_db
def test_mail_goes_out_when_the_time_comes(clock):
    writer = UserFactory(is_superuser=True, is_staff=True, email="amina@example.org")
    workflow.schedule(ArticleFactory(created_by=writer, headline="Ferry"), NOW + HOUR)
    clock.shift(HOUR)
    call_command("publish_due", stdout=StringIO())
    assert [message.subject for message in mail.outbox] == ["Published: Ferry"]


# The long run

ZONES = ["Europe/Paris", "America/New_York", "Asia/Karachi"]
# Around both changes of the clocks in Paris and New York, and a leap day; local midnights.
DAYS = [(2027, 3, 14), (2027, 3, 28), (2027, 10, 31), (2027, 11, 7), (2028, 2, 29)]
DOWN = 6 * HOUR
STORIES = 500


def times():
    """500 different moments, every 20 minutes from four hours before each of those midnights on."""
    for number in range(STORIES):
        day, rest = divmod(number, STORIES // len(DAYS))
        zone = ZoneInfo(ZONES[rest % len(ZONES)])
        midnight = dt.datetime(*DAYS[day], tzinfo=zone).astimezone(dt.UTC)
        yield midnight - 4 * HOUR + dt.timedelta(minutes=20, seconds=7) * (rest // len(ZONES))


@pytest.mark.django_db
def test_500_stories_over_clock_changes_a_leap_day_a_clock_set_back_and_downtime(
    done, clock, monkeypatch
):
    monkeypatch.setattr("articles.saving.refresh_related", lambda article: None)  # most of the time
    stories = {}
    for number, moment in enumerate(times()):
        article = ArticleFactory(slug=f"s{number}", headline=f"S{number}")
        with timezone.override(ZoneInfo(ZONES[number % len(ZONES)])):
            workflow.schedule(article, moment)
        stories[article.pk] = moment
    in_order = sorted(set(stories.values()))
    down_until = None
    for number, moment in enumerate(in_order):
        at_that_second = {pk for pk, time in stories.items() if time == moment}
        clock.move_to(moment - SECOND)
        those = Article.objects.filter(pk__in=at_that_second)
        assert not those.published().exists()
        clock.move_to(moment)
        assert those.published().count() == len(at_that_second)
        if number == 100:
            clock.move_to(moment - 2 * HOUR)
            assert not those.published().exists()
            run()
            clock.move_to(moment)
        if number == 200:
            down_until = moment + DOWN
        if down_until is None or moment >= down_until:
            down_until = None
            run()
    clock.move_to(in_order[-1] + DOWN)
    run()

    assert Counter(done) == Counter(("went_live", pk, moment) for pk, moment in stories.items())
    assert [moment for *_, moment in done] == sorted(stories.values())


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
def test_page_is_there_from_its_second_on_whatever_the_zone(zone, clock, client, settings):
    settings.TIME_ZONE = zone
    for number, day in enumerate(DAYS):
        moment = dt.datetime(*day, 3, 30, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
        article = ArticleFactory(slug=f"s{number}")
        workflow.schedule(article, moment)
        clock.move_to(moment - SECOND)
        assert client.get(article.get_absolute_url()).status_code == 404
        clock.move_to(moment)
        assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_threads_do_each_thing_once(done, clock):
    for number in range(40):
        workflow.schedule(ArticleFactory(), NOW + HOUR + number * SECOND)
    clock.shift(2 * HOUR)
    together = threading.Barrier(4)
    failures = []

    def work():
        try:
            together.wait()
            run()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(done) == len(set(done)) == 40


def test_start_of_the_program_knows_what_is_to_be_done():
    assert "tell_writers" in [effect.__name__ for effect in due.effects[Kind.WENT_LIVE]]
    assert "withhold_ended_pictures" in [chore.name for chore in due.chores]
    assert reverse("admin:mail")
