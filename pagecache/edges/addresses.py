"""Where pages with a key are, as far as that is known, for caches that know addresses and no keys."""

from collections.abc import Callable, Iterable

Find = Callable[[list[str]], Iterable[str]]

_finders: dict[str, Find] = {}


def leads_to(kind: str, find: Find) -> None:
    """Register how addresses are found: of the keys `kind:…` by what stands after the colon, as in 12.

    For a key without a colon, `find` gets a list with an empty text.
    """
    _finders[kind] = find


def addresses_of(keys: Iterable[str]) -> list[str]:
    """Return the paths of pages with one of the keys, each once; not all, and none for everything."""
    named: dict[str, list[str]] = {}
    for key in keys:
        kind, _, rest = key.partition(":")
        if kind in _finders:
            named.setdefault(kind, []).append(rest)
    return list(dict.fromkeys(path for kind, rest in named.items() for path in _finders[kind](rest)))
