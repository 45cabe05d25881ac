"""gunicorn's worker with threads, but a thread is taken only by a request that is there as a whole.

gthread of gunicorn 27 hands a connection to a thread before anything was read, and the thread reads
and writes: eight clients that dribble keep eight threads, and the main loop itself waits two seconds
for one that does not close its end. Here the main loop reads requests and sends what is left of
answers, for any number of clients; a thread never waits for one. Clients that take longer than they
may are answered with 408; where there are too many, those go that were waited for longest.

What a site has ready, the main loop answers itself: to hand a request to a thread and back takes
longer than to answer it. An application that has something ready has an attribute `at_once`. It is
called like the application, returns None if the answer has to be made, without having called
`start_response`, and must not wait for anything.

This module knows nothing of Django: gunicorn's master imports it (deploy/gunicorn.conf.py).
"""

import errno
import os
import resource
import selectors
import socket
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from threading import get_ident

from gunicorn import http
from gunicorn.http import errors
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from incoming import loads
from incoming.connection import (
    HEAD_SECONDS,
    IN_MEMORY,
    SEND_SECONDS,
    Connection,
    RefusedError,
    refusal,
)

CHUNK = 64 * 1024  # bytes that are read at once
LOOK_EVERY = 1.0  # seconds between two looks for clients whose time is over
LEFT_SECONDS = 0.001  # in which a process with less to do may take a new client on
# For a client to close its end, so that it gets the end of its answer; and if it is still sending.
PART_SECONDS, CUT_SECONDS = 5.0, 30.0
MOST_STORED = 256 * 1024 * 1024  # bytes of bodies that one process keeps, on the disk but for small ones
OTHER_FILES = 200  # that a process has open besides those for its clients

# What accept(2) of Linux fails with where there is no room for one more client, and where one that came
# is gone, which says nothing of those who come next.
_FULL = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_GONE = {
    *(errno.EAGAIN, errno.ECONNABORTED, errno.EPROTO, errno.EPERM, errno.ENETDOWN, errno.ENETUNREACH),
    *(errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENOPROTOOPT, errno.EOPNOTSUPP, errno.ETIMEDOUT),
}
_STATUSES = {
    errors.LimitRequestLine: "414 URI Too Long",
    errors.LimitRequestHeaders: "431 Request Header Fields Too Large",
    errors.ExpectationFailed: "417 Expectation Failed",
    errors.UnsupportedTransferCoding: "501 Not Implemented",
}
_OF_OUR_ANSWER = (
    errors.ConfigurationProblem,
    errors.InvalidResponseHeader,
    errors.InvalidResponseHeaderName,
)


class _NotAtOnce(BaseException):
    """The answer has to be made, in a thread."""


class _Parsed:
    """Gives gunicorn a request that its parser has read before."""

    def __init__(self, parser):
        self.parser = parser

    def __next__(self):
        return self.parser.mesg

    def __getattr__(self, name):
        return getattr(self.parser, name)


