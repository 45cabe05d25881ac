"""A site with the page cache in front of it, asked as a server would: first for what is at hand."""

import sys
from dataclasses import dataclass
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_script_prefix, set_script_prefix

from newsroom.kept_pages import screen
from pagecache.freshness import wait_for_connections
from pagecache.wsgi import PageCache

MEGABYTE = 1024 * 1024


@dataclass
class Got:
    """What a server would send."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> str:
        """What the cache says of itself."""
        return self.headers.get("X-Cache", "")

    @property
    def text(self) -> str:
        return self.body.decode()


class Site:
    """A WSGI application, asked for paths."""

    def __init__(self, application):
        self.application = application

    def get(self, path: str, method: str = "GET", body: bytes = b"", **environ) -> Got:
        """Return the answer to a request; `environ` is added to what the server hands on."""
        path, _, query = path.partition("?")
        started = []
        request = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "203.0.113.9",
            "HTTP_HOST": "127.0.0.1:8000",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        } | environ
        prefix = get_script_prefix()
        result = None
        if at_once := getattr(self.application, "at_once", None):
            result = at_once(request, lambda *said: started.append(said))
            assert (result is None) == (not started)
            request["wsgi.input"] = BytesIO(body)
        if result is None:
            result = self.application(request, lambda *said: started.append(said))
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
            set_script_prefix(prefix)  # Django leaves that of the last request to whom comes next
        status, headers, *_ = started[-1]
        headers = dict(headers)
        if method != "HEAD" and status[:3] != "304" and "Content-Length" in headers:
            assert int(headers["Content-Length"]) == len(
                body
            )  # or the next answer is read into this one
        return Got(int(status[:3]), headers, body)


@pytest.fixture(autouse=True)
def waiting_for_connections():
    """Let no other test wait less for a connection than the settings say."""
    yield
    wait_for_connections()


@pytest.fixture
def bare(transactional_db):
    """The site without the cache."""
    return Site(WSGIHandler())


def cached(application=None, size: int = 64 * MEGABYTE) -> Site:
    """Return the site as one process serves it; it asks what changed with every request."""
    return Site(PageCache(application or WSGIHandler(), screen(), size, every=0.0))


@pytest.fixture
def site(transactional_db):
    """The site behind the cache of one process."""
    return cached()
