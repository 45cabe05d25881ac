"""Slow and greedy clients, and that others are answered meanwhile."""

import errno
import resource
import signal
import socket
import subprocess
import sys
import threading

import pytest
from gunicorn.config import Config
from gunicorn.workers import gthread

from incoming import connection as connections
from incoming import worker as workers
from incoming.worker import Worker
from tests.conftest import REPOSITORY
from tests.incoming.served import GET, LARGE, PATIENCE, POST, Served, answer, application, is_closed

pytestmark = pytest.mark.any_database
SLOW_SITE = """
import time

class Slow:
    def __set_name__(self, owner, name):
        print("loading", flush=True)
        time.sleep(60)

class Site:
    slow = Slow()
"""


def test_one_connection_is_answered_again_and_again(served):
    client = served.client()
    for path in (b"a", b"b", b"c"):
        client.sendall(GET % path)
        assert answer(client) == (200, b"/" + path)


def test_requests_that_come_at_once_are_answered_in_their_order(served):
    client = served.client(GET % b"a" + POST % (b"b", 3) + b"xyz" + GET % b"c" + b"GET /d HT")
    assert [answer(client)[1] for _ in range(3)] == [b"/a", b"xyz", b"/c"]
    client.sendall(b"TP/1.1\r\nHost: x\r\n\r\n")
    assert answer(client) == (200, b"/d")


