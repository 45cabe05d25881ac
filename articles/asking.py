"""Asking this site for a page as a reader would, in this process: nothing goes over the network."""

import sys
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.servers.basehttp import get_internal_wsgi_application
from django.urls import get_script_prefix

MOST_READ = 4_000_000  # bytes of an answer


@dataclass(frozen=True)
class Answer:
    """What a reader would get: status, where it leads to, and its text."""

    status: int
    location: str
    text: str


def ask(url: str) -> Answer:
    """Return what an anonymous reader gets at a path of this site, query included.

    The whole application answers, with all that stands in front of its pages. Must not be called in
    a transaction: what that has not committed is not what readers see.
    """
    started: list = []

    def start_response(status, headers, exc_info=None):
        started[:] = [int(status.split()[0]), dict(headers)]

    body = get_internal_wsgi_application()(_environ(url), start_response)
    try:
        content, parts = b"", iter(body)
        while len(content) < MOST_READ and (part := next(parts, None)) is not None:
            content += part
    finally:
        if hasattr(body, "close"):
            body.close()
    status, headers = started
    return Answer(status, headers.get("Location", ""), content.decode("utf-8", "replace"))


def _environ(url: str) -> dict:
    """Return the request as the server in front would hand it on (PEP 3333)."""
    home = urlsplit(settings.SITE_URL)
    path, _, query = url.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": get_script_prefix().rstrip("/"),
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": home.hostname,
        "SERVER_PORT": str(home.port or (443 if home.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": home.netloc,
        "HTTP_USER_AGENT": "Newsroom, asking itself",
        "newsroom.asking": True,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": home.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if settings.TRUSTED_PROXIES:
        proxy = settings.TRUSTED_PROXIES[0]
        environ["REMOTE_ADDR"] = "" if proxy == "unix" else str(proxy[0])
        environ["HTTP_X_FORWARDED_PROTO"] = home.scheme
    return environ
