"""A mail server for tests: takes every message over a real connection and keeps it."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message


class PostOffice(socketserver.ThreadingTCPServer):
    """Listens on 127.0.0.1 at `port`. `messages` came in; `full` makes it answer no more after some."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Counter)
        self.port = self.server_address[1]
        self.messages: list[Message] = []
        self.full: int | None = None
        self.is_stuck = threading.Event()


class _Counter(socketserver.StreamRequestHandler):
    """Speaks as much of SMTP (RFC 5321) as a client needs that sends."""

    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline():
            match line[:4].upper().strip():
                case b"EHLO" | b"HELO" | b"MAIL" | b"RCPT" | b"RSET" | b"NOOP":
                    self.say("250 ok")
                case b"DATA":
                    self.say("354 go on")
                    self.take(b"".join(iter(self.rfile.readline, b".\r\n")))
                case b"QUIT":
                    self.say("221 bye")
                    return

    def take(self, data: bytes):
        office = self.server
        office.messages.append(message_from_bytes(data))
        if office.full is not None and len(office.messages) > office.full:
            office.is_stuck.set()
            self.rfile.readline()  # no answer: the client waits until it is killed
            return
        self.say("250 taken")

    def say(self, answer: str):
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def post_office():
    """Run a mail server while the block runs."""
    with PostOffice() as office:
        thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield office
        finally:
            office.shutdown()
            thread.join()
