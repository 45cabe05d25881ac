"""Each kind of shared cache is told as its makers say, and is believed only when it says that it did.

What answers is a server on this machine that speaks as theirs do.
"""

import json
import re
import socket
from contextlib import contextmanager

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.edges import edges
from pagecache.edges import backends
from pagecache.edges.addresses import addresses_of
from pagecache.edges.backends import Cloudflare, Fastly, Nginx, PurgeError, Varnish, configured
from pagecache.edges.headers import LONGEST
from pagecache.edges.keys import short
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory
from tests.outgoing.servers import serving

pytestmark = pytest.mark.any_database

TOKEN = "a-token-that-nobody-else-knows"
KEYS = ["article:12", "site"]
MARKS = [short(key) for key in KEYS]
KINDS = ["varnish", "nginx", "cloudflare", "fastly"]


@pytest.fixture
def server():
    with serving() as server:
        yield server


def backend_at(kind: str, url: str):
    """Return a backend that asks a server in place of the real one."""
    url = url.rstrip("/")
    return {
        "varnish": lambda: Varnish(url, TOKEN),
        "nginx": lambda: Nginx(url, TOKEN),
        "cloudflare": lambda: Cloudflare("zone123", TOKEN, url=url),
        "fastly": lambda: Fastly("service123", TOKEN, url=url),
    }[kind]()


def agree(kind: str, server) -> None:
    """Have the server answer as one that has done what it was told."""
    if kind == "varnish":
        server.headers = {"Purged": "4"}
    elif kind == "nginx":
        server.headers = {"Page-Cache": "BYPASS"}
    elif kind == "cloudflare":
        told = {"success": True, "errors": [], "messages": [], "result": {"id": "9a7806061c88ada191ed0"}}
        server.body = json.dumps(told).encode()
    else:
        server.body = json.dumps(dict.fromkeys(MARKS, "108-1391560174-974124")).encode()


@pytest.fixture
def known(monkeypatch):
    """An address that is known for the keys."""
    monkeypatch.setattr(backends, "addresses_of", lambda keys: ["/2026/07/harbour/"])


# What they are asked


def test_varnish_gets_the_keys_and_the_secret_in_headers(server):
    agree("varnish", server)
    backend_at("varnish", server.url).purge(KEYS)
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("PURGE", "/")
    assert asked.headers["purge-keys"] == " ".join(MARKS)
    assert asked.headers["purge-secret"] == TOKEN


def test_cloudflare_gets_tags(server):
    agree("cloudflare", server)
    backend_at("cloudflare", server.url).purge(KEYS)
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/zones/zone123/purge_cache")
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["content-type"] == "application/json"
    assert json.loads(asked.body) == {"tags": MARKS}


def test_fastly_gets_surrogate_keys(server):
    agree("fastly", server)
    backend_at("fastly", server.url).purge(KEYS)
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/service/service123/purge")
    assert asked.headers["fastly-key"] == TOKEN
    assert json.loads(asked.body) == {"surrogate_keys": MARKS}


def test_nginx_is_asked_for_the_pages_that_are_known_in_every_encoding(server, known, settings):
    settings.SITE_URL = "https://www.example.org"
    agree("nginx", server)
    backend_at("nginx", server.url).purge(KEYS)
    assert {(asked.method, asked.path) for asked in server.asked} == {("GET", "/2026/07/harbour/")}
    assert [asked.headers["accept-encoding"] for asked in server.asked] == ["br", "gzip", "identity"]
    assert {asked.headers["host"] for asked in server.asked} == {"www.example.org"}
    assert {asked.headers["purge-secret"] for asked in server.asked} == {TOKEN}


@pytest.mark.parametrize("kind", ["varnish", "cloudflare", "fastly"])
def test_no_request_is_longer_than_they_take(kind, server):
    backend = backend_at(kind, server.url)
    keys = [f"article:{number}" for number in range(backend.most)]
    with pytest.raises(PurgeError):
        backend.purge(keys)
    (asked,) = server.asked
    assert len(asked.headers.get("purge-keys", "")) < LONGEST
    assert backend.most <= {"varnish": 1000, "cloudflare": 30, "fastly": 256}[kind]


# What they answer


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_done_raises_nothing(kind, server, known):
    agree(kind, server)
    backend_at(kind, server.url).purge(KEYS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [204, 301, 401, 403, 404, 429, 500, 503])
def test_other_answers_are_failures(kind, status, server, known):
    server.status = status
    with pytest.raises(PurgeError, match=f"answered {status}"):
        backend_at(kind, server.url).purge(KEYS)
    assert len(server.asked) == 1, "a redirect is not followed: it would carry the token elsewhere"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Sign in</html>", b"[]", b"null", b'{"success": false}', b"\xff\x00", b'{"a": 1}'],
)
def test_success_that_says_something_else_is_a_failure(kind, body, server, known):
    server.body = body
    with pytest.raises(PurgeError, match="answered 200"):
        backend_at(kind, server.url).purge(KEYS)


def test_cloudflare_that_refuses_says_why(server):
    told = {"success": False, "errors": [{"code": 10000, "message": "Authentication error"}]}
    server.body = json.dumps(told).encode()
    with pytest.raises(PurgeError, match="Authentication error") as caught:
        backend_at("cloudflare", server.url).purge(KEYS)
    assert TOKEN not in str(caught.value)


