"""The promise of the page cache: every kind of change is on every kind of page, on every process.

Each change is made as the program makes it; then each page is asked of two caches, as two processes
have them, and must be what Django answers without one. Both had the page before.
"""

import datetime as dt
import inspect
from threading import Event, Thread

import pytest
import time_machine
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from articles import sitemaps
from masthead.models import SiteSettings
from pagecache import freshness, triggers
from pagecache.changes import Noted, Reader
from pagecache.freshness import Freshness
from pagecache.models import Change
from pagecache.pages import Counts
from pagecache.store import Store
from tests.factories import ArticleFactory
from tests.pagecache import changes
from tests.pagecache.conftest import cached
from tests.pagecache.paper import SOON, Paper, make_paper, plain, route_of
from tests.surfaces import SURFACES, Readers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper() -> Paper:
    return make_paper()


def wrong_pages(bare, caches, pages: list[str]) -> list[str]:
    """Return which pages are not what Django answers, on which of the processes.

    What a cache has just had made, or passes on, is what Django answers.
    """
    found = []
    for page in dict.fromkeys(pages):
        answers = [site.get(page) for site in caches]
        if {got.said for got in answers} <= {"miss", "pass"}:
            continue
        right = bare.get(page)
        for number, got in enumerate(answers, 1):
            if (got.status, plain(got.body)) != (right.status, plain(right.body)):
                found.append(f"{page} on process {number}: {got.status} {got.said}")
    return found


def warm(caches, pages: list[str]) -> None:
    for site in caches:
        for page in pages:
            site.get(page)


@pytest.mark.parametrize(
    "kinds",
    [changes.STORIES, changes.SURROUNDINGS, changes.COMMENTS],
    ids=["stories", "surroundings", "comments"],
)
def test_every_change_is_on_every_page_of_every_process(bare, paper, kinds):
    caches = [cached(), cached()]
    wrong, unseen = {}, []
    for change in kinds:
        pages = paper.pages
        warm(caches, pages)
        change(paper)
        before = caches[0].application.counts.misses
        if found := wrong_pages(bare, caches, [*pages, *paper.pages]):
            wrong[change.__name__] = found
        if caches[0].application.counts.misses == before:
            unseen.append(change.__name__)
    assert wrong == {}
    assert unseen == [], "these change no page: the paper lacks what they change"


def test_pages_that_a_change_does_not_touch_stay(paper):
    site, pages = cached(), None
    pages = paper.pages
    warm([site], pages)
    changes.comment_is_approved(paper)
    made_anew = {route_of(page) for page in pages if site.get(page).said == "miss"}
    story = "<year:year>/<month:month>/<str:slug>/"
    assert made_anew == {story, f"{story}comments/feed/", "comments/feed/"}


def test_new_story_leaves_the_pages_of_the_others_as_they_are_but_for_the_latest(bare, paper):
    """The newest stories stand on every story's page; a page is not made anew for them."""
    site, oldest = cached(), paper.stories[4].get_absolute_url()
    site.get(oldest)
    changes.ArticleFactory(headline="Zoo opens", published=True)
    got = site.get(oldest)
    assert "Zoo opens" in got.text
    assert got.said == "hit"
    assert plain(got.body) == plain(bare.get(oldest).body)


def test_what_the_time_changes_is_on_every_page(bare, paper):
    """A story appears, another one and a pin end, the banner begins."""
    version = SiteSettings.load().banner_version
    now = timezone.now()
    changes.banner.show_banner(version, "Storm", "", now + SOON, now + 2 * SOON)
    caches, pages = [cached(), cached()], [*paper.pages, paper.expiring.get_absolute_url()]
    pages.append(paper.scheduled.get_absolute_url())
    warm(caches, pages)
    with time_machine.travel(now + SOON + dt.timedelta(seconds=1)):
        assert wrong_pages(bare, caches, pages) == []
        assert "Storm" in caches[0].get("/").text
        assert caches[0].get(paper.scheduled.get_absolute_url()).status == 200
        assert caches[1].get(paper.expiring.get_absolute_url()).status == 410


def test_process_that_starts_later_knows_what_is_to_come(bare, paper):
    warm([cached()], ["/"])
    late = cached()
    warm([late], ["/", "/latest/"])
    with time_machine.travel(timezone.now() + SOON + dt.timedelta(seconds=1)):
        assert wrong_pages(bare, [late], ["/", "/latest/"]) == []
        assert "Tide turns" in late.get("/latest/").text


