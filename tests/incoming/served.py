"""A worker of the server and its clients.

The worker runs in a thread of the test, with ONE thread for answers: whatever holds it stops everybody.
"""

import io
import os
import socket
import threading

from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger

from incoming import loads
from incoming import worker as workers
from incoming.worker import Worker

PATIENCE = 120  # seconds after which a test fails that would otherwise wait for ever
GET = b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /%b HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
LARGE = b"0123456789abcdef" * 65_536 * 8  # 8 MB: no system keeps as much for a client


def application(environ, start_response):
    """Answer with the body that was sent, or with what the path asks for."""
    path = environ["PATH_INFO"]
    body = environ["wsgi.input"].read() if path != "/unread" else b""
    said = {"/large": LARGE, "/empty": b""}.get(path, body or path.encode())
    start_response("200 OK", [("Content-Length", str(len(said))), ("Content-Type", "text/plain")])
    if path == "/file":
        return environ["wsgi.file_wrapper"](io.BytesIO(said))
    if path == "/pieces":
        return iter([said[:2], said[2:]])
    return [said]


class Served:
    """A worker and its clients."""

    def __init__(self, application, listener=None, age=1, **settings):
        cfg = Config()
        for name, value in {"threads": 1, "keepalive": PATIENCE, **settings}.items():
            cfg.set(name, value)
        self.listener = listener or socket.create_server(("127.0.0.1", 0), backlog=500)
        log = Logger(cfg)
        self.worker = Worker(age, os.getppid(), [self.listener], BaseApplication, 60, cfg, log)
        self.worker.wsgi = application
        self.worker.tpool = self.worker.get_thread_pool()
        self.worker.poller = workers.selectors.DefaultSelector()
        self.worker.method_queue.init()
        self.thread = threading.Thread(target=self.worker.run)
        self.clients = []

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        for client in self.clients:
            client.close()
        self.stop()
        self.thread.join(PATIENCE)
        loads.forget(self.worker.age)
        self.worker.tpool.shutdown()
        self.worker.tmp.close()
        assert not self.thread.is_alive()

    def stop(self):
        """Ask the worker to stop, as SIGTERM does."""
        self.worker.handle_exit(None, None)

    def client(self, *sent: bytes) -> socket.socket:
        """Return a client that has sent something."""
        client = socket.create_connection(self.listener.getsockname(), PATIENCE)
        self.clients.append(client)
        for data in sent:
            client.sendall(data)
        return client

    def asks(self, path: bytes = b"reader") -> bytes:
        """Return the body that a reader gets who comes now."""
        return answer(self.client(GET % path))[1]


def answer(client: socket.socket) -> tuple[int, bytes]:
    """Return status and body of the next answer."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = client.recv(1)
        assert byte, f"The connection was closed after {head}"
        head += byte
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    body = b""
    while len(body) < length:
        piece = client.recv(length - len(body))
        assert piece, "The connection was closed before the end of the body."
        body += piece
    return int(head.split(b" ")[1]), body


def is_closed(client: socket.socket) -> bool:
    """Whether the server closes the connection, and says nothing more."""
    try:
        return client.recv(1000) == b""
    except ConnectionResetError:
        return True
