"""Which requests are answered from memory, and that none of them decides what others see."""

import gzip
import re

import brotli
import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.utils.http import http_date

from masthead.models import SiteSettings, StandingPage
from pagecache.requests import Screen
from pagecache.wsgi import PageCache
from redirects import missing
from redirects.models import MissingAddress
from tests.factories import ArticleFactory
from tests.pagecache.conftest import Site, cached

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(db):
    SiteSettings.objects.create(pk=1, name="The Meridian")
    return ArticleFactory(headline="Harbour opened", published=True)


@pytest.fixture
def address(story) -> str:
    return story.get_absolute_url()


def test_second_reader_is_answered_without_django(address):
    asked = []

    def application(environ, start_response):
        asked.append(environ["PATH_INFO"])
        return WSGIHandler()(environ, start_response)

    site = cached(application)
    first, second = site.get(address), site.get(address)
    assert asked == [address]
    assert (first.said, second.said) == ("miss", "hit")
    assert first.body == second.body
    assert b"<!--" not in first.body


def test_cached_page_has_the_headers_of_the_page(bare, site, address):
    own, kept = bare.get(address).headers, {}
    for _ in range(2):
        kept = site.get(address).headers
    added = {"ETag", "X-Cache"}
    assert {name: kept[name] for name in kept.keys() - added - {"Vary"}} == {
        name: own.get(name, kept["Content-Length"]) for name in kept.keys() - added - {"Vary"}
    }
    assert kept["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [
        ("gzip", "gzip", gzip.decompress),
        ("gzip, deflate, br", "br", brotli.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("*", "br", brotli.decompress),
        ("identity", None, bytes),
        ("gzip;q=nonsense", None, bytes),
        ("", None, bytes),
    ],
)
def test_each_reader_gets_an_encoding_that_they_take(site, address, accepted, encoding, decode):
    plain = site.get(address).body
    got = site.get(address, HTTP_ACCEPT_ENCODING=accepted)
    assert got.headers.get("Content-Encoding") == encoding
    assert decode(got.body) == plain
    assert got.headers["Content-Length"] == str(len(got.body))


def test_reader_who_has_the_page_is_told_so(site, address):
    etag = site.get(address).headers["ETag"]
    for known in (etag, etag.removeprefix("W/"), f'"x", {etag}', "*"):
        got = site.get(address, HTTP_IF_NONE_MATCH=known, HTTP_ACCEPT_ENCODING="br")
        assert (got.status, got.body, got.headers["ETag"]) == (304, b"", etag)
    got = site.get(address, HTTP_IF_NONE_MATCH='"another"')
    assert got.status == 200


@pytest.mark.parametrize("path", ["/feed/rss/", "/corrections/feed/", "/comments/feed/"])
def test_time_alone_tells_no_reader_that_a_feed_is_the_same(site, story, path):
    for _ in range(2):
        got = site.get(path, HTTP_IF_MODIFIED_SINCE=http_date())
        assert (got.status, "Last-Modified" in got.headers) == (200, False)


def test_head_has_the_headers_of_the_page_and_makes_it_for_others(site, address):
    head = site.get(address, method="HEAD")
    page = site.get(address)
    assert (head.status, head.body, page.said) == (200, b"", "hit")
    assert head.headers["Content-Length"] == page.headers["Content-Length"]


def test_first_reader_who_has_something_leaves_the_whole_page_for_others(site, address):
    site.get(address, HTTP_IF_NONE_MATCH='"x"', HTTP_RANGE="bytes=0-10", HTTP_COOKIE="theme=dark")
    got = site.get(address)
    assert (got.said, got.status) == ("hit", 200)
    assert "Harbour opened" in got.text


def test_parameters_of_trackers_and_unknown_ones_are_no_new_page(site, address):
    plain = site.get(address)
    for query in ("utm_source=x&fbclid=y", "a=<script>", "order", "x=1&x=2"):
        got = site.get(f"{address}?{query}")
        if query != "order":
            assert (got.said, got.body) == ("hit", plain.body), query
    assert site.application.store.pages <= 2


def test_unknown_parameter_of_the_first_reader_is_not_seen_by_the_page(site, address):
    first = site.get(f"{address}?evil=zzpoison&order=newest")
    assert "zzpoison" not in first.text
    assert site.get(f"{address}?order=newest").said == "hit"


def test_order_of_parameters_makes_no_new_page(site, address):
    site.get(f"{address}?order=newest&replytocom=1")
    assert site.get(f"{address}?replytocom=1&utm=2&order=newest").said == "hit"


