"""A replica that cannot be used is left out, and nobody notices but who operates the site.

What one does that can be used: tests/newsroom/test_standby.py.
"""

import pytest
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, router

from masthead.models import SiteSettings
from pagecache import replica
from pagecache.freshness import Freshness
from redirects import missing
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(db) -> str:
    SiteSettings.objects.create(pk=1, name="The Meridian")
    return ArticleFactory(headline="Harbour opened", published=True).get_absolute_url()


@pytest.fixture
def away(address, monkeypatch):
    """A replica that answers with an error when it is asked how far it has come."""
    monkeypatch.setattr(replica, "ALIAS", DEFAULT_DB_ALIAS)
    monkeypatch.setattr(router, "routers", [replica.Router()])
    monkeypatch.setattr(replica, "_replica", replica.Replica())
    place = property(lambda self: replica.Position("nowhere", 1), lambda self, place: None)
    monkeypatch.setattr(Freshness, "position", place, raising=False)


def test_pages_are_made_from_the_primary(away, site, address, caplog):
    assert [site.get(address).said for _ in range(2)] == ["miss", "hit"]
    assert "Harbour opened" in site.get(address).text
    assert site.get("/latest/").status == 200
    assert site.application.counts.from_replica == 0
    assert caplog.text.count("The replica of the database does not answer") == 1


def test_page_that_is_not_there_is_counted_once(away, site):
    assert site.get("/2019/05/never-was/").status == 404
    assert missing.waiting.tallies["/2019/05/never-was/"].hits == 1


def test_operators_are_told(away, admin_client, capsys, monkeypatch):
    monkeypatch.setattr(replica, "trouble", lambda: "The replica is 9 bytes of the log behind.")
    words = "The replica is 9 bytes of the log behind. The primary is read."
    assert words in admin_client.get("/admin/pagecache/worker/").content.decode()
    call_command("page_cache")
    assert words in capsys.readouterr().out


def test_log_tells_of_a_replica_that_stays_behind_once_and_when_it_is_used_again(
    away, caplog, monkeypatch
):
    found, place = replica.Replica(), replica.Position("0/1", 1)
    monkeypatch.setattr(replica, "LATE", -1.0)
    monkeypatch.setattr(replica, "RETRY", 0.0)
    monkeypatch.setattr(replica, "_KNOWS", "SELECT %s IS NULL OR %s IS NULL")
    assert [found.knows(place) for _ in range(4)] == [False] * 4
    assert caplog.text.count("is behind. Pages are made from the primary.") == 1
    monkeypatch.setattr(replica, "_KNOWS", "SELECT %s IS NOT NULL AND %s IS NOT NULL")
    assert [found.knows(place) for _ in range(2)] == [True] * 2
    assert caplog.text.count("The replica of the database is used again.") == 1


def test_what_the_replica_knows_is_read_from_it(away, site, address, monkeypatch):
    monkeypatch.setattr(replica, "_KNOWS", "SELECT %s IS NOT NULL AND %s IS NOT NULL")
    assert [site.get(address).said for _ in range(2)] == ["miss", "hit"]
    assert site.application.counts.from_replica == 1
