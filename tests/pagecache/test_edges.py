"""What shared caches have to drop is written down with the change, told until it is taken, and seen."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connections, transaction
from django.utils import timezone

from articles.models import JobRun
from masthead.models import SiteSettings
from newsroom import jobs
from newsroom.kept_pages import screen
from pagecache import triggers
from pagecache.changes import LONGEST_PAUSE
from pagecache.edges import front, handing_on, sending
from pagecache.edges.backends import PurgeError
from pagecache.edges.front import Front, Messenger
from pagecache.edges.handing_on import forget_others, hand_on, waiting_at
from pagecache.edges.sending import ECHO, FIRST_WAIT, LEASE, LONGEST_ASKED, LONGEST_WAIT, send_due
from pagecache.models import EVERYTHING, Edge, HandedOn, Purge
from pagecache.wsgi import PageCache
from tests.factories import ArticleFactory
from tests.pagecache.conftest import MEGABYTE, Site

pytestmark = pytest.mark.django_db(transaction=True)


class Double:
    """A shared cache that keeps what it was told, or says `error`."""

    def __init__(self, name: str = "the edge", most: int = 3):
        self.name, self.most = name, most
        self.told: list[list[str]] = []
        self.error: PurgeError | None = None

    def purge(self, keys):
        self.told.append(keys)
        if self.error:
            raise self.error


@pytest.fixture
def clock():
    """Time stands still but for what a test says."""
    with time_machine.travel(dt.datetime(2027, 7, 15, 12, tzinfo=dt.UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def edge(transactional_db, clock) -> Double:
    """A cache that was told all there was to tell, twice."""
    edge = Double()
    turn(edge)
    clock.shift(ECHO)
    turn(edge)
    assert edge.told == [[EVERYTHING], [EVERYTHING]]
    edge.told.clear()
    return edge


def turn(edge: Double) -> sending.Sent:
    hand_on([edge.name])
    return send_due(edge)


def waiting() -> set[str]:
    return set(Purge.objects.filter(is_echo=False).values_list("key", flat=True))


# What is handed on


def test_change_is_told_once_it_is_committed(edge):
    with transaction.atomic():
        SiteSettings.objects.create(pk=1)
    assert turn(edge).taken == 1
    assert edge.told == [["site"]]
    turn(edge)
    assert edge.told == [["site"]]


def test_what_is_rolled_back_is_told_to_nobody(edge):
    with transaction.atomic():
        SiteSettings.objects.create(pk=1)
        transaction.set_rollback(True)
    turn(edge)
    assert edge.told == []


def test_commit_that_comes_late_is_told(edge):
    """The place in the database is one of transactions, not of ids."""
    if connections["default"].vendor == "sqlite":
        return  # one writer at a time
    written, go_on = threading.Event(), threading.Event()

    def slow_writer():
        try:
            with transaction.atomic():
                triggers.note("slow")
                written.set()
                assert go_on.wait(60)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    assert written.wait(60)
    triggers.note("quick")
    turn(edge)
    go_on.set()
    thread.join(60)
    turn(edge)
    assert edge.told == [["quick"], ["slow"]]


def test_each_cache_is_told_and_one_that_is_new_drops_everything(edge):
    other = Double("another one")
    SiteSettings.objects.create(pk=1)
    hand_on([edge.name, other.name])
    send_due(edge)
    send_due(other)
    assert (edge.told, other.told) == ([["site"]], [[EVERYTHING]])


def test_what_only_the_time_changes_is_told_at_its_moment(edge, clock):
    story = ArticleFactory(headline="Tide", published=timezone.now() + dt.timedelta(minutes=3))
    turn(edge)
    clock.shift(ECHO)
    turn(edge)
    edge.told.clear()
    turn(edge)
    assert edge.told == []
    clock.shift(dt.timedelta(minutes=3))
    turn(edge)
    assert f"article:{story.pk}" in {key for keys in edge.told for key in keys}


def test_after_a_long_pause_everything_is_dropped(edge, clock):
    clock.shift(dt.timedelta(seconds=LONGEST_PAUSE + 1))
    turn(edge)
    assert edge.told == [[EVERYTHING]]


def test_quiet_time_is_written_down(edge, clock):
    for _ in range(12):
        clock.shift(dt.timedelta(minutes=6))
        turn(edge)
    assert edge.told == []
    assert HandedOn.objects.get().until == timezone.now()


def test_many_changes_at_once_are_everything(edge, monkeypatch):
    monkeypatch.setattr(handing_on, "MOST_KEYS", 4)
    for number in range(5):
        triggers.note(f"key:{number}")
    turn(edge)
    assert edge.told == [[EVERYTHING]]


def test_nothing_new_costs_four_queries(edge, django_assert_num_queries):
    with django_assert_num_queries(4):
        hand_on([edge.name])


def test_two_at_once_hand_on_each_change_once(edge):
    SiteSettings.objects.create(pk=1)
    ready = threading.Barrier(2, timeout=60)

    def hand():
        try:
            ready.wait()
            hand_on([edge.name])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=hand) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert waiting() == {"site"}
    send_due(edge)
    assert edge.told == [["site"]]


# What is sent


def test_keys_are_told_as_many_at_once_as_the_cache_takes(edge):
    for number in range(7):
        triggers.note(f"key:{number}")
    assert turn(edge).taken == 7
    assert [len(keys) for keys in edge.told] == [3, 3, 1]


def test_every_key_is_told_again_after_a_moment(edge, clock):
    triggers.note("site")
    sent = turn(edge)
    assert sent.next_at == timezone.now() + ECHO
    clock.shift(ECHO)
    sent = turn(edge)
    assert edge.told == [["site"], ["site"]]
    assert (sent.next_at, Purge.objects.count()) == (None, 0)


def test_key_that_changes_again_is_told_again(edge, clock):
    triggers.note("site")
    turn(edge)
    clock.shift(ECHO / 2)
    triggers.note("site")
    turn(edge)
    assert len(edge.told) == 2
    clock.shift(ECHO)
    turn(edge)
    assert len(edge.told) == 3
    assert not Purge.objects.exists()


def test_change_while_its_key_is_being_told_is_told_as_well(edge, clock):
    def change_meanwhile(keys):
        edge.told.append(keys)
        del edge.purge
        triggers.note("site")
        hand_on([edge.name])

    triggers.note("site")
    edge.purge = change_meanwhile
    turn(edge)
    assert edge.told == [["site"], ["site"]]


def test_what_is_not_taken_is_kept_and_seen(edge, clock):
    triggers.note("site")
    edge.error = PurgeError("It answered 503.")
    sent = turn(edge)
    assert (sent.taken, sent.failed) == (0, True)
    (row,) = waiting_at()
    assert (row.waiting, row.failures, row.error) == (1, 1, "It answered 503.")
    assert row.oldest == row.failed_at == timezone.now()
    turn(edge)
    assert len(edge.told) == 1, "it is left alone for a while"
    edge.error = None
    clock.shift(dt.timedelta(seconds=FIRST_WAIT))
    turn(edge)
    (row,) = waiting_at()
    assert (row.waiting, row.failures, row.error) == (0, 0, "")
    assert row.sent_at == timezone.now()


def test_cache_that_fails_is_asked_ever_more_seldom(edge, clock):
    triggers.note("site")
    edge.error = PurgeError("It took too long to answer.")
    waits = []
    for _ in range(12):
        sent = turn(edge)
        waits.append((sent.next_at - timezone.now()).total_seconds())
        clock.move_to(sent.next_at)
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == LONGEST_WAIT
    assert waiting() == {"site"}


@pytest.mark.parametrize(("asked", "wait"), [(0.0, FIRST_WAIT), (90.0, 90.0), (1e9, LONGEST_ASKED)])
def test_cache_may_say_how_long_it_wants_to_be_left_alone(edge, asked, wait):
    triggers.note("site")
    edge.error = PurgeError("It answered 429.", wait=asked)
    assert turn(edge).next_at == timezone.now() + dt.timedelta(seconds=wait)


def test_what_a_killed_process_was_sending_is_sent_by_the_next(edge, clock):
    def killed(keys):
        raise KeyboardInterrupt

    triggers.note("site")
    edge.purge = killed
    with pytest.raises(KeyboardInterrupt):
        turn(edge)
    del edge.purge
    turn(edge)
    assert edge.told == []
    clock.shift(LEASE)
    turn(edge)
    assert edge.told == [["site"]]


def test_caches_that_are_gone_from_the_settings_are_forgotten(edge):
    triggers.note("site")
    hand_on([edge.name])
    assert forget_others([]) == 1
    assert not Edge.objects.exists()
    assert not Purge.objects.exists()


# Who does it


def test_loop_of_publish_due_tells_what_no_web_process_told(edge, monkeypatch):
    monkeypatch.setattr(jobs, "configured", lambda: [edge])
    triggers.note("site")
    assert jobs.tell_shared_caches() == "keys that shared caches were told to drop: 1"
    assert edge.told == [["site"]]
    assert jobs.tell_shared_caches() == ""


def test_start_page_says_which_cache_is_not_reached(edge, clock, monkeypatch):
    monkeypatch.setattr(jobs, "configured", lambda: [edge])
    triggers.note("site")
    edge.error = PurgeError("It answered 503.")
    jobs.tell_shared_caches()
    assert "the edge" in JobRun.objects.get(name=jobs.TELLING).error
    edge.error = None
    clock.shift(dt.timedelta(seconds=FIRST_WAIT))
    jobs.tell_shared_caches()
    assert JobRun.objects.get(name=jobs.TELLING).error == ""


def test_thread_that_is_woken_looks_at_once(monkeypatch):
    """Even what nobody has thought of does not end it."""
    looked, turns = threading.Event(), []

    class Looking(Messenger):
        def turn(self):
            turns.append(True)
            looked.set()
            if len(turns) == 1:
                raise ValueError

    monkeypatch.setattr(front, "RETRY", None)  # until it is woken
    messenger = Looking(Double(), ["the edge"])
    for _ in range(2):
        messenger.wake()
        assert looked.wait(60)
        looked.clear()


def test_who_posts_and_who_learns_of_a_change_wake_it(transactional_db):
    woken, answers = [], ["200 OK"]

    class Counting(Front):
        def wake(self):
            woken.append(True)

    def application(environ, start_response):
        start_response(answers[-1], [("Content-Type", "text/html")])
        return [b""]

    cache = PageCache(application, screen(), MEGABYTE, every=0.0, edges=Counting([]))
    site = Site(cache)
    site.get("/")
    woken.clear()
    for method in ("GET", "HEAD"):
        site.get("/", method=method)
    assert woken == []
    for status in ("204 No Content", "403 Forbidden", "429 Too Many Requests"):
        answers.append(status)
        site.get("/", method="POST")
    assert woken == []
    answers.append("302 Found")
    site.get("/", method="POST")
    assert len(woken) == 1
    triggers.note("site")
    site.get("/")
    assert len(woken) == 2