def test_machine_whose_clock_is_behind_shows_what_is_new_as_soon_as_it_is_by_its_clock(bare, paper):
    late = cached()
    now = timezone.now()
    with time_machine.travel(now - dt.timedelta(seconds=20)) as clock:
        late.get("/latest/")
        ArticleFactory(headline="Ahead of its time", published=now)
        assert "Ahead of its time" not in late.get("/latest/").text
        clock.move_to(now + dt.timedelta(seconds=1))
        assert "Ahead of its time" in late.get("/latest/").text


def test_machine_that_slept_longer_than_changes_are_kept_shows_none_of_its_pages(paper, monkeypatch):
    site = cached()
    site.get("/latest/")
    assert site.get("/latest/").said == "hit"
    ArticleFactory(headline="While it slept", published=True)
    Change.objects.all().delete()
    awake = freshness._since_the_start()
    monkeypatch.setattr(freshness, "_since_the_start", lambda: awake + 7200)
    assert "While it slept" in site.get("/latest/").text


@pytest.mark.parametrize("gap", ["nobody asked", "migrated"])
def test_moments_to_come_are_known_after_a_gap(paper, monkeypatch, gap):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        site = cached()
        site.get("/latest/")
        ArticleFactory(headline="Ahead of its time", published=now + dt.timedelta(hours=2))
        site.get("/latest/")
        if gap == "migrated":
            triggers.remove()
            site.get("/latest/")
            triggers.install()
        else:
            awake = freshness._since_the_start()
            monkeypatch.setattr(freshness, "_since_the_start", lambda: awake + freshness.LONGEST_PAUSE)
        assert "Ahead of its time" not in site.get("/latest/").text
        clock.shift(dt.timedelta(hours=2, seconds=1))
        assert "Ahead of its time" in site.get("/latest/").text


def test_clock_that_is_set_back_comes_to_its_moments_once_more(paper):
    now = timezone.now()
    with time_machine.travel(now) as clock:
        ArticleFactory(headline="Ahead of its time", published=now + dt.timedelta(hours=1))
        site = cached()
        site.get("/latest/")
        clock.shift(dt.timedelta(hours=1, seconds=1))
        assert "Ahead of its time" in site.get("/latest/").text
        clock.move_to(now)
        assert "Ahead of its time" not in site.get("/latest/").text
        clock.shift(dt.timedelta(hours=1, seconds=1))
        assert "Ahead of its time" in site.get("/latest/").text


def test_moment_that_comes_while_a_page_is_made_ends_it(paper, monkeypatch):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        published = now - sitemaps.IS_NEWS + dt.timedelta(seconds=1)
        ArticleFactory(headline="Going soon", published=published)
        site, until = cached(), sitemaps.until

        def late(moment):
            clock.shift(dt.timedelta(seconds=2))
            until(moment)

        monkeypatch.setattr(sitemaps, "until", late)
        assert "Going soon" in site.get("/sitemap/news.xml").text
        monkeypatch.undo()
        assert "Going soon" not in site.get("/sitemap/news.xml").text


@pytest.fixture
def hanging(monkeypatch):
    """A page cache whose reading of changes hangs from now on, until the test ends."""
    made = []

    def hang(site):
        ends, read, begun = Event(), Reader.read, Event()

        def hanging_read(reader):
            begun.set()
            ends.wait(30)
            return read(reader)

        monkeypatch.setattr(Reader, "read", hanging_read)
        thread = Thread(target=site.application.freshness.look)
        site.application.freshness._next = 0.0
        thread.start()
        assert begun.wait(30)
        made.append((ends, thread))

    yield hang
    for ends, thread in made:
        ends.set()
        thread.join()


def test_kept_pages_need_no_thread_while_the_database_hangs(paper, hanging, monkeypatch, caplog):
    monkeypatch.setattr(freshness, "PROMISED", 0.0)  # so that the first who asks waits, and finds out
    site = cached()
    site.get("/robots.txt")
    hanging(site)
    assert site.get("/robots.txt").said == "hit"
    kept = site.application.freshness
    assert kept.is_away
    assert kept.is_known
    assert caplog.text.count("cannot learn what changed: the database does not answer.") == 1


def test_moments_come_while_the_database_hangs(paper, hanging, monkeypatch):
    monkeypatch.setattr(freshness, "PROMISED", 0.0)
    now = timezone.now().replace(hour=12) + dt.timedelta(days=1)  # no page ends at midnight meanwhile
    with time_machine.travel(now, tick=False) as clock:
        ArticleFactory(headline="Ahead of its time", published=now + dt.timedelta(hours=2))
        site = cached()
        for address in ("/robots.txt", "/latest/"):
            site.get(address)
        hanging(site)
        clock.shift(dt.timedelta(hours=3))
        kept = site.application.freshness
        before = kept.next_moment(["lineup"])
        kept.look()
        assert kept._lock.locked()  # by who is still waiting for the database
        assert before < now.timestamp() + 7201 < kept.next_moment(["lineup"])
        assert site.get("/robots.txt").said == "hit"


