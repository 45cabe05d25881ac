"""How the program itself asks another server for something.

What people type into settings must not become a door into our own network. So a host is looked up
once, every address that comes of it must be public (outgoing.addresses), and the connection goes to
the address that was looked at: a second look-up, which could give another one, never happens. A
redirect is an answer like any other unless the caller follows it; then it is looked at in the
same way. No proxy of the environment is used.
"""

import contextlib
import socket
import ssl
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPResponse, IncompleteRead
from threading import Thread, Timer
from time import monotonic
from typing import BinaryIO
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from outgoing import addresses

PATIENCE = 10.0  # seconds for the whole of a request, the look-up of its host included
SILENCE = 15.0  # seconds without a byte
MOST_READ = 64 * 1024  # bytes of an answer; the rest is left unread
USER_AGENT = "Newsroom"
KEEPING_THE_METHOD = {307, 308}
LEADING_ON = {301, 302, 303} | KEEPING_THE_METHOD
PORTS = {"http": 80, "https": 443}
LEFT_IN_TARGET = "/?&=%:;,@!$'()*+~-._"  # what an address may hold as it stands; the rest is encoded


class OutgoingError(Exception):
    """A request that got no answer; says why in a sentence. Trying again later may help."""


class RefusedAddressError(OutgoingError):
    """An address that is not called, whatever answers there. Trying again does not help."""