def test_addresses_that_nobody_counts_drive_out_none_that_are_read(story, address):
    site = cached(size=1024 * 1024)
    site.get("/")
    site.get(address)
    for number in range(300):
        site.get(f"{address}?replytocom={number}")
    assert site.get("/").said == "hit"
    assert site.get(address).said == "hit"
    assert site.application.store.size <= 1024 * 1024


def test_page_has_one_address(site, story):
    part = re.search(r"/sitemap/\d{4}-\d\d-\d+\.xml", site.get("/sitemap.xml").text)[0]
    StandingPage.objects.create(url="/about/", title="About us").sites.add(1)
    assert (site.get(part).status, site.get("/about/").status) == (200, 200)
    assert site.get(re.sub(r"(\d+)\.xml", r"0\1.xml", part)).status == 404
    assert site.get("//about/").status == 404


def test_memory_is_bounded(story):
    site = cached(size=200_000)
    for number in range(60):
        ArticleFactory(headline=f"Story {number}", slug=f"story-{number}", published=True)
    paths = [
        f"{story.get_absolute_url().rpartition('harbour')[0]}story-{number}/" for number in range(60)
    ]
    for path in paths:
        assert site.get(path).status == 200
    store = site.application.store
    assert 0 < store.size <= 200_000
    held = sum(share.size for share in store.shares.values())
    assert held == sum(page.size for share in store.shares.values() for page in share.pages.values())
    assert len(store._shown_by) <= 10 * (store.pages + 1)


@pytest.mark.parametrize(
    "request_",
    [
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "127.0.0.1:8000,evil.example"},
        {"HTTP_HOST": ""},
        {"HTTP_AUTHORIZATION": "Basic eA=="},
        {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}=abc"},
        {"HTTP_COOKIE": "messages=abc"},
        {"method": "POST"},
        {"method": "PURGE"},
        {"CONTENT_LENGTH": "3", "body": b"a=1"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"RAW_URI": "http://evil.example/"},
        {"SCRIPT_NAME": "/elsewhere"},
        {"PATH_INFO": "latest/"},
    ],
    ids=str,
)
def test_what_is_not_a_plain_question_makes_no_page_and_gets_none(site, address, request_):
    assert site.get(address, **request_).said == "pass"
    assert site.application.store.pages == 0
    site.get(address)
    assert site.get(address, **request_).said == "pass"


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_ORIGINAL_URL": "/admin/"},
        {"HTTP_X_REWRITE_URL": "/admin/"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"},
        {"HTTP_ACCEPT_LANGUAGE": "de"},
        {"HTTP_ACCEPT": "application/json"},
        {"HTTP_USER_AGENT": "zzevil"},
        {"HTTP_REFERER": "https://evil.example/zzevil"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_FORWARDED": "host=evil.example"},
        {"HTTP_HOST": "localhost:9999"},
    ],
    ids=str,
)
def test_headers_of_the_first_reader_change_nothing_for_the_others(bare, site, address, headers):
    right = bare.get(address)
    first = site.get(address, **headers)
    got = site.get(address)
    assert got.said == "hit"
    assert b"evil" not in got.body
    assert "evil" not in str(got.headers)
    assert len(got.body) == len(first.body) == len(right.body)


def test_what_moved_or_is_missing_is_answered_by_django_each_time(site, story):
    missing = site.get("/2020/01/never-was/?utm_source=x")
    assert (missing.status, missing.said) == (404, "pass")
    assert site.get("/latest?x=1").headers["Location"] == "/latest/?x=1"
    assert site.application.store.pages == 0


def test_old_address_with_a_query_leads_on(site, story, address):
    from redirects.models import Redirect

    Redirect.objects.create(old_path="/old/?id=5", new_path=address)
    got = site.get("/old/?id=5")
    assert (got.status, got.headers.get("Location")) == (301, address)


@pytest.mark.parametrize("query", ["p=1", "page_id=2", "attachment_id=3", "cat=4", "p=5&preview=false"])
def test_old_address_on_the_front_page_leads_on(site, address, query):
    from redirects.models import Redirect

    Redirect.objects.create(old_path=f"/?{query.partition('&')[0]}", new_path=address)
    assert site.get("/").said == "miss"
    for _ in range(2):
        got = site.get(f"/?{query}")
        assert (got.status, got.headers.get("Location"), got.said) == (301, address, "pass")


