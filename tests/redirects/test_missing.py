"""Addresses that are not there are counted, cheaply and within bounds."""

import datetime as dt

import pytest
from django.db import OperationalError
from django.utils import timezone

from articles import due, workflow
from articles.asking import ask
from redirects import missing
from redirects.models import MissingAddress
from redirects.workflow import leave_redirect
from tests.factories import ArticleFactory, CategoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch):
    """A function that writes what was counted, and returns it as `{address: times}`."""

    def written():
        monkeypatch.setattr(missing, "SOONEST", 0.0)
        monkeypatch.setattr(missing, "EVERY", 0.0)
        missing.write_due()
        monkeypatch.setattr(missing, "SOONEST", float("inf"))
        return dict(MissingAddress.objects.values_list("path", "hits"))

    return written


def test_missing_address_is_counted_with_where_readers_came_from(client, written, settings):
    for _ in range(3):
        client.get("/2019/ärger/?q=secret", headers={"Referer": "https://other.example/page?user=1#x"})
    client.get("/2019/ärger/", headers={"Referer": f"{settings.SITE_URL}/latest/"})
    client.get("/2019/ärger/", headers={"Referer": "javascript:alert(1)"})
    assert written() == {"/2019/ärger/": 5}
    client.get("/2019/ärger/", headers={"Referer": "https://other.example/page"})
    assert written() == {"/2019/ärger/": 6}
    row = MissingAddress.objects.get()
    assert row.referrers == {"https://other.example/page": 4, "/latest/": 1}
    assert not row.is_noise


def test_what_is_there_moved_or_was_withdrawn_is_not_counted(client, written):
    story, gone = ArticleFactory(published=True), ArticleFactory(published=True)
    workflow.withdraw(gone)
    leave_redirect("/old/", story.get_absolute_url())
    for url in ["/", story.get_absolute_url(), gone.get_absolute_url(), "/old/", "/latest"]:
        client.get(url)
    assert written() == {}


@pytest.mark.parametrize(
    "url",
    [
        *("/preview/a-secret/", "/comments/confirm/a-secret/", "/comments/stop/a-secret/"),
        *("/admin/no/such/page/", f"/{'x' * 700}/"),
    ],
)
def test_secrets_and_the_desk_are_not_kept(client, admin_client, written, url):
    client.get(url)
    admin_client.get(url)
    assert written() == {}


@pytest.mark.parametrize(
    "url",
    [
        *("/search/?q=x&page=9", "/search/?sort=x", "/search/?q=x&section=no"),
        *(
            "/oembed/",
            "/oembed/?url=https://o.example/",
            "/latest/?before=zzz",
            "/corrections/?before=1",
        ),
        *("/section/{section}/?before=zzz", "/tag/{tag}/?before=zzz", "{month}?before=zzz"),
        *("/api/v1/stories/999/", "/api/v1/nothing/", "/api/v1/search/?q=x&page=9"),
    ],
)
def test_page_that_is_there_but_for_its_parameters_is_not_counted(client, written, url):
    story = ArticleFactory(published=True, tagged=["Harbour"], category=CategoryFactory())
    month = story.get_absolute_url().removesuffix(f"{story.slug}/")
    url = url.format(section=story.category.path, tag=story.tags.get().slug, month=month)
    assert client.get(url).status_code == 404
    assert written() == {}


@pytest.mark.parametrize(
    "url", ["/section/no/", "/tag/no/?utm_source=x", "/2019/05/old/", "/no/?before=x"]
)
def test_page_that_is_not_there_is_counted_whatever_it_is_asked(client, written, url):
    assert client.get(url).status_code == 404
    assert written() == {url.partition("?")[0]: 1}


def test_address_without_its_slash_is_counted_once(client, written):
    client.get("/old-story.html", follow=True)
    assert written() == {"/old-story.html/": 1}
    leave_redirect("/old-story.html/", "/latest/")
    assert client.get("/old-story.html").headers["Location"] == "/latest/"


def test_nul_in_an_address_or_a_referrer_costs_no_other_count(client, written, settings):
    for path in ["/a%2500b/", "/2024/07/a%2500/", "/feed/rss/tag/a%2500b/", "/media/%2500/a.jpg"]:
        assert client.get(path).status_code == 404
    client.get("/nope/", headers={"Referer": f"{settings.SITE_URL}/x%00y/"})
    client.get("/nope/", headers={"Referer": f"{settings.SITE_URL}/x%2500y/"})
    assert written() == {"/nope/": 2}
    assert MissingAddress.objects.get().referrers == {"/x%00y/": 1}


