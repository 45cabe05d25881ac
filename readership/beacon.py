"""Counting a reader: what the script of a story's page sends, and what is counted of it.

A view is one person's first reading of a story on a day. Nothing is asked of the database here, no
cookie is set, and nothing about the reader is stored (readership.seen).
"""

import datetime as dt
import re

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from incoming.bodies import announced_length
from incoming.limits import limiter
from incoming.network import comes_from_this_site, neighbourhood, reader_address
from readership import buffer as waiting
from readership.seen import seen

PATH = "/-/read/"
LONGEST_BODY = 1024  # bytes; what is longer is not read
A_MINUTE = 120  # views of one sender in a minute; what comes beyond is refused
A_DAY = 20  # of one story by one sender, with different browsers; what comes beyond is not counted

# What programs call themselves, as far as they say so. Browsers that people drive have none of these.
ROBOTS = re.compile(
    r"(?<!cu)bot(?:\b|_)|crawl|spider|slurp|scrap|archiv|headless|lighthouse|preview|prerender|phantom|"
    r"selenium|puppeteer|playwright|monitor|uptime|pingdom|validator|facebookexternalhit|embedly|"
    r"curl|wget|python|java/|ruby|perl|php|go-http|okhttp|axios|node|libwww|http-?client|feed",
    re.IGNORECASE,
)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?")
_stories = signing.Signer(salt="readership.story")


def token_of(story: int) -> str:
    """Return what the page of a story shows to be counted: nobody can make one of another story up."""
    return _stories.sign(str(story))


class Beacon:
    """Middleware: answers PATH, before anything else is done for a request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH:
            return self.get_response(request)
        if request.method != "POST":
            return _answer(405, "Only the pages of stories send something here.", Allow="POST")
        length = announced_length(request)
        if length is None or length > LONGEST_BODY:
            return _answer(413, "That is more than a page of ours sends.")
        if not comes_from_this_site(request, by_script=True):
            return _answer(403, "Only pages of this site are counted.")
        sent = QueryDict(request.body, encoding="utf-8", mutable=False)
        story = _story(sent.get("story", ""))
        if story is None:
            return _answer(400, "No page of ours sends that.")
        sender = neighbourhood(reader_address(request), ipv4_length=32)
        # Where no sender is known, all would count as one: nothing is refused.
        wait = limiter.seconds_to_wait("views", sender, A_MINUTE) if sender else 0
        if wait:
            return _answer(429, "That is more than one person reads.", **{"Retry-After": str(wait)})
        if _is_person(request):
            _count(request, story, sender, sent.get("from", ""))
        return _answer(204)


def _answer(status: int, text: str = "", **headers: str) -> HttpResponse:
    headers |= {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    headers["Content-Length"] = str(len(text))
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def _story(token: str) -> int | None:
    try:
        return int(_stories.unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def _is_person(request: HttpRequest) -> bool:
    """Whether a reader sent this: no robot, no page made ready beforehand, nobody of the newsroom."""
    agent, headers = request.headers.get("User-Agent", ""), request.headers
    is_ahead = "prefetch" in f"{headers.get('Sec-Purpose')} {headers.get('Purpose')}"
    is_staff = settings.SESSION_COOKIE_NAME in request.COOKIES
    return bool(agent) and not (ROBOTS.search(agent) or is_ahead or is_staff)


def _count(request: HttpRequest, story: int, sender: str, host: str) -> None:
    """Count a view, unless the same reader has read the story today, or too many beside them."""
    now = timezone.now()
    day, agent = now.date(), request.headers["User-Agent"]
    if seen.is_new(day, sender, agent, str(story)) and _has_room(day, sender, story):
        waiting.buffer.add(story, now, clean_host(host))


def _has_room(day: dt.date, sender: str, story: int) -> bool:
    """Take one of the places that a sender has for a story on a day; return whether one was left.

    A name of a browser costs nothing to make up, a network address does. Where none is known, all
    would count as one: nothing is left out.
    """
    return not sender or any(
        seen.is_new(day, sender, str(story), "place", str(place)) for place in range(A_DAY)
    )


def clean_host(host: str) -> str:
    """Return a host's name as it is stored, without `www.`; empty where it is none."""
    name = host.strip().rstrip(".").lower().removeprefix("www.")
    return name if _HOST.fullmatch(name) else ""
