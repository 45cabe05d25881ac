"""What Django answered, and whether it may be kept for everybody."""

from collections.abc import Callable
from dataclasses import dataclass

from pagecache.pages import Headers

# Of the connection or of this one answer; the page gets its own.
_OWN = {"content-length", "date", "connection", "keep-alive", "transfer-encoding", "etag"}


@dataclass
class Answer:
    """An answer that was read whole: the page, or in `body` None if it only comes as it is sent."""

    status: str
    headers: Headers
    body: bytes | None
    result: object = None

    @property
    def may_be_kept(self) -> bool:
        """Whether the answer is a page that everybody gets."""
        if self.body is None or not self.status.startswith("200 "):
            return False
        for name, value in self.headers:
            name, value = name.lower(), value.lower()
            if name in ("set-cookie", "content-encoding", "content-range"):
                return False
            if name == "vary" and value.replace("accept-encoding", "").strip(" ,"):
                return False
            if name == "cache-control" and any(
                word in value for word in ("private", "no-store", "no-cache", "max-age=0")
            ):
                return False
            if name.startswith("content-security-policy") and "'nonce-" in value:
                return False
        return True

    @property
    def kept_headers(self) -> Headers:
        """The headers that belong to the page, whoever gets it."""
        return [
            (name, value)
            for name, value in self.headers
            if name.lower() not in _OWN and name.lower() != "vary"
        ]


def run(application: Callable, environ: dict) -> Answer:
    """Return what an application answers, whole unless it streams."""
    started: list = []

    def start_response(status, headers, exc_info=None):
        started[:] = [status, list(headers)]
        return lambda data: None

    result = application(environ, start_response)
    if getattr(result, "streaming", False):
        return Answer(*started, None, result)
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    return Answer(*started, body)
