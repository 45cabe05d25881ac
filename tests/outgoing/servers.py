"""A web server on this machine, for tests of what the program asks of others."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Asked:
    """A request that came in; `headers` by their names in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """Answers `status`, `headers` and `body`, or what `pages` say of a path; keeps what it was asked.

    Headers say how long the body is unless they say otherwise; None leaves one out.
    """

    url: str = ""
    status: int = 200
    headers: dict[str, str | None] = field(default_factory=dict)
    body: bytes = b""
    pages: dict[str, tuple[int, dict[str, str | None], bytes]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """Run a server as long as the block does."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.asked.append(Asked(self.command, self.path, headers, body))
            usual = server.status, server.headers, server.body
            status, headers, body = server.pages.get(self.path, usual)
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                if value is not None:
                    self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):  # who has read enough is gone
                self.wfile.write(body)

        do_GET = do_PURGE = do_POST  # noqa: N815 the names are those of the library

        def log_message(self, *args):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{http.server_port}/"
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