@dataclass(frozen=True)
class Reply:
    """What a server answered: status, headers (asked for without regard to case), and `body`."""

    status: int
    headers: HTTPMessage
    body: bytes = field(repr=False)

    @property
    def is_fine(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300

    @property
    def may_change(self) -> bool:
        """Whether trying again later makes sense: the server is busy, out of order, or asks for it."""
        return self.status in (408, 425, 429) or self.status >= 500


def send(
    url: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "POST",
    patience: float = PATIENCE,
    redirects: int = 0,
    is_ours: bool = False,
) -> Reply:
    """Ask `url` for something and return what it answered, whatever the status.

    `redirects` that keep the method (307, 308) are followed at most so often. All of it takes
    `patience` seconds at most. To be called outside of transactions. `is_ours` is for servers that the
    operator names in the settings of the program, and for nothing that people type into a form: they
    may be in our own network.

    Raises RefusedAddressError where an address is none of the public web, OutgoingError where there
    was no answer.
    """
    deadline = monotonic() + patience
    while True:
        with _answer(url, method, body, headers or {}, deadline, is_ours) as answer:
            reply = Reply(answer.status, answer.headers, answer.read(MOST_READ))
        target = reply.headers.get("Location")
        if reply.status not in KEEPING_THE_METHOD or not target or not redirects:
            return reply
        before, url, redirects = url, _joined(url, target), redirects - 1
        if before.startswith("https:") and not url.startswith("https:"):
            raise RefusedAddressError("It leads from https to an address without TLS.")


def download(
    url: str,
    file: BinaryIO,
    most_bytes: int,
    headers: Mapping[str, str] | None = None,
    *,
    patience: float,
    redirects: int = 5,
) -> None:
    """Write what is at `url` into `file`, from where that stands; every kind of redirect is followed.

    Raises OutgoingError where there is no file, all of it or within `most_bytes`, in `patience` seconds;
    something of it may have been written then. RefusedAddressError as `send` does.
    """
    deadline = monotonic() + patience
    for _ in range(redirects + 1):
        with _answer(url, "GET", None, headers or {}, deadline) as answer:
            if answer.status == 200:
                return _copy(answer, file, most_bytes)
            target = answer.headers.get("Location")
            if answer.status not in LEADING_ON or not target:
                raise OutgoingError(f"{urlsplit(url).hostname} answered {answer.status}.")
        url = _joined(url, target)
    raise OutgoingError(f"It was redirected more than {redirects} times.")


def _copy(answer: HTTPResponse, file: BinaryIO, most_bytes: int) -> None:
    too_large = OutgoingError(f"The file is larger than {most_bytes // 1_000_000} MB.")
    if (answer.length or 0) > most_bytes:
        raise too_large
    while chunk := answer.read1(1 << 16):
        most_bytes -= len(chunk)
        if most_bytes < 0:
            raise too_large
        file.write(chunk)
    if answer.length:  # what was announced and did not come
        raise IncompleteRead(b"", answer.length)


def _joined(url: str, target: str) -> str:
    """Return where a redirect leads."""
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise RefusedAddressError("It leads to what is no web address.") from error


def refusal(url: str) -> str:
    """Return why `url` would not be called, as a sentence, or an empty string; looks its host up."""
    try:
        parts = _checked(url)
        _public_addresses(parts.hostname, _port(parts), monotonic() + PATIENCE)
    except OutgoingError as error:
        return str(error)
    return ""


def _checked(url: str, is_ours: bool = False) -> SplitResult:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError as error:
        raise RefusedAddressError("This is no web address.") from error
    if parts.scheme not in PORTS or not host:
        raise RefusedAddressError("This is no web address: it must begin with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise RefusedAddressError("The address holds a user name or a password. Leave them out.")
    if port is not None and port not in PORTS.values() and port < 1024 and not is_ours:
        raise RefusedAddressError(f"No web server is called on port {port}.")
    if any(letter.isspace() or not letter.isprintable() for letter in url):
        raise RefusedAddressError("The address holds a space or a character that cannot be printed.")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]


def _public_addresses(host: str, port: int, deadline: float) -> list[addresses.Address]:
    """Return the addresses of a host; raises RefusedAddressError unless all of them may be called."""
    found = _look_up(host, port, deadline)
    for address in found:
        if not addresses.may_be_called(address):
            raise RefusedAddressError(
                f"{host} is at {address}, which is no address of the public internet."
            )
    return found


def _look_up(host: str, port: int, deadline: float) -> list[addresses.Address]:
    """Return the addresses of a host. The system's own look-up knows no time limit, a thread does."""
    found: Future[list[addresses.Address]] = Future()

    def look() -> None:
        try:
            found.set_result(addresses.resolve(host, port))
        except Exception as error:
            found.set_exception(error)

    Thread(target=look, daemon=True).start()
    try:
        return found.result(timeout=max(deadline - monotonic(), 0))
    except TimeoutError as error:
        raise OutgoingError(f"Looking up {host} took too long.") from error
    except (OSError, UnicodeError) as error:
        raise OutgoingError(f"The host {host} was not found.") from error


class _Connection(HTTPConnection):
    """A connection to an address that was looked at, whatever its host's name leads to by now."""

    def __init__(self, parts: SplitResult, found: list[addresses.Address], deadline: float):
        super().__init__(parts.hostname, _port(parts))
        self.default_port = PORTS[parts.scheme]  # which the Host header leaves out
        self.is_secure, self.found, self.deadline = parts.scheme == "https", found, deadline

    def connect(self) -> None:
        """Connect to the first of the addresses that answers."""
        for address in self.found:
            try:
                self.sock = socket.create_connection((str(address), self.port), self.pause)
                break
            except OSError as error:
                failure = error
        else:
            raise failure
        self.sock.settimeout(self.pause)

    def secure(self) -> None:
        """Begin to speak TLS, if the address asks for it, with a server that proves its name."""
        if self.is_secure:
            self.sock = _tls().wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    @property
    def left(self) -> float:
        """Seconds until the deadline, at least a moment."""
        return max(self.deadline - monotonic(), 0.001)

    @property
    def pause(self) -> float:
        """Seconds that may pass without a byte."""
        return min(self.left, SILENCE)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


@contextlib.contextmanager
def _answer(
    url: str,
    method: str,
    body: bytes | None,
    headers: Mapping[str, str],
    deadline: float,
    is_ours: bool = False,
) -> Iterator[HTTPResponse]:
    """Ask `url` and give the answer as it comes in; what is read of it in the block counts, too."""
    parts = _checked(url, is_ours)
    look_up = _look_up if is_ours else _public_addresses
    connection = _Connection(parts, look_up(parts.hostname, _port(parts), deadline), deadline)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", "Connection": "close", **headers}
    try:
        connection.connect()
        with _cut_off(connection):
            connection.secure()
            connection.request(method, quote(target, safe=LEFT_IN_TARGET), body, sent)
            with connection.getresponse() as answer:
                yield answer
        if monotonic() >= deadline:  # what was cut off looks like an answer that ended
            raise TimeoutError
    except (OSError, HTTPException, ValueError) as error:
        if monotonic() >= deadline or isinstance(error, TimeoutError):
            raise OutgoingError(f"{parts.hostname} took too long to answer.") from error
        raise OutgoingError(f"{parts.hostname} did not answer ({type(error).__name__}).") from error
    finally:
        connection.close()


@contextlib.contextmanager
def _cut_off(connection: _Connection) -> Iterator[None]:
    """Close a connection at its deadline, however busily the other side sends drop by drop."""

    def cut() -> None:
        with contextlib.suppress(OSError):  # TLS's own method is not for other threads
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    timer = Timer(connection.left, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
