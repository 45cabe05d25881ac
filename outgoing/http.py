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
from http.client import HTTPConnection, HTTPException, HTTPMessage
from threading import Thread, Timer
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from outgoing import addresses

PATIENCE = 10.0  # seconds for the whole of a request, the look-up of its host included
MOST_READ = 64 * 1024  # bytes of an answer; the rest is left unread
USER_AGENT = "Newsroom"
KEEPING_THE_METHOD = {307, 308}
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
        parts = _checked(url, is_ours)
        host, port = parts.hostname, _port(parts)
        found = (_look_up if is_ours else _public_addresses)(host, port, deadline)
        reply = _send_once(parts, found, body, headers or {}, method, deadline)
        target = reply.headers.get("Location")
        if reply.status not in KEEPING_THE_METHOD or not target or not redirects:
            return reply
        try:
            url, redirects = urljoin(url, target), redirects - 1
        except ValueError as error:
            raise RefusedAddressError("It leads to what is no web address.") from error
        if parts.scheme == "https" and not url.startswith("https:"):
            raise RefusedAddressError("It leads from https to an address without TLS.")


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
                self.sock = socket.create_connection((str(address), self.port), self.left)
                break
            except OSError as error:
                failure = error
        else:
            raise failure
        self.sock.settimeout(self.left)

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


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _send_once(
    parts: SplitResult,
    found: list[addresses.Address],
    body: bytes | None,
    headers: Mapping[str, str],
    method: str,
    deadline: float,
) -> Reply:
    connection = _Connection(parts, found, deadline)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", "Connection": "close", **headers}
    try:
        connection.connect()
        with _cut_off(connection):
            connection.secure()
            connection.request(method, quote(target, safe=LEFT_IN_TARGET), body, sent)
            answer = connection.getresponse()
            reply = Reply(answer.status, answer.headers, answer.read(MOST_READ))
        if monotonic() >= deadline:  # what was cut off looks like an answer that ended
            raise TimeoutError
        return reply
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