def test_many_moments_to_come_are_taken_in_time(monkeypatch):
    """By a set: a list would be gone through for each."""
    looked_at = []

    class Key(str):
        def __eq__(self, other):
            looked_at.append(other)
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    soon = timezone.now() + SOON
    kept = Freshness(Store(1000), Counts())
    kept._take([Noted(Key(f"article:{n}"), soon, "") for n in range(2000)], 0.0, True)
    assert len(kept._to_come) == 2000
    assert len(looked_at) < 2000 * 30  # the heap compares, too


def test_masthead_has_the_day_of_the_paper(bare, paper):
    SiteSettings.objects.filter(pk=1).update(time_zone="Asia/Karachi")
    site = cached()
    evening = dt.datetime(2027, 7, 15, 18, 59, 30, tzinfo=dt.UTC)
    with time_machine.travel(evening) as clock:
        site.get("/")
        got = site.get("/")
        assert (got.said, "July 15, 2027" in got.text) == ("hit", True)
        clock.move_to(evening + dt.timedelta(minutes=1))
        assert "July 16, 2027" in site.get("/").text


def test_comments_close_by_themselves(bare, paper):
    address = paper.main.get_absolute_url()
    SiteSettings.objects.filter(pk=1).update(comments_close_after_days=1)
    site = cached()
    site.get(address)
    last = paper.main.published_at + dt.timedelta(days=1)
    with time_machine.travel(last - dt.timedelta(minutes=5)) as clock:
        assert "Post Comment" in site.get(address).text
        clock.move_to(last + dt.timedelta(minutes=1))
        assert "Post Comment" not in site.get(address).text


# The tables are whole


def test_every_change_that_the_program_makes_is_tried():
    """A new function of a workflow is called in tests.pagecache.changes, or changes no page."""
    source = inspect.getsource(changes)
    names = {id(value): name for name, value in vars(changes).items() if inspect.ismodule(value)}
    not_called = {
        f"{module.__name__}.{name}"
        for module in changes.WORKFLOWS
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__
        if not name.startswith("_") and f" {names[id(module)]}.{name}(" not in source
    }
    excused = {
        f"{module}.{name}"
        for table in (
            changes.ONLY_TELL,
            changes.CHANGE_WHAT_READERS_DO_NOT_SEE,
            changes.STAND_BEHIND_THE_OTHERS,
        )
        for module, listed in table.items()
        for name in listed.split()
    }
    assert not_called == excused


def kept_routes() -> dict[str, bool]:
    """Return every route that readers can ask, and whether the pages of its view may be kept."""

    def walk(patterns, before):
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            else:
                yield route, hasattr(pattern.callback, "page_cache")

    routes = dict(walk(get_resolver().url_patterns, ""))
    return {route: kept for route, kept in routes.items() if isinstance(SURFACES[route], Readers)}


# What readers can ask and what is not kept, and why.
PASSED = {
    "search/": "endlessly many questions; its answers have an index of their own",
    "preview/<str:token>/": "a draft",
    "oembed/": "programs keep it for a day",
    "ads.txt": "seldom asked",
    ".well-known/security.txt": "seldom asked",
    "<slug:key>.txt": "seldom asked",
    "feed/": "leads on",
    "media/<path:path>": "files",
    "<year:year>/<month:month>/<str:slug>/comments/": "what one reader sees",
    "<year:year>/<month:month>/<str:slug>/comments/<int:pk>/": "leads on",
    "<year:year>/<month:month>/<str:slug>/comments/<int:pk>/report/": "a form of its own",
    "<year:year>/<month:month>/<str:slug>/comments/<int:pk>/edit/": "what one reader sees",
    "<year:year>/<month:month>/<str:slug>/comments/<int:pk>/take-back/": "what one reader sees",
    "comments/confirm/<str:token>/": "what one reader sees",
    "comments/stop/<str:token>/": "what one reader sees",
}


def test_every_route_is_kept_and_tried_or_passed_for_a_reason(paper):
    routes = kept_routes()
    passed = {route for route, kept in routes.items() if not kept and not route.startswith("api/")}
    assert passed == PASSED.keys()
    tried = {route_of(page) for page in paper.pages}
    assert {route for route, kept in routes.items() if kept} == tried


def test_every_page_is_really_kept(paper):
    """A page that reads a table which nobody watches is not: say in its room's page_keys what it is."""
    site, pages = cached(), paper.pages
    warm([site], pages)
    assert {page: site.get(page).said for page in pages} == dict.fromkeys(pages, "hit")
