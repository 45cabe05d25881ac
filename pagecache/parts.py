"""Parts that many pages show alike: rendered once for each change, and put into the pages' holes.

A template marks where a part stands by `{% part "name" argument %}…{% endpart %}`; what stands
between is what readers get without the cache. Whoever owns the part registers how it is made.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from pagecache.pages import Hole
from pagecache.showing import marker


class Maker(NamedTuple):
    """How a part is made: `make` reads what it shows, `cut` returns the text for an argument."""

    make: Callable[[], object]
    cut: Callable[[object, str], str]


makers: dict[str, Maker] = {}


def part(name: str, make: Callable[[], object], cut: Callable[[object, str], str]) -> None:
    """Register a part. `make` and `cut` are called outside of a request."""
    makers[name] = Maker(make, cut)


def marked(name: str, argument: str, text: str) -> str:
    """Return a text with marks around it, if the page that is being rendered is to be kept."""
    mark = marker()
    return f"<!--{mark} {name} {argument}-->{text}<!--{mark}-->" if mark else text


def without_marks(body: bytes, mark: str) -> bytes:
    """Return the body as it is without the cache."""
    return re.sub(rb"<!--%s[^>]*-->" % mark.encode(), b"", body)


def pieces_of(body: bytes, mark: str) -> list[bytes | Hole]:
    """Return a body as bytes and the holes between them."""
    pattern = rb"<!--%(mark)s (\S+) (\S*)-->.*?<!--%(mark)s-->" % {b"mark": mark.encode()}
    found = re.split(pattern, body, flags=re.DOTALL)
    pieces: list[bytes | Hole] = [found[0]]
    for name, argument, text in zip(found[1::3], found[2::3], found[3::3], strict=True):
        pieces += [Hole(name.decode(), argument.decode()), text]
    return pieces
