"""How a page goes over the wire: in which encodings there are bytes of it, and which a client takes."""

import gzip
from functools import lru_cache

import brotli

SHORTEST = 500  # bytes; less is not worth to be compressed
COMPRESSIBLE = ("text/", "application/xml", "application/json", "application/rss+xml", "+xml", "+json")
IDENTITY, GZIP, BROTLI = "identity", "gzip", "br"


def compress(body: bytes, encoding: str) -> bytes:
    """Return a body in an encoding; the levels are those at which time is still well spent."""
    if encoding == BROTLI:
        return brotli.compress(body, quality=5)
    return gzip.compress(body, 6, mtime=0) if encoding == GZIP else body


def is_compressible(content_type: str, size: int) -> bool:
    """Whether a body of a type is worth to be compressed."""
    kind = content_type.partition(";")[0].strip().lower()
    return size >= SHORTEST and any(part in kind for part in COMPRESSIBLE)


@lru_cache(maxsize=256)
def choose(accepted: str) -> str:
    """Return the encoding for an Accept-Encoding header (RFC 9110, 12.5.3): Brotli before gzip."""
    weights = {}
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        weights[name] = _number(weight)
    for encoding in (BROTLI, GZIP):
        if weights.get(encoding, weights.get("*", 0)) > 0:
            return encoding
    return IDENTITY


def _number(weight: str) -> float:
    try:
        return float(weight)
    except ValueError:
        return 0.0
