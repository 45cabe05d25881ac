"""In which encodings a request may say that it is written."""

import re
from collections.abc import Callable, Iterable

_CHARSET = re.compile(r';\s*charset\s*=\s*("[^"]*"|[^\s;]*)', re.IGNORECASE)
# What browsers and programs write forms in. Of the codecs that Python has besides, some turn bytes into
# bytes, and some fail in ways that Django does not expect where it makes a request of the environment.
_KNOWN = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252"}


def as_utf_8(application: Callable) -> Callable:
    """Return a WSGI application for which what is in an encoding that nobody sends is in UTF-8."""

    def answer(environ: dict, start_response: Callable) -> Iterable[bytes]:
        kind = environ.get("CONTENT_TYPE", "")
        if (said := _CHARSET.search(kind)) and said[1].strip('"').lower() not in _KNOWN:
            environ = environ | {"CONTENT_TYPE": _CHARSET.sub("", kind)}
        return application(environ, start_response)

    return answer
