"""What readers get while the database is away, while many ask at once, and while a page is made."""

import threading
from types import SimpleNamespace

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

from masthead.models import SiteSettings
from pagecache import freshness, triggers
from pagecache.models import Change, Watching
from tests.factories import ArticleFactory
from tests.pagecache.conftest import cached

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(db) -> str:
    SiteSettings.objects.create(pk=1, name="The Meridian")
    return ArticleFactory(headline="Harbour opened", published=True).get_absolute_url()


@pytest.fixture
def database(monkeypatch):
    """A switch: `away()` makes every connection refuse, `back()` none."""

    class Database:
        def away(self):
            def refuse(*args):
                raise OperationalError("the server closed the connection unexpectedly")

            self._wrapper = connections["default"].execute_wrapper(refuse)
            self._wrapper.__enter__()

        def back(self):
            self._wrapper.__exit__(None, None, None)

    monkeypatch.setattr(freshness, "RETRY", 0.0)
    return Database()


def test_pages_go_on_while_the_database_is_away(site, address, database):
    site.get(address)
    database.away()
    got = site.get(address)
    assert (got.status, got.said) == (200, "hit")
    assert site.get("/latest/").status == 503
    database.back()
    assert site.get("/latest/").status == 200
    assert site.get(address).status == 200


@pytest.mark.any_database  # SQLite has no pool: one stands in for it
def test_nobody_waits_for_a_connection_while_the_database_is_away(site, address, database, monkeypatch):
    pool = SimpleNamespace(timeout=3)
    connection = SimpleNamespace(pool=pool, settings_dict={"OPTIONS": {"pool": {"timeout": 3}}})
    monkeypatch.setattr(freshness, "connections", {DEFAULT_DB_ALIAS: connection})
    site.get(address)
    assert pool.timeout == 3
    database.away()
    site.get(address)
    assert pool.timeout == freshness.IMPATIENCE
    database.back()
    site.get(address)
    assert pool.timeout == 3


def test_what_is_known_to_have_changed_is_not_shown_while_the_database_is_away(
    site, address, database, monkeypatch
):
    monkeypatch.setattr(freshness, "PROMISED", 0.0)
    site.get(address)
    SiteSettings.objects.filter(pk=1).update(name="The New Meridian")
    site.application.freshness.look()
    database.away()
    assert site.get(address).status == 503
    database.back()
    assert "The New Meridian" in site.get(address).text


def test_what_came_to_its_end_is_shown_on_while_the_database_is_away(site, address, database):
    site.get(address)
    store = site.application.store
    store.get(f"http {address}?").ends = 0.0
    database.away()
    got = site.get(address)
    assert (got.status, got.said) == (200, "stale")
    database.back()
    assert site.get(address).said == "miss"


def test_nothing_is_kept_as_long_as_nobody_writes_changes_down(address):
    Watching.objects.all().delete()
    site = cached()
    assert [site.get(address).said for _ in range(2)] == ["pass", "pass"]


def test_page_is_not_answered_from_memory_once_nobody_writes_changes_down(site, address, monkeypatch):
    monkeypatch.setattr(freshness, "PROMISED", 0.0)
    site.get(address)
    triggers.remove()
    SiteSettings.objects.filter(pk=1).update(name="The New Meridian")
    got = site.get(address)
    assert (got.said, "The New Meridian" in got.text) == ("pass", True)
    triggers.install()
    assert [site.get(address).said for _ in range(2)] == ["miss", "hit"]


def test_change_while_a_page_is_made_is_on_the_page_that_is_kept(address):
    def application(environ, start_response):
        body = WSGIHandler()(environ, start_response)
        if not Change.objects.filter(key="site").exists():
            SiteSettings.objects.filter(pk=1).update(name="The New Meridian")
        return body

    Change.objects.filter(key="site").delete()
    site = cached(application)
    site.get(address)
    assert "The New Meridian" in site.get(address).text


def test_one_makes_the_page_and_the_others_wait(address):
    """Eight readers come while the page is being made; Django is asked once."""
    asked, begun, go_on = [], threading.Event(), threading.Event()

    def application(environ, start_response):
        asked.append(environ["PATH_INFO"])
        begun.set()
        assert go_on.wait(60)
        return WSGIHandler()(environ, start_response)

    site, got = cached(application), []

    def read():
        try:
            got.append(site.get(address))
        finally:
            connections.close_all()

    first = threading.Thread(target=read)
    first.start()
    assert begun.wait(60)
    others = [threading.Thread(target=read) for _ in range(7)]
    for thread in others:
        thread.start()
    go_on.set()
    for thread in [first, *others]:
        thread.join(60)
    assert asked == [address]
    assert {answer.status for answer in got} == {200}
    assert len({answer.body for answer in got}) == 1


def test_page_that_fails_does_not_keep_the_others_waiting(address):
    def application(environ, start_response):
        raise RuntimeError("broken")

    site = cached(application)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            site.get(address)