def test_made_up_old_addresses_on_the_front_page_are_not_kept(site, story):
    for number in range(3):
        got = site.get(f"/?p={number}")
        assert (got.status, got.headers["Location"], got.said) == (302, "/", "pass")
    assert site.application.store.pages == 0
    site.get("/")
    assert site.get("/?utm_source=x").said == "hit"


def test_missing_address_is_counted_once(site, story):
    from redirects import missing

    site.get("/2020/01/never-was/?utm_source=x")
    site.get("/2020/01/never-was/")
    assert missing.waiting.tallies["/2020/01/never-was/"].hits == 2


def test_answers_for_one_reader_are_not_kept(address):
    def answering(headers, status="200 OK"):
        def application(environ, start_response):
            start_response(status, [("Content-Type", "text/html"), *headers])
            return [b"x" * 600]

        return application

    for headers in (
        [("Set-Cookie", "a=1")],
        [("Vary", "Cookie")],
        [("Cache-Control", "private")],
        [("Cache-Control", "no-store")],
        [("Content-Security-Policy", "script-src 'nonce-abc'")],
        [("Content-Encoding", "gzip")],
    ):
        site = cached(answering(headers))
        assert [site.get(address).said for _ in range(2)] == ["pass", "pass"], headers
    site = cached(answering([], "503 Service Unavailable"))
    assert [site.get(address).said for _ in range(2)] == ["pass", "pass"]


def test_fault_is_gone_as_soon_as_it_is_mended(site, address):
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr("newsroom.views.front_page", lambda: 1 / 0)
        assert [(site.get("/").status, site.get("/").said) for _ in range(2)] == [(500, "pass")] * 2
    assert [site.get("/").said for _ in range(2)] == ["miss", "hit"]


def test_page_that_reads_what_nobody_watches_is_not_kept(address):
    from django.contrib.auth.models import Group

    def application(environ, start_response):
        Group.objects.exists()
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"x"]

    site = cached(application)
    assert [site.get(address).said for _ in range(2)] == ["pass", "pass"]


def test_story_that_is_not_kept_is_as_long_as_it_says(address):
    """The marks of its parts are taken out, which Django counted."""
    from django.contrib.auth.models import Group

    ArticleFactory(headline="Another", published=True)

    def application(environ, start_response):
        Group.objects.exists()  # which nobody watches
        return WSGIHandler()(environ, start_response)

    got = cached(application).get(address)  # Site.get compares
    assert (got.said, "Another" in got.text) == ("pass", True)
    assert "Content-Length" in got.headers


def test_page_is_kept_though_missing_addresses_are_written_with_it(site, address, monkeypatch):
    assert site.get("/no/such/page/").status == 404
    monkeypatch.setattr(missing, "SOONEST", 0.0)
    monkeypatch.setattr(missing, "EVERY", 0.0)
    assert [site.get(address).said for _ in range(2)] == ["miss", "hit"]
    assert MissingAddress.objects.filter(path="/no/such/page/").exists()


def test_probe_and_files_and_staff_pass(site, client):
    assert site.get("/health/").said == "pass"
    assert site.get("/static/css/paper.css").said == "pass"
    assert site.get("/admin/login/").said == "pass"
    assert site.get("/search/?q=harbour").said == "pass"
    assert site.get("/api/v1/stories/").said == "pass"


def test_page_cache_can_be_switched_off(settings):
    from newsroom.kept_pages import in_front_of

    def application(environ, start_response):
        return []

    assert in_front_of(application, size=0) is application
    assert isinstance(in_front_of(application, size=1), PageCache)
    assert Site(application).application is application


def test_month_is_sent_without_asking_what_its_address_leads_to(story, monkeypatch):
    site = cached()
    month = f"/{story.url_month:%Y/%m}/"
    asked, narrow = [], Screen.narrow

    def noted(screen, *arguments):
        asked.append(month)
        return narrow(screen, *arguments)

    monkeypatch.setattr(Screen, "narrow", noted)
    assert [site.get(month).said for _ in range(3)] == ["miss", "hit", "hit"]
    assert len(asked) == 1
    others, endless = (site.application.store.shares[kind].pages for kind in (False, True))
    assert (len(others), len(endless)) == (0, 1)
    story.headline = "Harbour closed"
    story.save()
    assert [site.get(month).said for _ in range(2)] != ["hit", "hit"]
    assert (len(others), len(endless)) == (0, 1)
