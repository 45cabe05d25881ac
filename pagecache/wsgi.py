"""The page cache: stands in front of Django and answers what it has, ready as it was made.

See docs/page-cache.md for what is kept, and why it is never old.
"""

import time
from collections.abc import Callable, Iterable
from threading import Lock

from django.db import DatabaseError, InterfaceError, close_old_connections

from pagecache import parts, replica, reports, showing, watching
from pagecache.answers import Answer, run
from pagecache.edges.front import Front
from pagecache.flights import Flights
from pagecache.freshness import EVERY, Freshness
from pagecache.pages import Counts, Headers, Hole, Kept, Page, Part, Whole
from pagecache.requests import TRIAL, Asked, Screen
from pagecache.store import Store

WAIT = 10.0  # seconds that a reader waits while another one's request makes the page
LONGEST_LIFE = 24 * 3600.0  # seconds after which a page is made anew, whatever happened
HIT, MISS, STALE, PASS = (("X-Cache", word) for word in ("hit", "miss", "stale", "pass"))


class PageCache:
    """A WSGI application in front of another one. `size` is what its pages may take, in bytes.

    `edges` are the shared caches in front of it, if there are any.
    """

    def __init__(
        self,
        application: Callable,
        screen: Screen,
        size: int,
        every: float = EVERY,
        edges: Front | None = None,
    ):
        self.application, self.screen, self.edges = application, screen, edges
        self.store, self.counts = Store(size), Counts()
        tell = [edges.wake] if edges else []
        self.freshness = Freshness(self.store, self.counts, every, *tell)
        self._flights, self._making = Flights(), Lock()
        self._report = reports.Reporter(self.counts, self.store)

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        asked = self.screen.read(environ)
        if asked is None:
            return self._pass(environ, start_response)
        began = time.monotonic()
        if self.edges:
            self.freshness.learn(began)
        else:
            self.freshness.look()
        self._report.tell_due()
        page = self.store.get(asked.address)
        if page is None or not self._is_right(page):
            asked = self.screen.narrow(asked, environ)
            if asked is None:
                return self._pass(environ, start_response)
            page = self.store.get(asked.address)
            if page is None or not self._is_right(page):
                return self._answer(asked, environ, start_response)
        self.counts.hits += 1
        return self._send(page, HIT, environ, start_response, began)

    def at_once(self, environ: dict, start_response: Callable) -> Iterable[bytes] | None:
        """Answer with what is at hand, without waiting for anything; None if that cannot be.

        So the server may ask before it takes a thread (incoming/worker.py).
        """
        asked = self.screen.read(environ)
        if asked is None:
            return self._pass_at_once(environ, start_response)
        if self.edges or not self.freshness.is_known:
            return None
        page = self.store.get(asked.address)
        if page is None or not self._is_right(page):
            return None
        whole = page.whole
        if not whole.is_ready(environ.get("HTTP_ACCEPT_ENCODING", "")):
            return None
        self.counts.hits += 1
        return send(whole, [HIT], environ, start_response)

    def _pass(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Let Django answer, and keep nothing."""
        self.counts.passed += 1
        return self.application(environ, self._passing(environ, start_response))

    def _pass_at_once(self, environ: dict, start_response: Callable) -> Iterable[bytes] | None:
        """Answer with what the application has at hand, if it has."""
        at_once = getattr(self.application, "at_once", None)
        answer = at_once and at_once(environ, self._passing(environ, start_response))
        self.counts.passed += answer is not None
        return answer

    def _passing(self, environ: dict, start_response: Callable) -> Callable:
        """Return the `start_response` for an answer that nothing is kept of."""

        def start(status, headers, exc_info=None):
            if self.edges and environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
                self.edges.wake_after(status)
            said = [*headers, *self._for_one(headers), PASS]
            return start_response(status, said, *([exc_info] if exc_info else []))

        return start

    def _for_one(self, headers: Headers) -> Headers:
        return self.edges.of_passed(headers) if self.edges else []

    def _send(
        self, page: Page, word, environ: dict, start_response: Callable, since: float | None = None
    ):
        """Send a page; shared caches may keep it if it was right `since` a moment, by default now."""
        whole, more = page.whole, []
        if self.edges:
            self.freshness.learn(time.monotonic() if since is None else since)
            known_at = self.freshness.known_at
            is_right = self._is_right(page) and page.whole is whole
            more = self.edges.of(whole, known_at) if is_right else self.edges.of_passed([])
        return send(whole, [*more, word], environ, start_response)

    # Whether a page can be sent

    def _is_right(self, page: Page) -> bool:
        """Whether a page is ready, and nothing that it shows has changed."""
        whole = page.whole
        if page.changed is not None or whole is None or page.ends <= time.time():
            return False
        known = self.store.parts
        return not whole.parts or all(
            known.get(name) is part and part.changed is None and part.ends > time.time()
            for name, part in whole.parts.items()
        )

    def _may_be_shown(self, page: Page | None) -> bool:
        """Whether a page may be sent that is not right, because the promise gives it the time still.

        Or because the database is away: then what has come to the end of its time is shown on, and
        what is known to have changed is not.
        """
        if page is None or page.whole is None:
            return False
        now, is_away = time.monotonic(), self.freshness.is_away

        def may(kept: Kept) -> bool:
            if kept.changed is not None:
                return now < kept.changed
            return is_away or kept.ends > time.time()

        return all(may(kept) for kept in (page, *page.whole.parts.values()))

    # Making it

    def _answer(self, asked: Asked, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Answer with a page that has to be made, by this request or by another one that makes it."""
        flight, is_mine = self._flights.begin(asked.address)
        if is_mine:
            try:
                return self._work(asked, flight, environ, start_response)
            finally:
                self._flights.end(asked.address, flight)
        page = self.store.get(asked.address)
        if self._may_be_shown(page):
            return self._send_old(page, environ, start_response)
        if flight.wait(WAIT):
            page = self.store.get(asked.address)
            if page is not None and self._is_right(page):
                self.counts.hits += 1
                return self._send(page, HIT, environ, start_response)
        return self._pass(environ, start_response)

    def _work(self, asked, flight, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Send the page, put together anew or made anew."""
        mark = self.freshness.mark()
        page = self.store.get(asked.address)
        if page is not None and self._refill(page):
            flight.was_kept = True
            self.counts.hits += 1
            return self._send(page, HIT, environ, start_response)
        if mark is None and self._may_be_shown(page):
            return self._send_old(page, environ, start_response)
        mark = self._mark_of_replica() if mark is None else mark
        if mark is not None:
            return self._make(asked, mark, flight, environ, start_response)
        return self._pass(environ, start_response)

    def _mark_of_replica(self) -> int | None:
        """Return the mark for what a replica makes while the database is away, if there is one."""
        return self.freshness.last_mark() if replica.is_named() and self.freshness.is_away else None

    def _send_old(self, page: Page, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Send a page that is not right any more, and that nobody else may keep."""
        self.counts.stale += 1
        return send(page.whole, [*self._for_one([]), STALE], environ, start_response)

    def _refill(self, page: Page) -> bool:
        """Put the parts of a page that is right itself together anew; return whether that was so."""
        if page.changed is not None or page.ends <= time.time():
            return False
        try:
            self._fill(page)
        except (DatabaseError, InterfaceError):
            return False
        return True

    def _make(self, asked, mark: int, flight, environ: dict, start_response) -> Iterable[bytes]:
        """Have Django make a page for everybody, keep it if nothing speaks against it, and send it.

        Only pages that can be kept come from a replica: all others are made anew.
        """
        cleaned, is_other = self.screen.clean(asked, environ)
        if replica.is_named():
            is_other = cleaned[TRIAL] = True
        with replica.reading(self.freshness.position) as source, showing.collecting() as seen:
            answer = run(self.application, cleaned)
        keys = watching.keys_of(seen) if answer.may_be_kept else None
        if keys is None:
            return self._send_unkept(answer, seen, is_other, environ, start_response)
        pieces = parts.pieces_of(answer.body, seen.marker)
        kept = (answer.kept_headers, pieces, seen.dated, asked.endless)
        page = Page(frozenset(keys), _end_of(seen), *kept)
        if self._refill(page):
            flight.was_kept = self.store.keep(asked.address, page, mark, asked.endless)
        else:
            page.whole = Whole(page.headers, parts.without_marks(answer.body, seen.marker), {})
        self.counts.misses += 1
        self.counts.from_replica += source.is_used
        if not flight.was_kept:
            return send(page.whole, [*self._for_one([]), MISS], environ, start_response)
        return self._send(page, MISS, environ, start_response)

    def _send_unkept(self, answer: Answer, seen, is_other: bool, environ: dict, start_response):
        """Send what cannot be kept; what was left out of the request makes Django answer it anew."""
        if is_other:
            if answer.result is not None:
                answer.result.close()
            return self._pass(environ, start_response)
        self.counts.passed += 1
        headers, result = answer.headers, answer.result
        if answer.body is not None:
            result = [parts.without_marks(answer.body, seen.marker)]
            headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
            headers.append(("Content-Length", str(len(result[0]))))
        start_response(answer.status, [*headers, *self._for_one(headers), PASS])
        return result

    def _fill(self, page: Page) -> None:
        """Put the parts of a page into its holes, as they are now."""
        shown = {name: self._part(name) for name in page.parts}
        pieces = [
            parts.makers[piece.part].cut(shown[piece.part].value, piece.argument).encode()
            if isinstance(piece, Hole)
            else piece
            for piece in page.pieces
        ]
        whole = Whole(page.headers, b"".join(pieces), shown)
        if self.edges:
            whole.shared = self.edges.mark(page, whole, self.freshness)
        page.whole = whole

    def _part(self, name: str) -> Part:
        """Return a part that is right, made anew if it is not."""
        with self._making:
            known = self.store.parts.get(name)
            if known is not None and known.changed is None and known.ends > time.time():
                return known
            mark = self.freshness.mark()
            mark = self._mark_of_replica() if mark is None else mark
            try:
                with replica.reading(self.freshness.position), showing.collecting() as seen:
                    value = parts.makers[name].make()
            finally:
                close_old_connections()
            keys = watching.keys_of(seen)
            part = Part(frozenset(keys or ()), _end_of(seen), value)
            if mark is None or keys is None or not self.store.keep_part(name, part, mark):
                part.changed = time.monotonic()
            return part


def _end_of(seen: showing.Seen) -> float:
    """Return when a page changes by itself, in seconds since 1970."""
    longest = time.time() + LONGEST_LIFE
    return min(longest, seen.until.timestamp()) if seen.until else longest


def send(whole: Whole, more: Headers, environ: dict, start_response: Callable):
    """Send a page, or that the reader has it already, with `more` headers of this answer."""
    if _has_it(whole, environ):
        start_response("304 Not Modified", [*whole.unchanged(), *more])
        return []
    headers, body = whole.answer(environ.get("HTTP_ACCEPT_ENCODING", ""))
    start_response("200 OK", [*headers, *more])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _has_it(whole: Whole, environ: dict) -> bool:
    """Whether the reader names this page's ETag (RFC 9110, 13); a time does not tell for certain."""
    asked = environ.get("HTTP_IF_NONE_MATCH", "")
    return asked.strip() == "*" or whole.etag.removeprefix("W/") in (
        tag.strip().removeprefix("W/") for tag in asked.split(",")
    )