def test_forms_are_not_counted(client, written):
    client.post("/no/such/page/", {"a": "b"})
    assert written() == {}


@pytest.mark.django_db(transaction=True)
def test_what_the_program_asks_itself_is_not_counted(written):
    assert ask("/no/such/page/").status == 404
    assert written() == {}


@pytest.mark.parametrize(
    "path",
    [
        *("/wp-login.php", "/xmlrpc.php", "/.env", "/.git/config", "/wp-admin/", "/phpMyAdmin/"),
        *("/cgi-bin/luci", "/a/../b", "/favicon.ico", "/wp-includes/wlwmanifest.xml", "/old.sql"),
    ],
)
def test_what_robots_try_is_kept_apart(client, written, path):
    client.get(path, follow=True)
    written()
    assert MissingAddress.objects.get().is_noise


@pytest.mark.parametrize(
    "path",
    [
        *("/2019/05/old-story/", "/old-story.html", "/wp-content/uploads/2019/05/a.jpg"),
        *("/index.php/2019/05/old-story/", "/tag/phpmyadmin-tips/", "/коротко/", "/environment/"),
    ],
)
def test_what_readers_ask_for_is_no_noise(path):
    assert not missing.is_noise(path)


def test_missing_page_costs_no_query_more(client, django_assert_num_queries):
    client.get("/warm/")
    with django_assert_num_queries(4):
        client.get("/no/such/page/")


def test_flood_is_bounded_and_written_by_few_statements(
    client, written, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(missing, "MOST_WAITING", 50)
    monkeypatch.setattr(missing, "MOST_ROWS", {False: 20, True: 5})
    for number in range(30):
        client.get("/asked-often/")
        client.get(f"/a{number}/")
        client.get(f"/a{number}.php/")
    assert len(missing.waiting.tallies) == 50
    with django_assert_max_num_queries(12):
        written()
    assert MissingAddress.objects.filter(is_noise=False).count() == 20
    assert MissingAddress.objects.filter(is_noise=True).count() == 5
    assert MissingAddress.objects.get(path="/asked-often/").hits == 30


def test_broken_link_gathers_its_count_beside_made_up_addresses(client, written, monkeypatch):
    monkeypatch.setattr(missing, "MOST_ROWS", {False: 20, True: 5})
    before = timezone.now() - dt.timedelta(days=1)
    seen = {"first_seen": before, "last_seen": before}
    MissingAddress.objects.create(path="/known/", hits=9, **seen)
    for number in range(19):
        MissingAddress.objects.create(path=f"/made-up-{number}/", hits=2, **seen)
    for number in range(4):
        client.get("/broken/")
        client.get(f"/new-{number}/")
        counts = written()
        assert len(counts) == 20
    assert (counts["/broken/"], counts["/known/"]) == (4, 9)


def test_writes_come_every_now_and_then(client, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(missing.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(missing, "SOONEST", 10.0)
    missing.waiting.clear()
    client.get("/a/")
    now[0] += 29
    client.get("/latest/")
    assert not MissingAddress.objects.exists()
    now[0] += 2
    client.get("/latest/")
    assert MissingAddress.objects.get().hits == 1
    client.get("/b/")
    monkeypatch.setattr(missing, "MOST_WAITING", 1)
    client.get("/latest/")
    assert MissingAddress.objects.count() == 1
    now[0] += 11
    client.get("/latest/")
    assert MissingAddress.objects.count() == 2


def test_database_that_is_away_costs_the_counts_alone(client, monkeypatch, written, caplog):
    def away(tallies):
        raise OperationalError("away")

    monkeypatch.setattr(missing, "write", away)
    client.get("/a/")
    written()
    assert "were lost" in caplog.text
    assert client.get("/latest/").status_code == 200


def test_redirect_takes_the_address_off_the_list(client, written):
    client.get("/old/")
    written()
    leave_redirect("/old/", "/latest/")
    assert not MissingAddress.objects.exists()


def test_what_nobody_asks_for_any_more_is_forgotten(client, written):
    client.get("/old/")
    client.get("/newer/")
    written()
    MissingAddress.objects.filter(path="/old/").update(last_seen=timezone.now() - dt.timedelta(days=91))
    said = [outcome.text for outcome in due.run_due()]
    assert "missing addresses that nobody asks for any more, deleted: 1" in said
    assert MissingAddress.objects.get().path == "/newer/"
