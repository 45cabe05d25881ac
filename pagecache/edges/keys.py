"""Keys as shared caches get them: short, and of the same length whatever they stand for."""

import base64
import hashlib
from functools import lru_cache

LENGTH = 6  # letters and digits of base 32, 30 bits


@lru_cache(maxsize=10_000)
def short(key: str) -> str:
    """Return what stands for a key.

    Two keys in a thousand million are the same: then a page is dropped that need not have been.
    """
    digest = hashlib.blake2b(key.encode(), digest_size=5).digest()
    return base64.b32encode(digest).decode().lower()[:LENGTH]