class Worker(ThreadWorker):
    """`largest_body` returns for a path how many bytes may be sent there; what is larger is not read."""

    largest_body: Callable[[str], int] = staticmethod(lambda path: 1024 * 1024)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._waiting: OrderedDict[Connection, Callable] = OrderedDict()  # and what is done then
        self._stored, self._looked = 0, 0.0
        self._left_until, self._takes_all = 0.0, False

    @classmethod
    def check_config(cls, cfg, log) -> None:
        if cfg.is_ssl:
            raise SystemExit(
                "This worker speaks no TLS: a web server in front does (deploy/nginx.conf)."
            )

    def init_process(self) -> None:
        self._fit_open_files()
        super().init_process()

    @property
    def wsgi(self) -> Callable:
        """The site, as gunicorn calls it: in a thread, or in the main loop, to answer at once."""
        return self._serve if self._at_once else self._site

    @wsgi.setter
    def wsgi(self, site: Callable) -> None:
        self._site, self._at_once = site, getattr(site, "at_once", None)

    def run(self) -> None:
        self._main = get_ident()
        super().run()

    def handle_quit(self, sig, frame) -> None:
        if not self.booted:
            os._exit(0)  # SystemExit can come out of what is being loaded as an error of its own
        super().handle_quit(sig, frame)

    def _serve(self, environ: dict, start_response: Callable):
        """Answer as a WSGI application; raises _NotAtOnce where the main loop would have to wait."""
        if get_ident() != self._main:
            return self._site(environ, start_response)
        answer = self._at_once(environ, start_response)
        if answer is None:
            raise _NotAtOnce
        return answer

    def _fit_open_files(self) -> None:
        """Let the process have a socket and a file for each client; have fewer clients if it cannot."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * self.worker_connections + OTHER_FILES
        if hard != resource.RLIM_INFINITY and wanted > hard:
            self.worker_connections = max((hard - OTHER_FILES) // 2, 2 * self.cfg.threads)
            wanted = hard
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

    # Clients come

    @property
    def _load(self) -> int:
        """Number of clients; those count twice for whom a thread is at work."""
        return 2 * self.nr_conns - len(self._waiting)

    def _tell_load(self) -> None:
        """Tell the other processes what there is to do; nothing is left to one that is stopping."""
        if self.alive:
            loads.note(self.age, self._load)
        else:
            loads.forget(self.age)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Go through what has come, but leave new clients out while others may take them.

        Who is still there after that is taken, however late it is: threads that make pages can keep
        the main loop waiting.
        """
        self._tell_load()
        now = time.monotonic()
        self._takes_all = 0 < self._left_until <= now
        if self._takes_all:
            self._left_until, timeout = 0.0, 0.0  # whoever comes later is another one
        elif self._left_until:
            self.set_accept_enabled(False)  # until `run` comes round again
            timeout = min(timeout, self._left_until - now)
        super().wait_for_and_dispatch_events(timeout)

    def _leaves_to_others(self) -> bool:
        """Return whether a process with less to do should have a new client, if it takes it soon.

        Whoever wakes first would take all that come at once, and keep them as long as they stay.
        """
        if self._takes_all or loads.is_least(self._load):
            return False
        self._left_until = time.monotonic() + LEFT_SECONDS
        return True

    def accept(self, listener) -> None:
        """Take a client on; where there are too many, the one goes that was waited for longest."""
        if self._leaves_to_others():
            return
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno in _FULL:
                self._drop_oldest()
            elif error.errno not in _GONE:
                raise
            return
        if self.nr_conns + 1 >= self.worker_connections:
            self._drop_oldest()
        self.nr_conns += 1
        conn = Connection(sock, client, listener.getsockname())
        conn.deadline = time.monotonic() + HEAD_SECONDS
        self._do(self._read, conn)  # most send their request at once
        self._tell_load()

    def _wait(self, conn: Connection, step: Callable, seconds: float | None) -> None:
        """Have `step` done when a client has sent something, or can be sent something.

        It has so many seconds for that, or, for None, those that it still has.
        """
        event = selectors.EVENT_WRITE if step == self._write else selectors.EVENT_READ
        if seconds is not None:
            conn.deadline = time.monotonic() + seconds
        before = self._waiting.pop(conn, None)
        self._waiting[conn] = step
        if before is None:
            self.poller.register(conn.sock, event, partial(self._awaited, conn))
        elif self._write in (before, step):
            self.poller.modify(conn.sock, event, partial(self._awaited, conn))

    def _awaited(self, conn: Connection, sock) -> None:
        if step := self._waiting.get(conn):  # it may have been dropped in the same round
            self._do(step, conn)

    def _do(self, step: Callable, conn: Connection) -> None:
        """Go on with a client, who may be gone. A fault ends its connection, and nobody else's."""
        try:
            step(conn)
        except BlockingIOError:
            if conn not in self._waiting:
                self._wait(conn, step, None)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                self.log.warning("A request could not be stored: %s", error.strerror)
            self._drop(conn)
        except Exception:
            self.log.exception("A client was sent away")
            self._drop(conn)

    def _stop_waiting(self, conn: Connection) -> None:
        if self._waiting.pop(conn, None):
            self.poller.unregister(conn.sock)

    # Reading requests

    def _read(self, conn: Connection) -> None:
        data = conn.sock.recv(CHUNK)
        if not data:
            self._drop(conn)
        elif not self._take(conn, data):
            if conn not in self._waiting:
                self._wait(conn, self._read, None)
            if self._stored > MOST_STORED:
                self._drop(max(self._waiting, key=lambda one: one.stored))

    def _take(self, conn: Connection, data: bytes) -> bool:
        """Add to a client's request; return whether that was its end, one way or another."""
        before = conn.stored
        try:
            is_whole = conn.take(data, self.largest_body)
        except RefusedError as refused:
            self._refuse(conn, str(refused))
            return True
        finally:
            self._stored += conn.stored - before
        if is_whole:
            conn.parser = http.get_parser(self.cfg, conn.pieces(), conn.client)
            # One of several that came together goes to a thread: their number must not be a depth.
            is_short = not conn.is_followed and not conn.is_cut and conn.stored <= IN_MEMORY
            if not (self._at_once and is_short and self._answer_at_once(conn)):
                self._stop_waiting(conn)
                self.enqueue_req(conn)
        return is_whole

    def _answer_at_once(self, conn: Connection) -> bool:
        """Answer a request here if that needs no time; return whether it was answered."""
        conn.sock.gathers = True
        try:
            conn.stays = self.handle(conn)
        except _NotAtOnce:
            self.nr -= 1  # it is counted once more
            conn.sock.gathers = False
            whole = conn.pieces()  # what was read of the body is there no more
            conn.parser = (
                http.get_parser(self.cfg, whole, conn.client) if conn.body else _Parsed(conn.parser)
            )
            return False
        conn.sock.flush()
        self._forget_request(conn)
        self._send_rest(conn)
        return True

    def _refuse(self, conn: Connection, status: str) -> None:
        """Answer a request that no thread is taken for, and part."""
        self._stop_waiting(conn)
        self._forget_request(conn)
        conn.stays = False
        conn.sock.sendall(refusal(status))
        self._send_rest(conn)

    def handle_request(self, req, conn: Connection) -> bool:
        """Answer a request, in a thread."""
        req._expected_100_continue = False  # that was said when it was time
        if conn.is_cut:
            req.force_close()
        return super().handle_request(req, conn)

    def handle_error(self, req, client, addr, exc) -> None:
        """Answer what failed. Of what strangers send wrongly, nothing is written down or sent back."""
        if isinstance(exc, errors.ParseException) and not isinstance(exc, _OF_OUR_ANSWER):
            client.sendall(refusal(_STATUSES.get(type(exc), "400 Bad Request")))
        else:
            super().handle_error(req, client, addr, exc)

    # Sending what is left of answers

    def finish_request(self, conn: Connection, fs) -> None:
        """Go on with a client whose request a thread has answered."""
        conn.stays = bool(not fs.cancelled() and not fs.exception() and fs.result())
        self._forget_request(conn)
        self._do(self._send_rest, conn)

    def _forget_request(self, conn: Connection) -> None:
        self._stored -= conn.stored
        conn.end()

    def _send_rest(self, conn: Connection) -> None:
        if conn.sock.has_kept:
            self._wait(conn, self._write, SEND_SECONDS)
        elif conn.stays:
            self._await_next(conn)
        else:
            self._part(conn)

    def _write(self, conn: Connection) -> None:
        if conn.sock.flush():
            conn.deadline = time.monotonic() + SEND_SECONDS
        if not conn.sock.has_kept:
            self._stop_waiting(conn)
            self._send_rest(conn)

    def _await_next(self, conn: Connection) -> None:
        """Wait for the next request, of which something may have come already."""
        if not self._take(conn, b""):
            idle = self.cfg.keepalive if self.alive else STOP_KEEPALIVE_LINGER
            self._wait(conn, self._read, None if conn.has_begun else idle)

    def _part(self, conn: Connection) -> None:
        """Say that nothing more comes, and let the client close (RFC 9112, 9.6).

        What it still sends is thrown away: unread, it would make the system drop our answer.
        """
        conn.sock.shutdown(socket.SHUT_WR)
        self._wait(conn, self._throw_away, CUT_SECONDS if conn.is_cut else PART_SECONDS)

    def _throw_away(self, conn: Connection) -> None:
        if not conn.sock.recv(CHUNK):
            self._drop(conn)

    # Clients go

    def _drop(self, conn: Connection) -> None:
        self._stop_waiting(conn)
        self._forget_request(conn)
        self.nr_conns -= 1
        conn.sock.close()

    def _drop_oldest(self) -> None:
        if self._waiting:
            self._drop(next(iter(self._waiting)))

    def murder_keepalived(self, force: bool = False) -> None:
        """Part from the clients whose time is over, or from all."""
        now = time.monotonic()
        if not force and now < self._looked + LOOK_EVERY:
            return
        self._looked = now
        for conn, step in list(self._waiting.items()):
            if force or (conn.deadline <= now and not (step == self._read and conn.has_begun)):
                self._drop(conn)
            elif conn.deadline <= now:
                self._do(self._time_out, conn)

    def _time_out(self, conn: Connection) -> None:
        self._refuse(conn, "408 Request Timeout")

    def _cap_keepalive(self, deadline: float) -> None:
        """Have those who have begun no request go by `deadline`, as the worker stops.

        Who is still taking an answer is given the time for that, as long as the worker may take.
        """
        for conn, step in self._waiting.items():
            if step == self._read and not conn.has_begun:
                conn.deadline = min(conn.deadline, deadline)
