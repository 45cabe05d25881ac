"""The addresses of pages that many others link to, each worked out once."""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

KEPT = 20_000  # addresses, of some 300 bytes each


def address(view: str, *arguments) -> str:
    """Return the path of a view, as `django.urls.reverse` does; raises NoReverseMatch as it does."""
    return _worked_out(get_script_prefix(), get_urlconf(), view, arguments)


@lru_cache(KEPT)
def _worked_out(prefix: str, urlconf: str | None, view: str, arguments: tuple) -> str:
    return reverse(view, urlconf, arguments)
