"""The shared caches that can be told to drop pages: how each of them wants to be told.

Each sends one request for one call of `purge`, with no more keys than it takes at once. The settings
name them (newsroom.edges).
"""

import json
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from outgoing.http import OutgoingError, Reply, send
from pagecache.edges.addresses import addresses_of
from pagecache.edges.keys import short
from pagecache.pages import Headers

PATIENCE = 5.0  # seconds for one request
LAG = 10  # seconds that nginx keeps a page
LONGEST_SAID = 300  # characters of an answer that are shown
CLOUDFLARE = "https://api.cloudflare.com/client/v4"
FASTLY = "https://api.fastly.com"


class PurgeError(Exception):
    """A shared cache did not do what it was told; says why in a sentence.

    `wait`: the seconds for which it asks to be left alone, None if it does not say.
    """

    def __init__(self, why: str, wait: float | None = None):
        super().__init__(why)
        self.wait = wait


class Backend(Protocol):
    """A kind of shared cache.

    `name` says where it is, `most` how many keys one call takes.
    """

    name: str
    most: int

    def marks(self, keys: list[str]) -> Headers:
        """Return the header in which it reads the keys of a page, which are short ones."""

    def times(self, fresh: int, stale: str) -> Headers:
        """Return headers in which it reads how long it may keep a page, instead of Cache-Control.

        `fresh` is in seconds, `stale` what Cache-Control says of a page whose time is over.
        """

    def purge(self, keys: list[str]) -> None:
        """Have all pages with one of the keys dropped; raises PurgeError unless that was done."""


@dataclass(frozen=True)
class Varnish:
    """Varnish with deploy/varnish.vcl: PURGE with the keys in a header, and a secret.

    `most` keys of seven letters stay below the 8 kB that Varnish takes of a header.
    """

    url: str
    secret: str = field(repr=False)
    most: int = 500

    @property
    def name(self) -> str:
        return f"Varnish at {urlsplit(self.url).netloc}"

    def marks(self, keys: list[str]) -> Headers:
        return [("Surrogate-Key", " ".join(keys))]

    def times(self, fresh: int, stale: str) -> Headers:
        return []

    def purge(self, keys: list[str]) -> None:
        headers = {"Purge-Keys": " ".join(map(short, keys)), "Purge-Secret": self.secret}
        reply = _ask(self, self.url, None, headers, "PURGE")
        if reply.status != 200 or "Purged" not in reply.headers:
            raise _refusal(self, reply)


@dataclass(frozen=True)
class Nginx:
    """nginx with deploy/nginx.conf, which knows addresses and no keys.

    It keeps a page for LAG at most, since nobody can tell of all its pages which of them a change
    concerns. The addresses that are known (pagecache.edges.addresses) are asked for anew, through a
    port of its own on which nginx asks us and keeps the new answer in place of the old one.
    """

    url: str
    secret: str = field(repr=False)
    most: int = 10

    @property
    def name(self) -> str:
        return f"nginx at {urlsplit(self.url).netloc}"

    def marks(self, keys: list[str]) -> Headers:
        return []

    def times(self, fresh: int, stale: str) -> Headers:
        return [("X-Accel-Expires", str(min(fresh, LAG)))]

    def purge(self, keys: list[str]) -> None:
        host = urlsplit(settings.SITE_URL).netloc
        for address in addresses_of(keys):
            for encoding in ("br", "gzip", "identity"):
                headers = {"Host": host, "Accept-Encoding": encoding, "Purge-Secret": self.secret}
                reply = _ask(self, self.url + address, None, headers, "GET")
                if reply.headers.get("Page-Cache") != "BYPASS" or reply.status >= 500:
                    raise _refusal(self, reply)


@dataclass(frozen=True)
class Cloudflare:
    """https://developers.cloudflare.com/api/resources/cache/methods/purge/ by tags, 30 at once."""

    zone: str
    token: str = field(repr=False)
    url: str = CLOUDFLARE
    most: int = 30

    @property
    def name(self) -> str:
        return f"Cloudflare, zone {self.zone}"

    def marks(self, keys: list[str]) -> Headers:
        return [("Cache-Tag", ",".join(keys))]

    def times(self, fresh: int, stale: str) -> Headers:
        return [("Cloudflare-CDN-Cache-Control", f"max-age={fresh}, {stale}")]

    def purge(self, keys: list[str]) -> None:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = json.dumps({"tags": [short(key) for key in keys]}).encode()
        reply = _ask(self, f"{self.url}/zones/{self.zone}/purge_cache", body, headers)
        if not reply.is_fine or _said(reply).get("success") is not True:
            raise _refusal(self, reply)


@dataclass(frozen=True)
class Fastly:
    """https://www.fastly.com/documentation/reference/api/purging/ by surrogate keys, 256 at once."""

    service: str
    token: str = field(repr=False)
    url: str = FASTLY
    most: int = 256

    @property
    def name(self) -> str:
        return f"Fastly, service {self.service}"

    def marks(self, keys: list[str]) -> Headers:
        return [("Surrogate-Key", " ".join(keys))]

    def times(self, fresh: int, stale: str) -> Headers:
        return [("Surrogate-Control", f"max-age={fresh}, {stale}")]

    def purge(self, keys: list[str]) -> None:
        headers = {
            "Fastly-Key": self.token,
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        marks = [short(key) for key in keys]
        body = json.dumps({"surrogate_keys": marks}).encode()
        reply = _ask(self, f"{self.url}/service/{self.service}/purge", body, headers)
        if not reply.is_fine or not set(marks) <= _said(reply).keys():
            raise _refusal(self, reply)


KINDS = {"varnish": Varnish, "nginx": Nginx, "cloudflare": Cloudflare, "fastly": Fastly}


def configured() -> list[Backend]:
    """Return the shared caches that the settings name."""
    return [KINDS[kind](**options) for kind, options in settings.PAGE_CACHE_EDGES]


def _ask(backend: Backend, url: str, body, headers: dict[str, str], method: str = "POST") -> Reply:
    try:
        return send(url, body, headers, method=method, patience=PATIENCE, is_ours=True)
    except OutgoingError as error:
        raise PurgeError(str(error)) from error


def _said(reply: Reply) -> dict:
    """Return the object that an API answered; an empty one for anything else."""
    try:
        said = json.loads(reply.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _refusal(backend: Backend, reply: Reply) -> PurgeError:
    """Return the error for an answer that does not say that it was done."""
    text = " ".join(reply.body.decode(errors="replace").replace("\0", "").split())[:LONGEST_SAID]
    after = reply.headers.get("Retry-After", "").strip()
    wait = float(after) if after.isascii() and after.isdigit() else None
    return PurgeError(f"{backend.name} answered {reply.status}: {text or 'nothing'}", wait)