@pytest.mark.parametrize(
    "begin", [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\n", POST % (b"", 5) + b"abc"]
)
def test_clients_that_do_not_end_their_request_hold_nobody_up(served, begin):
    clients = [served.client(begin) for _ in range(20)]
    assert served.asks() == b"/reader"
    clients[-1].sendall((POST % (b"", 5) + b"abc")[len(begin) :] + b"de" if begin[:1] == b"P" else b"")
    assert served.asks() == b"/reader"


def test_request_that_comes_byte_by_byte_is_answered(served):
    client = served.client()
    for byte in POST % (b"", 5) + b"abcde":
        client.sendall(bytes([byte]))
    assert answer(client) == (200, b"abcde")


def test_clients_that_do_not_take_their_answer_hold_nobody_up(served):
    clients = [served.client(GET % b"large") for _ in range(3)]
    assert served.asks() == b"/reader"
    for client in clients:
        assert answer(client) == (200, LARGE)


def test_client_that_does_not_take_its_file_holds_nobody_up(tmp_path):
    (tmp_path / "picture").write_bytes(LARGE)

    def files(environ, start_response):
        if environ["PATH_INFO"] == "/reader":
            return application(environ, start_response)
        start_response("200 OK", [("Content-Length", str(len(LARGE)))])
        return environ["wsgi.file_wrapper"]((tmp_path / "picture").open("rb"))

    with Served(files) as served:
        clients = [served.client(GET % b"picture") for _ in range(3)]
        assert served.asks() == b"/reader"
        for client in clients:
            assert answer(client) == (200, LARGE)


def test_answer_in_pieces_is_bounded_in_memory_and_complete(monkeypatch):
    monkeypatch.setattr(connections, "SENT_AHEAD", 100_000)
    most, is_full = 0, threading.Event()

    def pieces(environ, start_response):
        start_response("200 OK", [("Content-Length", str(len(LARGE)))])
        for start in range(0, len(LARGE), 10_000):
            nonlocal most
            kept = environ["gunicorn.socket"]._kept
            most = max(most, sum(len(piece) for piece in kept))
            if most > 90_000:
                is_full.set()
            yield LARGE[start : start + 10_000]

    with Served(pieces) as served:
        client = served.client(GET % b"")
        assert is_full.wait(PATIENCE)  # before anything of it is taken
        assert answer(client) == (200, LARGE)
    assert 90_000 < most < 120_000


def test_client_that_takes_nothing_of_an_answer_in_pieces_is_given_up(monkeypatch):
    monkeypatch.setattr(connections, "SEND_SECONDS", 0)
    monkeypatch.setattr(connections, "SENT_AHEAD", 0)
    given_up = threading.Event()

    def endless(environ, start_response):
        if environ["PATH_INFO"] == "/reader":
            yield from application(environ, start_response)
            return
        start_response("200 OK", [("Content-Type", "text/plain")])
        try:
            while True:
                yield LARGE
        finally:
            given_up.set()

    with Served(endless) as served:
        served.client(GET % b"")
        assert given_up.wait(PATIENCE)
        assert served.asks() == b"/reader"


def test_client_that_goes_in_the_middle_harms_nobody(served):
    for begin in (b"GET", POST % (b"", 9) + b"abc", GET % b"large"):
        served.client(begin).close()
    assert served.asks() == b"/reader"


@pytest.mark.parametrize("begin", [b"GET / HT", GET % b"reader" + b"GET", POST % (b"", 9) + b"abc"])
def test_request_that_takes_too_long_is_told_so(monkeypatch, begin):
    for name in ("HEAD_SECONDS", "BODY_SECONDS"):
        monkeypatch.setattr(connections, name, 0)
    with Served(application) as served:
        client = served.client(begin)
        if begin.startswith(GET % b"reader"):
            assert answer(client) == (200, b"/reader")
        assert answer(client) == (408, b"The request took too long to arrive.\n")
        assert is_closed(client)


def test_client_that_begins_nothing_is_closed_without_a_word(monkeypatch):
    monkeypatch.setattr(workers, "HEAD_SECONDS", 0)
    with Served(application) as served:
        assert is_closed(served.client())


@pytest.mark.parametrize("keepalive", [0, 1])
def test_client_that_asks_nothing_more_is_closed(keepalive):
    with Served(application, keepalive=keepalive) as served:
        client = served.client(GET % b"")
        assert answer(client) == (200, b"/")
        assert is_closed(client)


def test_where_there_are_too_many_those_go_that_were_waited_for_longest():
    with Served(application, worker_connections=8) as served:
        clients = [served.client(b"GET /%d" % number) for number in range(30)]
        assert served.asks() == b"/reader"
        assert all(is_closed(client) for client in clients[:20])
        clients[-1].sendall(b" HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answer(clients[-1]) == (200, b"/29")


def test_where_bodies_are_too_large_together_the_largest_goes(monkeypatch):
    monkeypatch.setattr(workers, "MOST_STORED", 100_000)
    with Served(application) as served:
        small = served.client(POST % (b"", 60_000) + bytes(20_000))
        large = served.client(POST % (b"", 500_000) + bytes(90_000))
        assert is_closed(large)
        small.sendall(bytes(40_000))
        assert answer(small) == (200, bytes(60_000))
        for _ in range(5):  # what was answered does not count any more
            small.sendall(POST % (b"", 90_000) + bytes(90_000))
            assert answer(small) == (200, bytes(90_000))
        small.sendall(GET % b"")
        assert answer(small) == (200, b"/")
        assert served.worker._stored == 0


def test_body_that_the_disk_does_not_take_costs_nobody_else_the_server(served):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        client = served.client(POST % (b"", 101_000) + bytes(95_000))
        assert served.asks() == b"/reader"
        client.sendall(bytes(6_000))  # of which the system hears when the body is read again
        assert is_closed(client)
        assert served.asks() == b"/reader"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_worker_that_stops_answers_what_it_has_begun():
    with Served(application) as served:
        idle, begun = served.client(GET % b""), served.client(POST % (b"", 5) + b"abc")
        assert answer(idle) == (200, b"/")
        served.asks()  # all have been read
        served.stop()
        begun.sendall(b"de")
        assert answer(begun) == (200, b"abcde")
        assert is_closed(begun)
        assert is_closed(idle)


def test_worker_that_stops_sends_the_rest_of_its_answers(monkeypatch):
    monkeypatch.setattr(gthread, "STOP_KEEPALIVE_LINGER", 0)
    with Served(application) as served:
        idle, slow = served.client(GET % b""), served.client(GET % b"large")
        assert answer(idle) == (200, b"/")
        for _ in range(2):
            served.asks()  # the main loop has the rest of the large answer now
        served.stop()
        assert is_closed(idle)
        assert answer(slow) == (200, LARGE)


@pytest.mark.parametrize(("limits", "clients"), [((1024, 100_000), 1000), ((256, 1024), 412)])
def test_worker_takes_on_no_more_clients_than_it_may_have_files(monkeypatch, limits, clients):
    given = []
    monkeypatch.setattr(resource, "getrlimit", lambda what: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda what, both: given.append(both))
    served = Served(application, worker_connections=1000)
    served.listener.close()
    served.worker._fit_open_files()
    assert served.worker.worker_connections == clients
    assert given == [(2 * clients + workers.OTHER_FILES, limits[1])]
    served.worker.tmp.close()
    served.worker.method_queue.close()


def test_server_that_is_stopped_while_it_starts_ends_without_a_word(tmp_path):
    (tmp_path / "slow_site.py").write_text(SLOW_SITE)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--worker-class", "incoming.worker.Worker"),
            *("--pythonpath", str(tmp_path), "--bind", "127.0.0.1:0", "--log-level", "warning"),
            "slow_site:Site",
        ],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout.readline() == "loading\n"
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")


def test_server_says_that_it_speaks_no_tls(tmp_path):
    cfg = Config()
    cfg.set("certfile", str(tmp_path / "certificate"))
    with pytest.raises(SystemExit, match="no TLS"):
        Worker.check_config(cfg, None)


def test_client_who_is_gone_again_takes_nobody_along():
    faults = [errno.EPROTO, errno.ENOBUFS, errno.ENETDOWN]

    class Listener(socket.socket):
        def accept(self):
            if faults:
                raise OSError(faults.pop(), "as accept(2) says")
            return super().accept()

    listener = Listener()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    with listener, Served(application, listener) as served:
        assert served.asks() == b"/reader"
    assert not faults
