"""In which encodings a request may say that it is written."""

import re
from collections.abc import Callable, Iterable

_CHARSET = re.compile(r';\s*charset\s*=\s*("[^"]*"|[^\s;]*)', re.IGNORECASE)
# What browsers and programs write forms in. Of the codecs that Python has besides, some turn bytes into
# bytes, and some fail in ways that Django does not expect where it makes a request of the environment.
_KNOWN = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252"}


class AsUtf8:
    """A WSGI application in front of one for which what is in an encoding that nobody sends is in UTF-8.

    What the other one has at hand, if it can be asked for that (incoming/worker.py), it has too.
    """

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        return self.application(_in_utf_8(environ), start_response)

    def at_once(self, environ: dict, start_response: Callable) -> Iterable[bytes] | None:
        at_once = getattr(self.application, "at_once", None)
        return at_once and at_once(_in_utf_8(environ), start_response)


def _in_utf_8(environ: dict) -> dict:
    kind = environ.get("CONTENT_TYPE", "")
    if (said := _CHARSET.search(kind)) and said[1].strip('"').lower() not in _KNOWN:
        return environ | {"CONTENT_TYPE": _CHARSET.sub("", kind)}
    return environ
