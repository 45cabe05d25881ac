"""What answers tell shared caches: how long, of what, and never more than is right."""

import datetime as dt
import re

import pytest
import time_machine
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError
from django.utils import timezone

from articles.models import Article
from newsroom.kept_pages import screen
from pagecache import triggers
from pagecache.edges import headers
from pagecache.edges.backends import Cloudflare, Fastly, Nginx, Varnish
from pagecache.edges.headers import NOT_SHARED, shared
from pagecache.edges.keys import short
from pagecache.models import EVERYTHING
from pagecache.wsgi import PageCache
from tests.factories import ArticleFactory
from tests.pagecache.conftest import MEGABYTE, Site, cached
from tests.pagecache.paper import SOON, make_paper, route_of
from tests.pagecache.servers import Asleep

pytestmark = pytest.mark.django_db(transaction=True)

NOW = 1_800_000_000.0
TOKEN = "a-token-that-nobody-else-knows"
ALL = [
    Varnish("http://127.0.0.1:6081", TOKEN),
    Nginx("http://127.0.0.1:8081", TOKEN),
    Cloudflare("zone", TOKEN),
    Fastly("service", TOKEN),
]


@pytest.fixture
def site(transactional_db, monkeypatch):
    """The site behind its cache, with a Varnish in front; a slow machine may take its time."""
    monkeypatch.setattr(headers, "FRESH", float("inf"))
    return site_before(ALL[:1])


def site_before(backends, application=None, every: float = 0.0) -> Site:
    """Return the site behind its cache, with shared caches in front."""
    behind = application or WSGIHandler()
    return Site(PageCache(behind, screen(), 64 * MEGABYTE, every=every, edges=Asleep(backends)))


def seconds(got) -> dict[str, int]:
    """Return what Cache-Control says, by its words."""
    return {
        name: int(value)
        for name, value in re.findall("([a-z-]+)=([0-9]+)", got.headers["Cache-Control"])
    }


def told(known_for: float = 0.0, **times) -> dict[str, str]:
    """Return the headers of a page that is an hour and a half old, unless `times` say otherwise."""
    given = {"dated": dt.datetime.fromtimestamp(NOW - 5400, dt.UTC), "ends": NOW + 86_400.0}
    given |= {"changes": float("inf"), **times}
    with time_machine.travel(NOW, tick=False):
        return dict(shared(ALL, {"article:1", "site"}, **given).headers(known_for))


# Every kind of page


def test_every_kind_of_page_tells_how_long_and_of_what(site):
    paper = make_paper()
    wrong = []
    for page in paper.pages:
        got = site.get(page)
        is_bounded = "?" not in page and route_of(page) != "<year:year>/<month:month>/"
        if not is_bounded:
            if got.headers["Cache-Control"] != NOT_SHARED[1] or "Surrogate-Key" in got.headers:
                wrong.append(page)
            continue
        said = seconds(got)
        keys = got.headers["Surrogate-Key"].split()
        if not (0 < said["s-maxage"] <= 300 and said["max-age"] == 0 and said["stale-if-error"] >= 0):
            wrong.append(page)
        if short(EVERYTHING) not in keys or len(keys) < 2 or {len(key) for key in keys} != {6}:
            wrong.append(page)
    assert wrong == []


