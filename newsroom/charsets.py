"""In which encodings a request may say that it is written."""

from collections.abc import Callable, Iterable
from email.utils import quote

from django.utils.http import parse_header_parameters

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
    if ";" not in kind:
        return environ
    try:
        name, said = parse_header_parameters(kind)  # there is more than one way to say charset=
    except (LookupError, TypeError, ValueError):
        return environ | {"CONTENT_TYPE": kind.partition(";")[0]}
    if said.get("charset", "utf-8").strip().lower() in _KNOWN:
        return environ
    boundary = f'; boundary="{quote(said["boundary"])}"' if "boundary" in said else ""
    return environ | {"CONTENT_TYPE": name + boundary}
