"""What operators are told of the page cache."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from masthead.models import SiteSettings
from pagecache import triggers
from pagecache.edges.backends import PurgeError
from pagecache.edges.handing_on import hand_on
from pagecache.edges.sending import send_due
from pagecache.management.commands import page_cache
from pagecache.models import Worker
from pagecache.reports import Reporter
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "admin:pagecache_worker_changelist"


@pytest.fixture
def asked(site):
    """A cache that was asked: one miss, two hits, one answer passed on, then a change."""
    SiteSettings.objects.create(pk=1, name="The Meridian")
    ArticleFactory(headline="Harbour opened", published=True)
    for _ in range(3):
        site.get("/")
    site.get("/search/")
    SiteSettings.objects.update(tagline="Daily")
    site.application.freshness.look()
    Reporter(site.application.counts, site.application.store).tell()
    return site


def test_process_tells_what_it_did(asked):
    worker = Worker.objects.get()
    assert (worker.hits, worker.misses, worker.passed, worker.pages) == (2, 1, 1, 1)
    assert worker.share == pytest.approx(2 / 3)
    assert worker.purged["masthead_sitesettings"] == 1
    assert worker.size > 0


def test_process_has_one_row_and_old_ones_go(asked):
    Worker.objects.create(name="gone", started_at=timezone.now(), told_at=timezone.now())
    Worker.objects.filter(name="gone").update(told_at=timezone.now() - dt.timedelta(days=2))
    asked.get("/")
    Reporter(asked.application.counts, asked.application.store).tell()
    assert Worker.objects.get().misses == 2


def test_command_tells_of_every_process(asked, capsys):
    call_command("page_cache")
    out = capsys.readouterr().out
    assert "2 hits, 1 misses, 0 stale, 1 passed; 1 pages" in out
    assert "purged: masthead_sitesettings 1" in out


def test_command_without_a_process_says_so(db, capsys):
    call_command("page_cache")
    assert capsys.readouterr().out == "No process has told anything in the last day.\n"


def test_command_has_every_page_made_anew(asked, capsys):
    asked.get("/")
    assert asked.get("/").said == "hit"
    call_command("page_cache", "--clear")
    assert asked.get("/").said == "miss"


def test_admin_shows_processes_and_changes(asked, client, django_assert_max_num_queries):
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_worker"))
    client.force_login(user)
    with django_assert_max_num_queries(10):
        page = client.get(reverse(LIST))
    text = page.content.decode()
    assert "66.7%" in text
    assert "masthead_sitesettings 1" in text
    assert "<td>site</td>" in text
    assert "Add process" not in text


def test_admin_is_for_who_may_look(asked, client):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse(LIST)).status_code == 403


# The shared caches in front


class Unreached:
    """A shared cache that does not answer, until `is_back`."""

    name, most, is_back = "Varnish at 10.0.0.5:6081", 100, False

    def purge(self, keys):
        if not self.is_back:
            raise PurgeError("10.0.0.5 took too long to answer.")


@pytest.fixture
def unreached(transactional_db, monkeypatch):
    """A cache that has still to be told something."""
    edge = Unreached()
    monkeypatch.setattr(page_cache, "configured", lambda: [edge])
    triggers.note("site")
    hand_on([edge.name])
    send_due(edge)
    return edge


def test_command_tells_what_a_shared_cache_did_not_take(unreached, capsys):
    call_command("page_cache")
    out = capsys.readouterr().out
    assert "Varnish at 10.0.0.5:6081: 1 keys to be dropped, the oldest since " in out
    assert "last taken never" in out
    assert "1 in a row: 10.0.0.5 took too long to answer." in out


def test_command_tries_again_now(unreached, capsys):
    with pytest.raises(CommandError, match=r"Not taken by Varnish at 10\.0\.0\.5:6081"):
        call_command("page_cache", "--retry")
    assert "2 in a row" in capsys.readouterr().out
    unreached.is_back = True
    call_command("page_cache", "--retry")
    assert "0 keys to be dropped; last taken 2" in capsys.readouterr().out


def test_command_without_a_shared_cache_says_so(db):
    with pytest.raises(CommandError, match="PURGE_"):
        call_command("page_cache", "--retry")


def test_admin_shows_what_shared_caches_did_not_take(unreached, client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    text = client.get(reverse(LIST)).content.decode()
    assert "Varnish at 10.0.0.5:6081" in text
    assert "1 in a row: 10.0.0.5 took too long to answer." in text


def test_admin_of_a_site_without_shared_caches_says_nothing_of_them(client, db):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert "Shared caches" not in client.get(reverse(LIST)).content.decode()
