"""A real nginx with the configuration that we ship keeps pages for seconds; those it knows are right."""

import os
import shutil
import time
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from articles import workflow
from masthead.models import SiteSettings
from newsroom.kept_pages import screen
from pagecache.edges.backends import Nginx, PurgeError
from pagecache.wsgi import PageCache
from tests.conftest import NOT_RUN, REPOSITORY
from tests.factories import ArticleFactory
from tests.pagecache.conftest import MEGABYTE
from tests.pagecache.servers import SECRET, Asleep, Edge, free_port, running, serving, take_time

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("nginx"), reason=f"{NOT_RUN}nginx not found"),
]

FRAME = """
daemon off;
error_log stderr;
pid {folder}/pid;
{user}
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


@contextmanager
def nginx(folder, origin: int):
    """Run nginx in front of the server at a port; gives it, and its address for purges."""
    port, inside = free_port(), free_port()
    site = (REPOSITORY / "deploy" / "nginx.conf").read_text()
    for shipped, here in {
        "unix:/run/newsroom/gunicorn.sock": f"127.0.0.1:{origin}",
        "/var/lib/nginx/newsroom": f"{folder}/kept",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "    listen [::]:80;\n": "",
        "listen 443 ssl;": f"listen 127.0.0.1:{port};",
        "    listen [::]:443 ssl;\n": "",
        "listen 127.0.0.1:8081;": f"listen 127.0.0.1:{inside};",
        "server_name www.example.org": "server_name 127.0.0.1",
        "put-a-secret-of-your-own-here": SECRET,
        "X-Forwarded-Proto https": "X-Forwarded-Proto http",
    }.items():
        assert shipped in site
        site = site.replace(shipped, here)
    lines = [line for line in site.splitlines() if "ssl_certificate" not in line]
    user = "user root;" if os.geteuid() == 0 else ""
    conf = folder / "nginx.conf"
    conf.write_text(FRAME.format(folder=folder, user=user, site="\n".join(lines)))
    with running(["nginx", "-p", str(folder), "-c", str(conf)], port, folder / "log"):
        yield Edge(port), f"http://127.0.0.1:{inside}"


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """An nginx, its address for purges, and a list whose last application stands behind it."""
    applications = []
    with (
        serving(lambda environ, start: applications[-1](environ, start)) as port,
        nginx(tmp_path_factory.mktemp("nginx"), port) as (edge, inside),
    ):
        yield edge, inside, applications


@pytest.fixture
def edge(behind, transactional_db, monkeypatch, settings):
    """The nginx in front of the site; what a test asks for was not asked for before."""
    settings.SITE_URL = "http://127.0.0.1"
    take_time(monkeypatch)
    edge, inside, applications = behind
    front = Asleep([Nginx(inside, SECRET)])
    edge.asked = []
    site = PageCache(WSGIHandler(), screen(), 64 * MEGABYTE, every=0.0, edges=front)

    def counting(environ, start_response):
        edge.asked.append(environ["PATH_INFO"])
        return site(environ, start_response)

    applications.append(counting)
    edge.tell, edge.inside = front.tell, inside
    SiteSettings.objects.create(pk=1, name="The Meridian")
    return edge


@pytest.fixture
def address(edge, request) -> str:
    """The address of a story, with which nobody else deals."""
    slug = f"harbour-{time.monotonic_ns()}"
    story = ArticleFactory(headline="Harbour opened", slug=slug, published=True)
    edge.story = story
    edge.tell()
    return story.get_absolute_url()


def test_page_is_kept(edge, address):
    first = edge.get(address)
    got = edge.get(address)
    assert (got.status, got.body) == (200, first.body)
    assert edge.asked.count(address) == 1
    assert not {"X-Accel-Expires", "Surrogate-Key", "Page-Cache"} & got.headers.keys()


@pytest.mark.parametrize("encoding", ["identity", "gzip, deflate", "gzip, deflate, br, zstd"])
def test_story_that_changed_is_right_at_once(edge, address, encoding):
    edge.get(address, Accept_Encoding=encoding)
    asked = len(edge.asked)
    edge.story.__class__.objects.filter(pk=edge.story.pk).update(headline="Harbour closed")
    edge.tell()
    assert edge.asked[asked:].count(address) == 3  # in each encoding
    asked = len(edge.asked)
    assert edge.get(address, Accept_Encoding=encoding).status == 200
    assert edge.asked[asked:] == []
    if encoding == "identity":
        assert "Harbour closed" in edge.get(address, Accept_Encoding=encoding).text


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip;q=0, identity", None),
        ("gzip; q=0.000", None),
        ("br;q=0, gzip;q=0", None),
        ("br;q=0,gzip", "gzip"),
        ("GZIP ; q=0.5, br;q=0", "gzip"),
        ("deflate, gzip;q=1.0", "gzip"),
        ("gzip, br", "br"),
    ],
)
def test_page_comes_in_an_encoding_that_is_taken(edge, address, accepted, encoding):
    for _ in range(2):
        assert edge.get(address, Accept_Encoding=accepted).headers.get("Content-Encoding") == encoding
    assert edge.asked.count(address) == 1


def test_withdrawn_story_is_gone(edge, address):
    edge.get(address)
    workflow.withdraw(edge.story, reason="It was wrong.")
    edge.tell()
    assert edge.get(address).status == 410


@pytest.mark.parametrize(
    "sent",
    [
        {"Cookie": f"{settings.SESSION_COOKIE_NAME}=evil"},
        {"Cookie": f"a=b;{settings.SESSION_COOKIE_NAME}=evil"},
        {"Authorization": "Basic evil"},
    ],
    ids=str,
)
def test_who_is_known_gets_and_leaves_nothing(edge, address, sent):
    for _ in range(2):
        edge.get(address, **sent)
    assert edge.asked.count(address) == 2
    edge.get(address)
    assert edge.asked.count(address) == 3
    edge.get(address, **sent)
    assert edge.asked.count(address) == 4


@pytest.mark.parametrize("query", ["0", "00", "made=up"])
def test_query_is_neither_kept_nor_answered_from_what_is(edge, address, query):
    for _ in range(2):
        assert edge.get(f"{address}?{query}").status == 200
    assert edge.asked.count(address) == 2


def test_slashes_and_queries_make_no_page_of_others(edge, address):
    for made_up in (f"/{address}", f"{address}?made=up", f"{address}x", f"{address}?"):
        edge.get(made_up)
    assert edge.asked.count(address) < 5
    got = edge.get(address)
    assert (got.status, "Harbour opened" in got.text) == (200, True)


def test_who_does_not_know_the_secret_has_nothing_dropped(edge, address):
    with pytest.raises(PurgeError, match="answered 403"):
        Nginx(edge.inside, "wrong").purge([f"article:{edge.story.pk}"])