def test_fastly_that_forgets_a_key_is_told_again(server):
    server.body = json.dumps({MARKS[0]: "108-1391560174-974124"}).encode()
    with pytest.raises(PurgeError):
        backend_at("fastly", server.url).purge(KEYS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("said", "wait"), [("120", 120.0), ("soon", None), ("-1", None), ("", None), ("Wed, 21 Oct", None)]
)
def test_time_to_wait_is_read_if_it_is_one(kind, said, wait, server, known):
    server.status, server.headers = 429, {"Retry-After": said}
    with pytest.raises(PurgeError) as caught:
        backend_at(kind, server.url).purge(KEYS)
    assert caught.value.wait == wait


@contextmanager
def answering(said: bytes | None):
    """A port at which somebody answers with bytes that are no HTTP, or takes connections in silence."""
    from threading import Thread

    def answer():
        connection, _ = listening.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(said)

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = Thread(target=answer) if said is not None else None
        if thread:
            thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        if thread:
            thread.join()


@pytest.mark.parametrize("kind", KINDS)
def test_silence_and_noise_are_failures(kind, known, monkeypatch):
    with answering(b"\x16\x03\x01garbage\r\n\r\n") as url, pytest.raises(PurgeError):
        backend_at(kind, url).purge(KEYS)
    monkeypatch.setattr(backends, "PATIENCE", 0.05)
    with answering(None) as url, pytest.raises(PurgeError, match="took too long"):
        backend_at(kind, url).purge(KEYS)
    with pytest.raises(PurgeError, match="did not answer"):
        backend_at(kind, url).purge(KEYS)


@pytest.mark.parametrize("kind", KINDS)
def test_secrets_are_not_shown(kind):
    assert TOKEN not in repr(backend_at(kind, "http://127.0.0.1"))


# Which there are


def given(**settings):
    names = ("VARNISH", "VARNISH_SECRET", "NGINX", "NGINX_SECRET")
    names += ("CLOUDFLARE_ZONE", "CLOUDFLARE_TOKEN", "FASTLY_SERVICE", "FASTLY_TOKEN")
    return {f"PURGE_{name}": settings.get(name, []) for name in names}


def test_settings_name_them(settings):
    settings.PAGE_CACHE_EDGES = edges(
        1,
        **given(
            VARNISH=["http://10.0.0.5:6081", "http://10.0.0.6:6081"],
            VARNISH_SECRET=TOKEN,
            NGINX=["http://10.0.0.7:8081"],
            NGINX_SECRET=TOKEN,
            CLOUDFLARE_ZONE="023e105f4ecef8ad",
            CLOUDFLARE_TOKEN=TOKEN,
            FASTLY_SERVICE="SU1Z0isxPaozGVKXdv0eY",
            FASTLY_TOKEN=TOKEN,
        ),
    )
    assert [backend.name for backend in configured()] == [
        "Varnish at 10.0.0.5:6081",
        "Varnish at 10.0.0.6:6081",
        "nginx at 10.0.0.7:8081",
        "Cloudflare, zone 023e105f4ecef8ad",
        "Fastly, service SU1Z0isxPaozGVKXdv0eY",
    ]


@pytest.mark.parametrize(
    ("half", "said"),
    [
        ({"VARNISH": ["http://10.0.0.5"]}, "PURGE_VARNISH is set and PURGE_VARNISH_SECRET is not"),
        ({"NGINX_SECRET": TOKEN}, "PURGE_NGINX_SECRET is set and PURGE_NGINX is not"),
        ({"CLOUDFLARE_ZONE": "a"}, "PURGE_CLOUDFLARE_ZONE is set and PURGE_CLOUDFLARE_TOKEN is not"),
        ({"FASTLY_TOKEN": TOKEN}, "PURGE_FASTLY_TOKEN is set and PURGE_FASTLY_SERVICE is not"),
        ({"FASTLY_SERVICE": "a/../b", "FASTLY_TOKEN": TOKEN}, "PURGE_FASTLY_SERVICE is “a/../b”"),
        ({"CLOUDFLARE_ZONE": "a", "CLOUDFLARE_TOKEN": "short"}, "PURGE_CLOUDFLARE_TOKEN is too short"),
        ({"CLOUDFLARE_ZONE": "a", "CLOUDFLARE_TOKEN": f"{TOKEN}\r\nx: y"}, "holds what no header can"),
    ],
)
def test_half_a_setting_stops_the_start(half, said):
    with pytest.raises(ImproperlyConfigured, match=re.escape(said)) as caught:
        edges(1, **given(**half))
    assert TOKEN not in str(caught.value)


def test_without_the_page_cache_there_are_none():
    assert edges(0, **given(FASTLY_SERVICE="a", FASTLY_TOKEN=TOKEN)) == []
    assert edges(1, **given()) == []


# Where pages are


@pytest.mark.django_db
def test_addresses_of_what_is_known():
    story = ArticleFactory(headline="Harbour", slug="harbour", tagged=["Sea"], published=True)
    draft = ArticleFactory(headline="Draft")
    section, author = CategoryFactory(slug="world"), AuthorFactory(slug="known")
    found = addresses_of(
        [
            *(f"article:{story.pk}", f"article:{draft.pk}", f"comments:{story.pk}", "comments"),
            *(f"section:{section.pk}", f"author:{author.pk}", f"tag:{story.tags.get().pk}"),
            *("lineup", "home", "pages", "stories", "image:5", "*", "article:0"),
        ]
    )
    feeds = ["/feed/rss/", "/feed/atom/", "/feed/json/"]
    lists = ["/section/world/", "/author/known/", "/tag/sea/", "/", "/latest/", *feeds]
    assert sorted(found) == sorted([story.get_absolute_url(), *lists])
