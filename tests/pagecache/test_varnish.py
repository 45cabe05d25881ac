"""A real Varnish with the VCL that we ship keeps pages, and has the right ones after every change."""

import gzip
import re

import brotli
import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from articles import workflow
from comments import workflow as comments_workflow
from masthead.models import SiteSettings
from newsroom.kept_pages import screen
from pagecache.edges.backends import PurgeError, Varnish
from pagecache.models import Edge, Purge
from pagecache.wsgi import PageCache
from tests.conftest import NOT_RUN, REPOSITORY
from tests.factories import ArticleFactory
from tests.pagecache import changes, varnish
from tests.pagecache.conftest import MEGABYTE
from tests.pagecache.paper import make_paper, plain
from tests.pagecache.servers import SECRET, Prompt, free_port, serving, take_time

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not varnish.is_installed(), reason=f"{NOT_RUN}Varnish with xkey not found (varnish-modules)"
    ),
]


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """A Varnish, and a list whose last application is what stands behind it."""
    applications = [nothing]

    def answer(environ, start_response):
        is_probe = "HTTP_X_FORWARDED_FOR" not in environ
        return (nothing if is_probe else applications[-1])(environ, start_response)

    with (
        serving(answer) as port,
        varnish.varnish(tmp_path_factory.mktemp("varnish"), port) as edge,
    ):
        yield edge, applications


@pytest.fixture
def paper(transactional_db):
    return make_paper()


@pytest.fixture
def story(transactional_db):
    """A paper of one story."""
    SiteSettings.objects.create(pk=1, name="The Meridian")
    return ArticleFactory(headline="Harbour opened", published=True)


@pytest.fixture
def edge(behind, transactional_db, monkeypatch):
    """The Varnish in front of the site, with nothing in it."""
    take_time(monkeypatch)
    edge, applications = behind
    backend = Varnish(edge.url, SECRET)
    front = Prompt([backend])
    site = PageCache(WSGIHandler(), screen(), 64 * MEGABYTE, every=0.0, edges=front)
    applications.append(site)
    backend.purge(["*"])
    front.tell()
    edge.site, edge.tell = site, front.tell
    yield edge
    applications.append(nothing)


def nothing(environ, start_response):
    start_response("200 OK", [("Content-Length", "0")])
    return []


def twice(edge, path: str, **sent):
    """Ask twice; return the second answer."""
    edge.get(path, **sent)
    return edge.get(path, **sent)


def test_page_is_kept_and_says_nothing_of_its_keys(edge, story):
    got = twice(edge, "/")
    assert (got.status, got.said) == (200, "varnish")
    assert "Harbour" in got.text
    assert got.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    ours = {"Surrogate-Key", "xkey", "Page-Meanwhile", "Via", "X-Varnish", "Age", "Set-Cookie"}
    assert not ours & got.headers.keys()
    assert edge.get("/", If_None_Match=got.headers["ETag"]).status == 304


@pytest.mark.parametrize(
    "change",
    [
        changes.new_story_is_published,
        changes.story_says_something_else,
        changes.comment_is_approved,
    ],
)
def test_after_a_change_every_page_is_right(edge, bare, paper, change):
    pages = list(dict.fromkeys(paper.pages))
    for page in pages:
        edge.get(page)
    change(paper)
    edge.tell()
    wrong = []
    for page in dict.fromkeys([*pages, *paper.pages]):
        got, right = edge.get(page), bare.get(page)
        if (got.status, plain(got.body)) != (right.status, plain(right.body)):
            wrong.append(page)
    assert wrong == []


def test_pages_that_a_change_does_not_touch_stay(edge, paper):
    other = paper.stories[-1].get_absolute_url()
    twice(edge, other)
    comments_workflow.approve([paper.waiting], paper.editor)
    edge.tell()
    assert edge.get(other).said == "varnish"
    assert edge.get(paper.main.get_absolute_url()).said == "miss"


def test_withdrawn_story_is_gone(edge, paper):
    address = paper.main.get_absolute_url()
    assert twice(edge, address).said == "varnish"
    workflow.withdraw(paper.main, reason="It was wrong.")
    edge.tell()
    assert edge.get(address).status == 410
    assert paper.main.headline not in edge.get("/latest/").text


def test_caches_are_told_by_who_has_answered_the_request_that_changed_something(edge, paper):
    """Nothing else runs."""
    address, site = paper.main.get_absolute_url(), edge.site.application

    def button(environ, start_response):
        if environ["REQUEST_METHOD"] != "POST":
            return site(environ, start_response)
        changes.story_says_something_else(paper)
        start_response("302 Found", [("Location", "/")])
        return []

    twice(edge, address)
    edge.site.application = button
    assert edge.get("/button/", "POST", b"").status == 302
    assert "Harbour closed" in edge.get(address).text


def test_each_key_is_dropped_a_second_time(edge, paper):
    """An answer that was on its way when the key was dropped does not stay."""
    changes.story_says_something_else(paper)
    edge.tell()
    waiting = Purge.objects.filter(edge__name__startswith="Varnish")
    assert set(waiting.values_list("is_echo", flat=True)) == {True}
    assert Edge.objects.get().error == ""


