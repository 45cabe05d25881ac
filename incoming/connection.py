"""One client of the server, read and written without ever waiting for it.

This module knows nothing of Django: gunicorn's master imports it (deploy/gunicorn.conf.py).
"""

import contextlib
import errno
import os
import re
import select
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import takewhile
from tempfile import SpooledTemporaryFile
from urllib.parse import unquote_to_bytes

LARGEST_HEAD = 32 * 1024  # bytes of a request line and all headers
IN_MEMORY = 32 * 1024  # bytes of a body; a larger one waits in a temporary file
HEAD_SECONDS = 10.0  # from the first byte of a request to the end of its head
# A body may take so many seconds, and one more for each so many bytes that came.
BODY_SECONDS, BYTES_A_SECOND = 20.0, 500

AT_ONCE = 16  # pieces of an answer that are sent by one call
SENT_AHEAD = 1024 * 1024  # bytes of an answer in pieces that are kept for who does not take them
SEND_SECONDS = 60.0  # in which a client takes something of its answer

_FRAMING = re.compile(
    rb"\r\n(host|content-length|transfer-encoding|expect):[ \t]*([^\r\n]*)", re.IGNORECASE
)
_SENTENCES = {
    "400 Bad Request": "This is no request that can be read.",
    "408 Request Timeout": "The request took too long to arrive.",
    "411 Length Required": "Say how long the body is: Content-Length is needed.",
    "414 URI Too Long": "No page has such a long address.",
    "417 Expectation Failed": "Nothing but 100-continue can be expected here.",
    "431 Request Header Fields Too Large": "The headers are too large, cookies included.",
    "501 Not Implemented": "The body is encoded in a way that is not understood.",
}


def refusal(status: str) -> bytes:
    """Return the answer that ends a connection with a status such as “400 Bad Request”."""
    words = f"{_SENTENCES[status]}\n".encode()
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n"
        f"Content-Length: {len(words)}\r\nConnection: close\r\n\r\n"
    ).encode() + words


class RefusedError(Exception):
    """A request that no page is asked for; its argument is the status."""


class Outlet(socket.socket):
    """A client's socket. What the client does not take at once is kept, and `flush` sends it on."""

    def __init__(self, sock: socket.socket):
        super().__init__(sock.family, sock.type, sock.proto, fileno=sock.detach())
        super().setblocking(False)
        self._kept: deque[memoryview | tuple[int, int, int]] = deque()
        self.gathers = False  # whether what is sent waits for `flush`, to go out together

    def setblocking(self, flag: bool) -> None:
        """Stay as it is: gunicorn would have its threads wait."""

    @property
    def has_kept(self) -> bool:
        return bool(self._kept)

    def sendall(self, data: bytes, flags: int = 0) -> None:
        """Send `data`, or keep it. Who sends piece by piece waits if the client does not keep up.

        Raises OSError if the client is gone, or takes nothing for SEND_SECONDS.
        """
        while sum(len(part) for part in self._kept if isinstance(part, memoryview)) > SENT_AHEAD:
            self._wait()
            self.flush()
        self._kept.append(memoryview(data))
        if not self.gathers:
            self.flush()

    def sendfile(self, file, offset: int = 0, count: int | None = None) -> None:
        """Send `count` bytes of a file, or keep it open until they are sent."""
        self._kept.append((os.dup(file.fileno()), offset, count or 0))
        self.flush()

    def flush(self) -> int:
        """Send what the client takes now; return how many bytes that were. Raises OSError."""
        total, self.gathers = 0, False
        with contextlib.suppress(BlockingIOError):
            while self._kept:
                total += self._send_some()
        return total

    def close(self) -> None:
        while self._kept:
            if not isinstance(part := self._kept.popleft(), memoryview):
                os.close(part[0])
        with contextlib.suppress(OSError):  # the client was faster
            super().close()

    def _send_some(self) -> int:
        if isinstance(self._kept[0], memoryview):
            return self._send_bytes()
        file, offset, count = self._kept[0]
        sent = os.sendfile(self.fileno(), file, offset, count) if count else 0
        if count and not sent:
            raise ConnectionAbortedError(errno.ECONNRESET, "The file has become shorter.")
        if count > sent:
            self._kept[0] = (file, offset + sent, count - sent)
        else:
            os.close(file)
            self._kept.popleft()
        return sent

    def _send_bytes(self) -> int:
        parts = [*takewhile(lambda part: isinstance(part, memoryview), self._kept)]
        left = sent = self.sendmsg(parts[:AT_ONCE])
        for part in parts[:AT_ONCE]:
            if left < len(part):
                self._kept[0] = part[left:]
                break
            left -= len(part)
            self._kept.popleft()
        return sent

    def _wait(self) -> None:
        poll = select.poll()
        poll.register(self, select.POLLOUT)
        if not poll.poll(SEND_SECONDS * 1000):
            raise BrokenPipeError(errno.EPIPE, "The client takes nothing.")


