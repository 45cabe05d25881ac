"""A new client is left to the process of the server that has least to do."""

import runpy
import threading
import time
from types import SimpleNamespace

import pytest

from incoming import loads
from incoming import worker as workers
from tests.conftest import REPOSITORY
from tests.incoming.served import GET, PATIENCE, POST, Served, answer, application

pytestmark = pytest.mark.any_database

OTHER = 7  # number of a process besides the one that is tried
FOR_EVER = 10 * PATIENCE  # seconds in which a worker takes no client that it has left to others


@pytest.fixture(autouse=True)
def other():
    """Nothing is left of what a test says of another process."""
    yield
    loads.forget(OTHER)


def taken_by_the_other(served) -> bool:
    """Have a client come; the test takes it on, as the other process, once the worker has left it."""
    listener = served.listener.dup()
    listener.settimeout(PATIENCE)
    client = served.client()
    until = time.monotonic() + PATIENCE
    while not served.worker._left_until:
        assert time.monotonic() < until, "The worker took the client itself."
    with listener, listener.accept()[0] as taken:
        return taken.getpeername() == client.getsockname()


def test_client_is_left_to_a_process_with_fewer(monkeypatch, served):
    monkeypatch.setattr(workers, "LEFT_SECONDS", FOR_EVER)
    for _ in range(2):
        assert answer(served.client(GET % b"a")) == (200, b"/a")
    loads.note(OTHER, 1)
    assert taken_by_the_other(served)


def test_client_is_left_to_a_process_that_works_for_fewer(monkeypatch):
    monkeypatch.setattr(workers, "LEFT_SECONDS", FOR_EVER)
    goes_on = threading.Event()

    def waits(environ, start_response):
        goes_on.wait(PATIENCE)
        return application(environ, start_response)

    with Served(waits) as served:
        busy = served.client(GET % b"slow")
        while not served.worker.tpool._threads:
            pass
        loads.note(OTHER, 1)
        assert taken_by_the_other(served)
        goes_on.set()
        assert answer(busy) == (200, b"/slow")


@pytest.mark.parametrize("seconds", [0, workers.LEFT_SECONDS])
def test_client_whom_nobody_with_less_to_do_takes_is_answered(monkeypatch, served, seconds):
    monkeypatch.setattr(workers, "LEFT_SECONDS", seconds)  # for 0, the main loop is always too late
    loads.note(OTHER, 0)
    for _ in range(5):
        assert served.asks() == b"/reader"


def test_next_client_is_left_to_the_others_too(monkeypatch, served):
    monkeypatch.setattr(workers, "LEFT_SECONDS", FOR_EVER)
    client = served.client(GET % b"a")
    assert answer(client) == (200, b"/a")
    loads.note(OTHER, 0)
    for _ in range(3):
        assert taken_by_the_other(served)
        served.worker._left_until = 1e-9  # that is long ago
        for _ in range(2):
            client.sendall(GET % b"a")
            assert answer(client) == (200, b"/a")


def test_nothing_is_left_to_a_process_that_stops(monkeypatch, served):
    begun = [served.client(POST % (b"", 5) + b"abc") for _ in range(2)]
    served.asks()  # all have been read
    served.stop()
    for client in begun:
        client.sendall(b"de")
        assert answer(client) == (200, b"abcde")
    monkeypatch.setattr(workers, "LEFT_SECONDS", FOR_EVER)
    with Served(application, served.listener.dup(), age=OTHER) as other:
        for _ in range(5):  # more than wait for the end of the one that stops
            assert other.asks() == b"/reader"


def test_nothing_is_left_to_a_process_that_hangs(monkeypatch, served):
    monkeypatch.setattr(workers, "LEFT_SECONDS", FOR_EVER)
    monkeypatch.setattr(loads, "HUNG_SECONDS", 0)
    assert served.asks() == b"/reader"
    loads.note(OTHER, 0)
    assert served.asks() == b"/reader"


def test_nothing_is_left_to_a_process_that_has_ended(monkeypatch, served):
    monkeypatch.setattr(workers, "LEFT_SECONDS", FOR_EVER)
    served.client()
    loads.note(OTHER, 0)
    settings = runpy.run_path(str(REPOSITORY / "deploy" / "gunicorn.conf.py"))
    settings["child_exit"](None, SimpleNamespace(age=OTHER))
    assert served.asks() == b"/reader"


@pytest.mark.parametrize("age", [1, loads.PLACES - 1, loads.PLACES, 10**9])
def test_who_has_least(age):
    assert loads.is_least(5)
    loads.note(age, 3)  # as OTHER, or in a place that it shares
    assert loads.is_least(3)
    assert not loads.is_least(4)
    loads.forget(age)
    assert loads.is_least(4)