def test_client_gets_the_encoding_that_it_takes(edge, story):
    plain_text = edge.get("/").body
    by_gzip = twice(edge, "/", Accept_Encoding="gzip, deflate")
    by_brotli = twice(edge, "/", Accept_Encoding="gzip, deflate, br, zstd")
    assert (by_gzip.said, by_brotli.said) == ("varnish", "varnish")
    assert by_gzip.headers["Content-Encoding"] == "gzip"
    assert by_brotli.headers["Content-Encoding"] == "br"
    assert gzip.decompress(by_gzip.body) == brotli.decompress(by_brotli.body) == plain_text
    assert "Content-Encoding" not in edge.get("/", Accept_Encoding="br;q=0").headers
    assert by_brotli.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "sent",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:8000,evil.example"},
        {"X_Forwarded_Host": "evil.example"},
        {"X_Forwarded_Proto": "https"},
        {"X_Forwarded_Proto": "evil"},
        {"X_Original_URL": "/admin/"},
        {"X_HTTP_Method_Override": "POST"},
        {"Cookie": "evil=1"},
        {"Cookie": f"{settings.SESSION_COOKIE_NAME}=evil"},
        {"Cookie": f"a=b;{settings.SESSION_COOKIE_NAME}=evil"},
        {"Cookie": "messages=evil"},
        {"Authorization": "Basic evil"},
        {"Accept_Language": "de"},
        {"Accept": "application/json"},
        {"Range": "bytes=0-3"},
        {"Page_Stale": "any"},
        {"Page_Encoding": "br"},
        {"Surrogate_Key": "evil"},
        {"Origin": "https://evil.example"},
    ],
    ids=str,
)
def test_what_the_first_reader_sends_changes_nothing_for_the_others(edge, bare, story, sent):
    right = plain(bare.get("/latest/").body)
    for _ in range(2):
        edge.get("/latest/", **sent)
    got = twice(edge, "/latest/")
    assert (got.status, got.said, plain(got.body)) == (200, "varnish", right)
    assert "evil" not in str(got.headers)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/", {"Cookie": f"{settings.SESSION_COOKIE_NAME}=abc"}),
        ("/", {"Cookie": "__Host-session=abc"}),
        ("/", {"Cookie": "messages=abc"}),
        ("/", {"Authorization": "Basic eA=="}),
        ("/?before=1", {}),
        ("/?made=up", {}),
        ("/search/?q=harbour", {}),
        ("/api/v1/stories/", {}),
        ("/health/", {}),
        ("/admin/login/", {}),
        ("/2020/01/never-was/", {}),
    ],
)
def test_what_is_for_one_reader_or_endless_is_not_kept(edge, story, path, sent):
    assert twice(edge, path, **sent).said != "varnish"


def test_tracking_parameters_make_no_other_page(edge, story):
    twice(edge, "/")
    for query in ("utm_source=a&utm_medium=b", "fbclid=x", "gclid=1&msclkid=2"):
        assert edge.get(f"/?{query}").said == "varnish"


def test_reader_notices_nothing_of_a_node_that_is_gone(transactional_db, tmp_path):
    """The last one answers what the other one is asked for in its turn, before anybody finds it sick."""

    def passed(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"well"]

    with serving(passed) as port, varnish.varnish(tmp_path, port, free_port()) as edge:
        answers = [edge.get(f"/{number}/", "HEAD" if number % 2 else "GET") for number in range(8)]
    assert {got.status for got in answers} == {200}


def test_cookies_of_the_site_are_those_that_the_vcl_knows():
    vcl = (REPOSITORY / "deploy" / "varnish.vcl").read_text()
    known = re.search(r"\((__Host-session\|[^)]*)\)", vcl).group(1).split("|")
    named = {*screen()._cookies, f"__Host-{settings.SESSION_COOKIE_NAME}"}
    assert named == set(known)


def test_who_does_not_know_the_secret_drops_nothing(edge, story):
    twice(edge, "/")
    for secret in ("", "wrong", SECRET[:-1]):
        assert edge.get("/", "PURGE", Purge_Secret=secret, Purge_Keys="*").status == 403
        with pytest.raises(PurgeError, match="answered 403"):
            Varnish(edge.url, secret).purge(["*"])
    assert edge.get("/").said == "varnish"


def test_readers_go_on_while_the_site_is_down(edge, behind, story):
    """What was there is sent on after its time; what is dropped meanwhile is not."""

    def short_lived(environ, start_response):
        def start(status, headers, exc_info=None):
            named = dict(headers)
            if "s-maxage" in named.get("Cache-Control", ""):
                said = re.sub("s-maxage=[0-9]+", "s-maxage=1", named["Cache-Control"])
                named["Cache-Control"] = re.sub("(stale-while-revalidate)=[0-9]+", r"\1=0", said)
                named["Age"] = "5"  # seconds that it was kept by another cache: its time is over
            return start_response(status, list(named.items()), exc_info)

        return edge.site(environ, start)

    def broken(environ, start_response):
        start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
        return [b"down"]

    behind[1].append(short_lived)
    right = edge.get("/latest/").body
    behind[1].append(broken)
    assert (edge.get("/latest/").status, edge.get("/latest/").body) == (200, right)
    assert edge.get("/").status == 503
    Varnish(edge.url, SECRET).purge(["lineup"])
    assert edge.get("/latest/").status == 503
