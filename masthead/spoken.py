"""The language that the paper speaks, for what answers outside of Django's requests, without a query."""

from django.utils import translation

_newest: list[str] = []


def remember(language: str) -> None:
    """Note the language of a request."""
    _newest[:] = [language]


def spoken() -> str:
    """Return the language of this process's newest request; before the first one, LANGUAGE_CODE."""
    return _newest[0] if _newest else translation.get_language()