def test_every_other_answer_is_for_one_reader(site):
    """All public addresses that are not kept, those of staff, and what is missing."""
    ArticleFactory(headline="Harbour opened", published=True)
    others = ["/search/?q=harbour", "/2020/01/never-was/", "/latest", "/admin/", "/api/v1/stories/"]
    for path in others:
        got = site.get(path)
        assert "s-maxage" not in got.headers["Cache-Control"], path
        assert "Surrogate-Key" not in got.headers
    staff = site.get("/", HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=abc")
    assert staff.headers["Cache-Control"] == NOT_SHARED[1]
    posted = site.get("/", method="POST")
    assert posted.headers["Cache-Control"] == NOT_SHARED[1]


def test_page_has_the_keys_of_its_parts(site):
    """The newest stories stand on a story's page as a part; they, too, change it."""
    old = ArticleFactory(headline="Pier", published=timezone.now() - dt.timedelta(days=2))
    new = ArticleFactory(headline="Zoo opens", published=True)
    keys = site.get(old.get_absolute_url()).headers["Surrogate-Key"].split()
    assert {short(f"article:{new.pk}"), short("lineup")} & set(keys)
    assert short(f"article:{old.pk}") in keys


def test_without_a_shared_cache_no_header_is_added(transactional_db):
    ArticleFactory(headline="Harbour opened", published=True)
    got = cached().get("/")
    assert not {"Cache-Control", "Surrogate-Key", "Surrogate-Control", "Cache-Tag"} & got.headers.keys()


def test_reader_who_has_the_page_is_told_the_same(site):
    ArticleFactory(headline="Harbour opened", published=True)
    got = site.get("/")
    again = site.get("/", HTTP_IF_NONE_MATCH=got.headers["ETag"])
    assert again.status == 304
    assert again.headers["Surrogate-Key"] == got.headers["Surrogate-Key"]
    assert "s-maxage" in again.headers["Cache-Control"]


# How long


@pytest.mark.parametrize(
    ("age", "fresh"),
    [
        (dt.timedelta(minutes=5), 60),
        (dt.timedelta(hours=2), 300),
        (dt.timedelta(days=2), 3600),
        (dt.timedelta(days=30), 86_000),
    ],
)
def test_older_stories_are_kept_longer(age, fresh):
    said = told(dated=dt.datetime.fromtimestamp(NOW, dt.UTC) - age, ends=NOW + 86_001)
    assert int(re.search("s-maxage=([0-9]+)", said["Cache-Control"])[1]) >= fresh


def test_lists_are_as_young_as_the_newest_story():
    assert "s-maxage=60," in told(dated=None)["Cache-Control"]


def test_each_cache_reads_it_in_its_own_header():
    said = told()
    times = "=300, stale-while-revalidate=30, stale-if-error=86400"
    keys = sorted(map(short, ("*", "article:1", "site")))
    assert said == {
        "Cache-Control": f"public, max-age=0, s-maxage{times}",
        "Surrogate-Control": f"max-age{times}",
        "Cloudflare-CDN-Cache-Control": f"max-age{times}",
        "X-Accel-Expires": "10",
        "Surrogate-Key": " ".join(keys),
        "Cache-Tag": ",".join(keys),
    }


@pytest.mark.parametrize(
    ("left", "fresh", "meanwhile"), [(400, 300, 30), (310, 300, 10), (120.9, 120, 0), (1, 1, 0)]
)
def test_never_beyond_the_moment_at_which_the_page_changes(left, fresh, meanwhile):
    for which in ("ends", "changes"):
        said = told(**{which: NOW + left})["Cache-Control"]
        assert f"s-maxage={fresh}, stale-while-revalidate={meanwhile}," in said


def test_old_page_is_shown_in_need_unless_something_on_it_has_changed():
    """Past midnight, yes; past the end of a story, no."""
    assert "stale-if-error=86400" in told(ends=NOW + 60)["Cache-Control"]
    assert "stale-if-error=100" in told(changes=NOW + 400)["Cache-Control"]


def test_page_at_its_end_is_not_kept():
    assert told(ends=NOW + 0.5) == dict([NOT_SHARED])


def test_page_that_may_not_be_right_any_more_is_not_kept():
    assert told(known_for=headers.FRESH + 0.01) == dict([NOT_SHARED])


def test_shared_cache_gets_no_old_page_of_a_process_that_has_not_looked_yet(site):
    """It asks again at once for what it has dropped, and would keep that for long."""
    site = site_before(ALL[:1], every=3600.0)
    ArticleFactory(headline="Harbour opened", published=True)
    site.get("/")
    assert site.get("/").said == "hit"
    Article.objects.update(headline="Harbour closed")
    got = site.get("/")
    assert "Harbour closed" in got.text
    assert "s-maxage" in got.headers["Cache-Control"]


def test_page_that_changed_while_it_was_made_is_not_kept(site):
    django = WSGIHandler()

    def changing(environ, start_response):
        answer = django(environ, start_response)
        triggers.note(EVERYTHING)
        return answer

    ArticleFactory(headline="Harbour opened", published=True)
    got = site_before(ALL[:1], changing).get("/")
    assert (got.said, got.headers["Cache-Control"]) == ("miss", NOT_SHARED[1])
    assert "Surrogate-Key" not in got.headers


def test_answer_from_memory_costs_one_short_query(site, django_assert_num_queries):
    ArticleFactory(headline="Harbour opened", published=True)
    site.get("/")
    with django_assert_num_queries(1):
        assert site.get("/").said == "hit"


def test_page_with_more_keys_than_a_header_takes_is_not_kept():
    many = {f"article:{number}" for number in range(1_001)}
    assert shared(ALL, many, None, NOW, NOW) is None
    fits = shared(ALL, set(list(many)[:900]), None, NOW, NOW)
    assert max(len(value) for _, value in fits.keys) <= headers.LONGEST


def test_story_that_was_scheduled_while_nobody_watched_ends_what_is_kept(site):
    triggers.remove()
    ArticleFactory(published=timezone.now() + SOON)
    triggers.install()
    said = seconds(site.get("/latest/"))
    assert said["s-maxage"] + said["stale-if-error"] <= SOON.total_seconds()


def test_stories_that_come_and_go_end_what_is_kept(site):
    """The front page until the next story appears, a story until it expires."""
    ArticleFactory(headline="Tide turns", published=timezone.now() + dt.timedelta(seconds=40))
    address = ArticleFactory(
        headline="Ferry offer", published=timezone.now() - SOON, expires_at=timezone.now() + SOON
    ).get_absolute_url()
    assert seconds(site.get("/"))["s-maxage"] <= 40
    Article.objects.filter(headline="Tide turns").update(published_at=timezone.now() + 4 * SOON)
    said = seconds(site.get(address))
    assert sum(said.values()) <= SOON.total_seconds()


def test_old_page_is_for_nobody_else_to_keep(site, monkeypatch):
    """What is shown while the database is away may have changed meanwhile."""
    ArticleFactory(headline="Harbour opened", published=True)
    site.get("/")

    def away(self):
        raise OperationalError("gone")

    monkeypatch.setattr("pagecache.changes.Reader.read", away)
    monkeypatch.setattr(headers, "FRESH", 0.0)
    got = site.get("/")
    assert (got.status, got.headers["Cache-Control"]) == (200, NOT_SHARED[1])
    assert "Surrogate-Key" not in got.headers
