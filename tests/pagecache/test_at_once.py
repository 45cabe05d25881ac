"""What is at hand is answered without a thread: nothing is waited for, and nothing wrong is sent."""

import pytest
from django.core.handlers.wsgi import WSGIHandler

from comments import valve
from newsroom.kept_pages import screen
from newsroom.proxies import reader_of
from pagecache import wsgi
from pagecache.wsgi import PageCache
from tests.factories import ArticleFactory
from tests.pagecache.conftest import MEGABYTE, Site
from tests.pagecache.servers import Asleep

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 3600.0  # seconds: nothing is to be learnt until then


class AtOnce(Site):
    """A site that is asked for what is at hand, and for nothing else."""

    def __init__(self, cache: PageCache):
        super().__init__(self)
        self.at_once = cache.at_once

    def __call__(self, environ, start_response):
        start_response("503 Not at hand", [])
        return []


def kept(every: float = LONG, **settings) -> tuple[Site, AtOnce]:
    """Return a site that learns what changed after so many seconds, and what of it is at hand."""
    cache = PageCache(valve.Valve(WSGIHandler(), reader_of), screen(), MEGABYTE, every, **settings)
    return Site(cache), AtOnce(cache)


@pytest.fixture
def address() -> str:
    return ArticleFactory(published=True).get_absolute_url()


def test_page_that_is_kept_is_at_hand(address, django_assert_num_queries):
    site, at_once = kept()
    assert at_once.get(address).status == 503
    page = site.get(address)
    with django_assert_num_queries(0):
        got = at_once.get(address)
    assert (got.status, got.said, got.body) == (200, "hit", page.body)
    assert at_once.get(address, HTTP_IF_NONE_MATCH=page.headers["ETag"]).status == 304
    assert at_once.get(address, "HEAD").body == b""
    assert site.application.counts.hits == 3


def test_page_that_changed_is_not_at_hand(address):
    site, at_once = kept()
    site.get(address)
    site.application.store.purge(["*"], 0.0)
    assert at_once.get(address).status == 503


def test_page_at_the_end_of_its_time_is_not_at_hand(address):
    site, at_once = kept()
    site.get(address)
    next(iter(site.application.store.shares[False].pages.values())).ends = 0
    assert at_once.get(address).status == 503


def test_when_it_is_time_to_learn_what_changed_nothing_is_at_hand(address, monkeypatch):
    site, at_once = kept()
    site.get(address)
    now = wsgi.time.monotonic()
    monkeypatch.setattr(wsgi.time, "monotonic", lambda: now + LONG + 1)
    assert at_once.get(address).status == 503


def test_when_something_changes_by_the_time_alone_nothing_is_at_hand(address, monkeypatch):
    site, at_once = kept()
    site.get(address)
    monkeypatch.setattr(site.application.freshness, "_soonest", 0.0)
    assert at_once.get(address).status == 503


def test_encoding_that_nobody_has_asked_for_is_not_at_hand(address):
    site, at_once = kept()
    site.get(address)
    assert at_once.get(address, HTTP_ACCEPT_ENCODING="br").status == 503
    site.get(address, HTTP_ACCEPT_ENCODING="br")
    got = at_once.get(address, HTTP_ACCEPT_ENCODING="gzip, br")
    assert got.headers["Content-Encoding"] == "br"


def test_pages_of_staff_and_files_are_not_at_hand(address, settings):
    site, at_once = kept()
    site.get(address)
    assert at_once.get(address, HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=x").status == 503
    assert at_once.get(address, "POST").status == 503
    assert at_once.get("/static/site.css").status == 503
    assert at_once.get(address, HTTP_HOST="elsewhere.example").status == 503


def test_shared_caches_are_told_what_is_known_now(address):
    site, at_once = kept(edges=Asleep([]))
    site.get(address)
    assert at_once.get(address).status == 503


def test_comment_beyond_what_is_taken_is_handed_back(address, monkeypatch):
    monkeypatch.setattr(valve, "AT_ONCE", 0)
    site, at_once = kept()
    sent = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}

    def post(body: bytes):
        return at_once.get(f"{address}comments/", "POST", body, CONTENT_LENGTH=str(len(body)), **sent)

    got = post(b"comment=The+bridge")
    assert (got.status, got.said) == (429, "pass")
    assert ">\nThe bridge</textarea>" in got.text
    assert site.application.counts.passed == 1
    assert post(b"comment=The+bridge&again=ticket").status == 503
