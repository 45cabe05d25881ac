"""A page as it is kept: what it shows, and the bytes of it, ready to be sent."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from threading import Lock

from pagecache import encoding

OVERHEAD = 2_000  # bytes that a page takes besides its text: headers and the row of the index
OF_KEY = 400  # that a key takes, and the set of the pages that have it
Headers = list[tuple[str, str]]


class Kept:
    """What is kept until one of its `keys` changes, or until the time `ends`, in seconds since 1970.

    `changed` is None as long as no key has changed; then the moment (time.monotonic) until which the
    promise of 100 ms lets it be shown all the same.
    """

    def __init__(self, keys: frozenset[str], ends: float):
        self.keys, self.ends = keys, ends
        self.changed: float | None = None


class Part(Kept):
    """What many pages show alike, made once: `value` is cut to what each page wants of it."""

    def __init__(self, keys: frozenset[str], ends: float, value: object):
        super().__init__(keys, ends)
        self.value = value


@dataclass(frozen=True)
class Hole:
    """Where a page shows a part, and what of it."""

    part: str
    argument: str


class Whole:
    """A page with its parts in place, encoded when somebody first asks for an encoding."""

    def __init__(self, headers: Headers, body: bytes, parts: dict[str, Part]):
        self.parts = parts
        self.shared = None  # what shared caches are told of it (pagecache.edges.headers.Shared)
        self.etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        named = {name.lower(): value for name, value in headers}
        kind = named.get("content-type", "")
        self._is_compressible = encoding.is_compressible(kind, len(body))
        self._vary = [("Vary", "Accept-Encoding")] if self._is_compressible else []
        self._headers = [*headers, *self._vary, ("ETag", self.etag)]
        self._answers: dict[str, tuple[Headers, bytes]] = {}
        self._lock = Lock()
        self.answer("", body)

    def answer(self, accepted: str, body: bytes | None = None) -> tuple[Headers, bytes]:
        """Return headers and body for an Accept-Encoding header."""
        chosen = self._choose(accepted)
        found = self._answers.get(chosen)
        if found is None:
            with self._lock:
                found = self._answers.get(chosen) or self._encode(chosen, body)
        return found

    def is_ready(self, accepted: str) -> bool:
        """Whether there is an answer for an Accept-Encoding header that needs no encoding any more."""
        return self._choose(accepted) in self._answers

    def unchanged(self) -> Headers:
        """Return the headers of a 304 (RFC 9110, 15.4.5)."""
        kept = ("cache-control", "content-location", "date", "expires", "vary", "etag")
        also = ("content-security-policy", "last-modified", "link")
        return [(name, value) for name, value in self._headers if name.lower() in (*kept, *also)]

    @property
    def size(self) -> int:
        return sum(len(body) for _, body in self._answers.values())

    def _choose(self, accepted: str) -> str:
        return encoding.choose(accepted) if self._is_compressible else encoding.IDENTITY

    def _encode(self, chosen: str, body: bytes | None) -> tuple[Headers, bytes]:
        plain = body if body is not None else self._answers[encoding.IDENTITY][1]
        encoded = encoding.compress(plain, chosen)
        headers = [*self._headers, ("Content-Length", str(len(encoded)))]
        if chosen != encoding.IDENTITY:
            headers.append(("Content-Encoding", chosen))
        self._answers[chosen] = headers, encoded
        return headers, encoded


class Page(Kept):
    """A page of the site: its `pieces` are bytes and holes, `whole` what is sent of it now.

    `dated`: from when what it shows is; `endless`: there are more of its kind than anybody asks for.
    """

    def __init__(
        self,
        keys: frozenset[str],
        ends: float,
        headers: Headers,
        pieces: list[bytes | Hole],
        dated: dt.datetime | None = None,
        endless: bool = False,
    ):
        super().__init__(keys, ends)
        self.dated, self.endless = dated, endless
        self.headers, self.pieces = headers, pieces
        self.parts = frozenset(piece.part for piece in pieces if isinstance(piece, Hole))
        self.whole: Whole | None = None

    @property
    def size(self) -> int:
        """Bytes of memory, about; encodings that nobody has asked for yet are counted as a third."""
        plain = sum(len(piece) for piece in self.pieces if isinstance(piece, bytes))
        keys = OF_KEY * len(self.keys)
        return OVERHEAD + keys + plain + (plain if self.parts else 0) + plain // 3


@dataclass
class Counts:
    """What this process has answered, and which pages went when which table changed."""

    hits: int = 0
    misses: int = 0
    stale: int = 0
    passed: int = 0
    from_replica: int = 0
    purged: dict[str, int] = field(default_factory=dict)
