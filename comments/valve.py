"""Keeps a flood of comments away from the readers of pages and from the database.

Each process takes so many comments a second. What comes beyond that is answered at once, without a
query and without the page of the story: a short page holds what was typed and sends it once more.
It carries a signed ticket. Who comes back with one, some seconds later, is let in by another door,
where a flood that does not wait for answers never stands.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO
from threading import Lock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core import signing
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import mark_safe

from incoming.bodies import announced_length
from incoming.network import neighbourhood
from masthead.spoken import spoken

LARGEST_POST = 1024 * 1024  # bytes; what is larger is not read

# Comments that one process takes: in the long run, and at most at once.
A_SECOND, AT_ONCE = 2, 10
# A refused comment takes away so much of what the process takes next: in a flood, chance would let in
# the flood's comments, and readers of pages would wait for each. Honest writers come back with a ticket.
OF_REFUSED = 0.02
# Of one network, in a minute.
OF_NETWORK = 60
NETWORKS = 20_000  # that are counted at the same time; beyond, counting begins anew

WAIT = 10  # seconds after which a reader is asked to post again
TICKET_FROM, TICKET_FOR = 4, 3600  # seconds after which, and for which, a ticket is good

SHOWN = ("comment", "name", "email", "website")  # what the page has fields of its own for

HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Retry-After", str(WAIT)),
    ("Cache-Control", "private, no-store"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "same-origin"),  # with none, the form would come back without its origin
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),
]

_tickets = signing.TimestampSigner(salt="comments.again")


class Bucket:
    """Gives out `at_once` tokens, and further ones at the rate of `a_second`.

    Who is refused one takes `of_refused` tokens away from what is coming.
    """

    def __init__(self, a_second: float, at_once: int, of_refused: float = 0):
        self.a_second, self.at_once, self.of_refused = a_second, at_once, of_refused
        self._left, self._seen = float(at_once), time.monotonic()
        self._lock = Lock()

    def take(self, number: int = 1) -> bool:
        """Take a token, or, for a `number` of 0, none; return whether there was one."""
        with self._lock:
            now = time.monotonic()
            self._left = min(self.at_once, self._left + (now - self._seen) * self.a_second)
            self._seen = now
            if self._left < 1:
                self._left = max(0.0, self._left - self.of_refused)
                return False
            self._left -= number
            return True


class Valve:
    """WSGI application around the site: answers comments beyond what a process takes with 429.

    It stands before all of Django, so that its answers cost little; what middleware adds to answers,
    it adds itself. `reader_of` returns the address of the reader of a request, from its environment.
    """

    def __init__(self, site: WSGIApplication, reader_of: Callable[[WSGIEnvironment], str]):
        self.site, self.reader_of = site, reader_of
        self.first = Bucket(A_SECOND, AT_ONCE, OF_REFUSED)
        self.again = Bucket(A_SECOND, AT_ONCE)
        self._minute, self._networks = 0, Counter()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not _is_comment(environ):
            return self.site(environ, start_response)
        network = neighbourhood(self.reader_of(environ))
        is_flood = self._is_flood(network)
        if not is_flood and self.first.take():
            return self.site(environ, start_response)
        request = WSGIRequest(environ)
        sent = _read(request)
        if sent and not is_flood and self._comes_again(sent, request.path_info, network):
            return self.site(environ, start_response)
        return _refuse(request, sent, network, start_response)

    def at_once(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes] | None:
        """Answer a comment that nothing speaks for; None for all else (incoming/worker.py)."""
        if not _is_comment(environ) or self.first.take(0):
            return None
        request = WSGIRequest(environ)
        sent = _read(request)
        if sent and sent.get("again"):
            return None
        network = neighbourhood(self.reader_of(environ))
        self._is_flood(network)
        return _refuse(request, sent, network, start_response)

    def _is_flood(self, network: str) -> bool:
        """Count a comment of a network; return whether it sends more than all its readers would."""
        minute = int(time.monotonic() // 60)
        if minute != self._minute or len(self._networks) >= NETWORKS:
            self._minute, self._networks = minute, Counter()
        self._networks[network] += 1
        return bool(network) and self._networks[network] > OF_NETWORK

    def _comes_again(self, sent: QueryDict, path: str, network: str) -> bool:
        ticket = sent.get("again", "")
        return bool(ticket) and is_good(ticket, path, network) and self.again.take()


def _is_comment(environ: WSGIEnvironment) -> bool:
    is_post = environ["REQUEST_METHOD"] == "POST"
    return is_post and environ.get("PATH_INFO", "").endswith("/comments/")


def _refuse(
    request: WSGIRequest, sent: QueryDict | None, network: str, start_response: StartResponse
) -> list[bytes]:
    """Answer with a page that holds what was sent, and sends it once more; 413 if that was too large."""
    page = _fill(sent, new_ticket(request.path_info, network)).encode()
    status = "429 Too Many Requests" if is_readable(request) else "413 Content Too Large"
    start_response(status, [*HEADERS, ("Content-Length", str(len(page)))])
    return [page]


def is_readable(request: HttpRequest) -> bool:
    """Whether what was sent is no larger than a comment may be."""
    length = announced_length(request)
    return length is not None and length <= LARGEST_POST


def new_ticket(path: str, network: str) -> str:
    """Return what lets a reader of a network in who sends the form at `path` once more, later."""
    signed = f"{path} {network}"
    return _tickets.sign(signed).removeprefix(f"{signed}:")


def is_good(ticket: str, path: str, network: str) -> bool:
    """Whether a ticket was given for this, is old enough, and not too old."""
    signed = f"{path} {network}:{ticket}"
    try:
        _tickets.unsign(signed, max_age=TICKET_FOR)
    except signing.BadSignature:
        return False
    try:
        _tickets.unsign(signed, max_age=TICKET_FROM)
    except signing.SignatureExpired:
        return True
    return False


def _read(request: WSGIRequest) -> QueryDict | None:
    """Return the fields that were sent; None if that is no form that can be read."""
    if not is_readable(request):
        return None
    try:
        request.environ["wsgi.input"] = BytesIO(request.body)  # the site may read it once more
        return request.POST
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return None


def _fill(sent: QueryDict | None, ticket: str) -> str:
    """Return the page, whose template is rendered once: a flood leaves no time to do it each time."""
    parts = _parts(spoken(), sent is not None)
    if sent is None:
        return parts[0]
    values = {name: escape(sent.get(name, "")) for name in SHOWN} | {"again": ticket}
    values["hidden"] = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in sent.items()
        if name not in values
    )
    return "".join(values[part] if place % 2 else part for place, part in enumerate(parts))


@cache
def _parts(language: str, is_readable: bool) -> list[str]:
    """Return the page, as text and names of what stands in between by turns."""
    marks = {name: mark_safe(f"\0{name}\0") for name in [*SHOWN, "again", "hidden"]}  # noqa: S308
    shown = {"is_readable": is_readable, "seconds": WAIT, **marks}
    with translation.override(language):
        return render_to_string("comments/busy.html", shown).split("\0")