class Connection:
    """A client and the request that it is sending; has what gunicorn's threads want of one.

    `deadline` (time.monotonic) is when whoever waits for the client stops to; `stays` says whether
    another request may follow.
    """

    initialized = data_ready = True
    is_http2 = False

    def __init__(self, sock: socket.socket, client, server):
        self.sock, self.client, self.server = Outlet(sock), client, server
        self.deadline, self.stays = 0.0, True
        self.is_cut = False  # a body was too large, and was not waited for
        self.parser = None
        self._read = bytearray()  # and not yet looked at
        self._begin()

    def init(self) -> None:
        """Do nothing: the parser is made for each request."""

    @property
    def has_begun(self) -> bool:
        """Whether something of a request has come."""
        return bool(self._read or self.head)

    @property
    def is_followed(self) -> bool:
        """Whether something of the next request has come already."""
        return bool(self._read)

    @property
    def stored(self) -> int:
        """Bytes of the request's body that are kept for it."""
        return self._size - self._missing

    def take(self, data: bytes, largest: Callable[[str], int]) -> bool:
        """Add what the client has sent; return whether a request is there, to be answered.

        `largest` returns the bytes that a body may have, for the path of a request: one that is
        larger is not waited for. Raises RefusedError, and OSError if a body cannot be stored.
        """
        self._read += data
        if self.head is None and not self._take_head(largest):
            return False
        if self._missing:
            part = self._read[: self._missing]
            self.body.write(part)
            self._missing -= len(part)
            del self._read[: len(part)]
            self.deadline = self._since + BODY_SECONDS + self.stored / BYTES_A_SECOND
        return not self._missing

    def pieces(self) -> Iterator[bytes]:
        """Yield the request as it came, for gunicorn's parser. Raises OSError where it was cut off."""
        yield self.head
        if self.body:
            self.body.seek(0)
            while piece := self.body.read(256 * 1024):
                yield piece
        if self.is_cut:
            raise ConnectionResetError(errno.ECONNRESET, "The body was not waited for.")

    def end(self) -> None:
        """Forget the request that was answered."""
        self.parser = None
        if self.body:
            with contextlib.suppress(OSError):  # what could not be stored, once more
                self.body.close()
        self._begin()

    def _begin(self) -> None:
        self.head: bytes | None = None
        self.body: SpooledTemporaryFile | None = None
        self._missing, self._size, self._since = 0, 0, 0.0

    def _take_head(self, largest: Callable[[str], int]) -> bool:
        if self._read and not self._since:
            self._since = time.monotonic()
            self.deadline = self._since + HEAD_SECONDS
        if self._read.startswith(b"\r\n"):
            del self._read[:2]  # some send one too many (RFC 9112, 2.2)
        end = self._read.find(b"\r\n\r\n") + 4
        if end < 4 and len(self._read) <= LARGEST_HEAD:
            return False
        if not 4 <= end <= LARGEST_HEAD:
            raise RefusedError("431 Request Header Fields Too Large")
        self.head = bytes(self._read[:end])
        del self._read[:end]
        framing = {name.lower(): value for name, value in _FRAMING.findall(self.head)}
        if b"host" not in framing and b" HTTP/1.1\r\n" in self.head:
            raise RefusedError("400 Bad Request")  # RFC 9112, 3.2
        self._frame(framing, largest)
        return True

    def _frame(self, framing: dict[bytes, bytes], largest: Callable[[str], int]) -> None:
        """Tell how long the body is. What is wrong with a length, gunicorn's parser says."""
        if b"transfer-encoding" in framing:
            raise RefusedError("411 Length Required")
        length = framing.get(b"content-length", b"").strip(b" \t")
        if not length.isdigit():
            return
        line = self.head.partition(b"\r\n")[0]
        path = unquote_to_bytes(line.partition(b" ")[2].partition(b" ")[0].partition(b"?")[0])
        if len(length) > 15 or int(length) > largest(path.decode("latin-1")):
            self.is_cut = True
            return
        self._missing = self._size = int(length)
        if not self._size:
            return
        self.body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 closed by end()
        self._since = time.monotonic()
        is_expecting = framing.get(b"expect", b"").strip(b" \t").lower() == b"100-continue"
        if is_expecting and line.endswith(b" HTTP/1.1") and not self._read:
            self.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
