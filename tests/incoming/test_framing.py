"""Where requests end, and what is refused: bodies, and what is no request."""

import io
import random
import socket
from contextlib import suppress

import pytest

from incoming.connection import Connection, RefusedError
from tests.incoming.served import GET, LARGE, POST, Served, answer, application, is_closed

pytestmark = pytest.mark.any_database


def test_large_body_arrives_whole(served):
    body = LARGE[: 1024 * 1024]
    assert answer(served.client(POST % (b"", len(body)) + body)) == (200, body)


def test_body_that_is_too_large_is_not_waited_for():
    def refusing(environ, start_response):
        if int(environ.get("CONTENT_LENGTH") or 0) < 100:
            return application(environ, start_response)
        start_response("413 Content Too Large", [("Content-Length", "5")])
        return [b"large"]

    with Served(refusing) as served:
        served.worker.largest_body = {"/desk": 200, "/page": 100}.get
        for path, length in ((b"desk", 201), (b"page?a=/desk", 101), (b"%70age", 9**30)):
            client = served.client(POST % (path, length), b"x" * 100_000)
            assert answer(client) == (413, b"large")
            client.sendall(GET % b"smuggled")  # that is its body
            client.shutdown(socket.SHUT_WR)
            assert is_closed(client)


def test_body_that_was_not_waited_for_is_never_taken_for_a_shorter_one():
    failed = []

    def reading(environ, start_response):
        try:
            environ["wsgi.input"].read()
        except OSError as error:
            failed.append(error)
        return application(environ | {"wsgi.input": io.BytesIO()}, start_response)

    with Served(reading) as served:
        served.worker.largest_body = lambda path: 10
        client = served.client(POST % (b"", 11) + b"abc")
        assert answer(client)[0] == 200
        client.shutdown(socket.SHUT_WR)
        assert is_closed(client)
    assert len(failed) == 1


def test_who_asks_first_whether_to_send_is_told_once(served):
    head = b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
    client = served.client(head)
    assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.sendall(b"abc")
    assert answer(client) == (200, b"abc")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
            411,
        ),
        (b"GET / HTTP/1.1\r\nX-Host: x\r\n\r\n", 400),
        (
            b"POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 3\r\nContent-Length: 30\r\n\r\nabc"
            + bytes(27),
            400,
        ),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \xb2\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nX: a\r\n Content-Length: 3\r\n\r\nabc", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nX: a\nContent-Length: 3\r\n\r\nabc", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"get / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/3.9\r\nHost: a\r\n\r\n", 400),
        (b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nExpect: a miracle\r\n\r\n", 417),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\r\n\r\n", 400),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\nCookie: " + b"a" * 9_000 + b"\r\n\r\n", 431),
        (
            b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X%d: a\r\n" % n for n in range(200)) + b"\r\n",
            431,
        ),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: a" * 10_000, 431),
    ],
)
def test_what_is_no_request_is_refused_and_ends_the_connection(served, log, request_, status):
    client = served.client(request_ + GET % b"smuggled")
    got, body = answer(client)
    assert (got, b"smuggled" in body) == (status, False)
    client.shutdown(socket.SHUT_WR)
    assert is_closed(client)
    assert served.asks() == b"/reader"
    assert not log.records  # strangers do not fill the log, and are not named in it


def test_own_faults_are_written_down(log):
    def broken(environ, start_response):
        start_response("200 OK", [("X", "a\r\nb")])
        return []

    with Served(broken) as served:
        client = served.client(GET % b"")
        assert client.recv(12) == b"HTTP/1.1 500"
    assert "Error handling request" in log.text


def test_who_asks_for_headers_alone_gets_no_body_and_is_no_news(served, log):
    client = served.client(b"HEAD /page HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    said = b""
    while piece := client.recv(1000):
        said += piece
    assert said.startswith(b"HTTP/1.1 200 OK\r\n")
    assert said.endswith(b"\r\n\r\n")
    assert not log.records


TOKENS = [
    *(
        b"GET",
        b"POST",
        b" ",
        b"/",
        b"*",
        b"HTTP/1.1",
        b"\r\n",
        b"\r\n",
        b"\r\n\r\n",
        b"\n",
        b"\r",
        b"\0",
    ),
    *(
        b"\r\nContent-Length: ",
        b"\r\nTransfer-Encoding: chunked",
        b"\r\nExpect: 100-continue",
        b"7",
        b"-1",
    ),
    *(
        b"\r\nHost: x",
        b":",
        b"%2",
        b"%ff",
        b"?",
        b"\xb2",
        b"\xff\xfe",
        b"9" * 30,
        b"\r\nCookie: a=b",
        b";",
    ),
]


def test_whatever_is_sent_is_a_request_or_refused():
    chance = random.Random(6)
    for _ in range(3_000):
        near, far = socket.socketpair()
        client = Connection(near, "", "")
        with far, suppress(RefusedError):
            for _ in range(chance.randrange(1, 5)):
                sent = b"".join(chance.choices(TOKENS, k=chance.randrange(1, 15)))
                if client.take(sent, lambda path: 1000):
                    assert next(client.pieces()).endswith(b"\r\n\r\n")
                    client.end()
        client.end()
        client.sock.close()


def test_fault_of_ours_ends_one_connection(served, log):
    def broken(path):
        raise ValueError(path)

    served.worker.largest_body = broken
    client = served.client(POST % (b"", 3) + b"abc")
    assert is_closed(client)
    assert served.asks() == b"/reader"
    assert "A client was sent away" in log.text


def test_line_too_many_between_requests_is_none(served):
    client = served.client(POST % (b"", 3) + b"abc\r\n")
    assert answer(client) == (200, b"abc")
    client.sendall(b"\r\n" + GET % b"next")
    assert answer(client) == (200, b"/next")
