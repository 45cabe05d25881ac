"""Cleans HTML down to what richtext.extensions can write."""

from functools import cache

from django_prose_editor.fields import create_sanitizer

from richtext.extensions import EXTENSIONS


@cache
def _cleaner():
    return create_sanitizer(EXTENSIONS)


def sanitize(html: str) -> str:
    """Return `html` with every tag, attribute and address removed that the editor cannot write."""
    return _cleaner()(html)
