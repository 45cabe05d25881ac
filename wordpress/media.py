"""Files of the old site: in a copy of its uploads folder, or fetched from the web with care."""

import http.client
import ipaddress
import re
import socket
import ssl
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote, urljoin, urlsplit

MOST_REDIRECTS = 5
TIMEOUT = 15  # seconds without a byte
DEADLINE = 120  # seconds for one file
_UPLOADS = re.compile(r"/(?:wp-content/uploads|wp-content/blogs\.dir/\d+/files|files|uploads)/(.+)")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotFetchedError(Exception):
    """A file could not be fetched; the message says why, for a person."""


def find_file(folder: Path, url: str, attached_file: str = "") -> Path | None:
    """Return the file in a copy of wp-content/uploads that belongs to an address, or None.

    `attached_file` is WordPress's own path below the uploads folder. Nothing outside of `folder` is
    ever returned, wherever links and `..` lead.
    """
    root = folder.resolve()
    path = unquote(urlsplit_path(url))
    found = _UPLOADS.search(path)
    names = [attached_file, found[1] if found else "", path.lstrip("/")]
    for name in filter(None, names):
        if "\x00" in name:
            continue
        for prefix in ("", "uploads", "wp-content/uploads"):
            try:
                candidate = (root / prefix / name.lstrip("/")).resolve()
                if candidate.is_relative_to(root) and candidate.is_file():
                    return candidate
            except (OSError, ValueError, RuntimeError):
                continue
    return None


def urlsplit_path(url: str) -> str:
    """Return the path of an address, nothing if it cannot be read."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo:
            inner = address.teredo[1]
        if address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner and not is_public(inner):
            return False
        if address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or address.is_loopback
        or address.is_link_local
        or address.is_private
    )


def fetch(url: str, most_bytes: int, is_allowed: Callable[[Address], bool] = is_public) -> BinaryIO:
    """Return the file at an http or https address, open at its beginning; the caller closes it.

    Each host is resolved once, and the connection goes to the address that was checked, also after
    a redirect; only ports 80 and 443 are used unless `is_allowed` is another check. Raises
    NotFetchedError.
    """
    deadline = time.monotonic() + DEADLINE
    for _ in range(MOST_REDIRECTS + 1):
        connection, path = _connect(url, is_allowed)
        try:
            connection.request("GET", path, headers={"User-Agent": "Newsroom", "Accept": "image/*"})
            response = connection.getresponse()
            if response.status in {301, 302, 303, 307, 308}:
                url = urljoin(url, response.getheader("Location", ""))
                continue
            if response.status != 200:
                raise NotFetchedError(f"the old site answered {response.status}")
            return _download(response, most_bytes, deadline)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotFetchedError(
                f"the old site could not be reached ({type(error).__name__})"
            ) from error
        finally:
            connection.close()
    raise NotFetchedError(f"it was redirected more than {MOST_REDIRECTS} times")


def _download(response: http.client.HTTPResponse, most_bytes: int, deadline: float) -> BinaryIO:
    if int(response.getheader("Content-Length") or 0) > most_bytes:
        raise NotFetchedError(f"the file is larger than {most_bytes // 1_000_000} MB")
    file = tempfile.SpooledTemporaryFile(max_size=4_000_000)  # noqa: SIM115 the caller closes it
    try:
        while chunk := response.read1(1 << 16):
            file.write(chunk)
            if file.tell() > most_bytes:
                raise NotFetchedError(f"the file is larger than {most_bytes // 1_000_000} MB")
            if time.monotonic() > deadline:
                raise NotFetchedError(f"it took longer than {DEADLINE} seconds")
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _connect(url: str, is_allowed) -> tuple[http.client.HTTPConnection, str]:
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        host = parts.hostname.encode("idna").decode()
    except (ValueError, KeyError, AttributeError, UnicodeError) as error:
        raise NotFetchedError("its address is no http or https address") from error
    if parts.username or parts.password or (port not in {80, 443} and is_allowed is is_public):
        raise NotFetchedError("its address has a port or a password in it")
    address = _resolve(host, port, is_allowed)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (f"?{parts.query}" if parts.query else "")
    if re.search(r"[^\x21-\x7e]", path):
        path = quote(path, safe="/%:@!$&'()*+,;=~?")
    pinned = _PinnedTLS if parts.scheme == "https" else _Pinned
    return pinned(host, port, address), path


def _resolve(host: str, port: int, is_allowed) -> str:
    """Return an address of the host; every one that it has must be public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetchedError("its host has no address") from error
    addresses = [ipaddress.ip_address(entry[4][0].partition("%")[0]) for entry in found]
    if not addresses or not all(map(is_allowed, addresses)):
        raise NotFetchedError("its host is not on the public internet")
    return str(addresses[0])


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, not to what the name means a moment later."""

    def __init__(self, host: str, port: int, address: str):
        super().__init__(host, port, timeout=TIMEOUT)
        self.address = address

    def connect(self):
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _PinnedTLS(_Pinned):
    default_port = 443

    def connect(self):
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
