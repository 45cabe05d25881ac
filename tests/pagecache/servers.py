"""What stands before and behind a shared cache in tests: the site on a port, and a reader."""

import datetime as dt
import random
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Lock, Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.db import connections

from pagecache.edges import backends, headers, sending
from pagecache.edges.front import Front
from tests.pagecache.conftest import Got

SECRET = "what-only-the-two-of-them-know"
HOST = "127.0.0.1:8000"  # as SITE_URL has it


def take_time(monkeypatch) -> None:
    """Let a slow machine take its time: nothing hangs on how long a test takes."""
    monkeypatch.setattr(headers, "FRESH", float("inf"))
    monkeypatch.setattr(backends, "LAG", 3600)
    monkeypatch.setattr(backends, "PATIENCE", 60.0)
    monkeypatch.setattr(sending, "ECHO", dt.timedelta(hours=1))


class Asleep(Front):
    """Shared caches that are told when a test says so, and not by a thread that it would wait for."""

    def __init__(self, backends):
        super().__init__(backends)
        self._telling = Lock()

    def wake(self):
        pass

    def tell(self):
        """Hand on and send what there is, after who is just doing so."""
        with self._telling:
            for messenger in self._messengers:
                messenger.turn()


class Prompt(Asleep):
    """Tells the caches before the answer that changed something is there."""

    def wake(self):
        self.tell()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = False


class _Handler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def serving(application: Callable) -> Iterator[int]:
    """Serve an application as long as the block does; gives the port."""

    def whole(environ, start_response):
        try:
            return [b"".join(application(environ, start_response))]
        finally:
            connections.close_all()

    server = _Server(("127.0.0.1", 0), _Handler)
    server.set_app(whole)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Edge:
    """A Varnish that is asked for pages as readers do."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Got:
        """Return its answer; `headers` are named with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in ({"Host": HOST} | named).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Got(answer.status, dict(answer.getheaders()), answer.read())


def free_port(in_a_row: int = 1) -> int:
    """Return the first of some ports on which nobody listens.

    They are none that the system gives to clients: such a one can, while nobody listens, reach itself.
    """
    while True:
        first = random.randint(20_000, 32_000)
        if all(_is_free(first + after) for after in range(in_a_row)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[None]:
    """Run a program as long as the block does, which begins when it takes connections."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            while not _answers(port):
                assert process.poll() is None, log.read_text()
            yield
        finally:
            process.terminate()
            process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
