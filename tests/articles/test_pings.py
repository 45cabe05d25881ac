"""The hub and the search engines are told of what readers can see, once, and never in their own time."""

import datetime as dt
import json
from ipaddress import ip_network
from urllib.parse import parse_qs

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from articles import due, pings, workflow, writing
from articles.corrections import publish_correction
from articles.models import Article, JobRun, Ping
from masthead.models import SiteSettings
from outgoing.retries import wait_after
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, UserFactory
from tests.outgoing.servers import serving

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def service(db, settings, monkeypatch):
    """A server that is the hub and IndexNow at once, of a public site that has switched both on."""
    settings.OUTGOING_NETWORKS = [ip_network("127.0.0.0/8")]
    settings.SITE_URL, settings.SITE_IS_LOCAL = "https://paper.example", False
    with serving() as server:
        SiteSettings.objects.create(pk=1, websub_hub=f"{server.url}hub", indexnow_key="abcdef123456")
        monkeypatch.setattr(pings, "INDEXNOW", f"{server.url}indexnow")
        yield server


@pytest.fixture
def editor(db):
    return UserFactory(is_superuser=True, is_staff=True)


def told(server):
    """Return the addresses that each service was told of, and forget them."""
    hub, engines = [], []
    for asked in server.asked:
        if asked.path == "/hub":
            form = parse_qs(asked.body.decode())
            assert form["hub.mode"] == ["publish"]
            hub += form["hub.url"]
        else:
            engines += json.loads(asked.body)["urlList"]
    server.asked.clear()
    return hub, engines


def run():
    return [outcome.text for outcome in due.run_due()]


def test_scheduled_story_is_told_of_at_its_hour_and_once(service, clock):
    story = ArticleFactory(
        slug="h",
        category=CategoryFactory(slug="world"),
        by=[AuthorFactory(slug="amina")],
        tagged=["Ports"],
    )
    workflow.schedule(story, NOW + HOUR)
    run()
    assert told(service) == ([], [])
    clock.shift(HOUR)
    assert any("13 " in said or "addresses" in said for said in run())
    hub, engines = told(service)
    assert engines == ["https://paper.example/2026/03/h/"]
    assert len(hub) == len(set(hub)) == 12
    assert "https://paper.example/feed/rss/" in hub
    assert "https://paper.example/feed/atom/section/world/" in hub
    assert "https://paper.example/feed/json/tag/ports/" in hub
    assert "https://paper.example/feed/json/author/amina/" in hub
    clock.shift(HOUR)
    run()
    assert told(service) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_publishing_waits_for_nobody_and_is_told_of_soon(service, editor):
    story = ArticleFactory(slug="h")
    workflow.publish(story, editor)
    assert service.asked == []
    run()
    assert told(service)[1] == ["https://paper.example/2026/03/h/"]


@pytest.mark.parametrize("what", ["change", "correction", "update", "withdrawal", "return", "deletion"])
def test_whatever_readers_see_is_told_of(service, editor, clock, what):
    story = ArticleFactory(slug="h", published=NOW - HOUR)
    if what == "return":
        workflow.withdraw(story, editor)
    Ping.objects.all().delete()
    match what:
        case "change":
            text = writing.content.read(story) | {"headline": "Better"}
            writing.save_content(story, text, story.head, editor)
            assert not Ping.objects.exists()
            workflow.publish_changes(story, editor)
        case "correction":
            publish_correction(story, editor, kind="correction", text="It was wrong.")
        case "update":
            workflow.publish_changes(story, editor, tell_readers=True)
        case "withdrawal":
            workflow.withdraw(story, editor)
        case "return":
            workflow.reinstate(story, editor)
        case "deletion":
            story.delete()
    run()
    hub, engines = told(service)
    assert set(engines) == {"https://paper.example/2026/03/h/"}
    assert "https://paper.example/feed/rss/" in hub


def test_feeds_and_address_that_a_story_leaves_are_told_of(service, editor):
    old, new = CategoryFactory(slug="old"), CategoryFactory(slug="new")
    story = ArticleFactory(slug="h", category=old, tagged=["Ports"], published=NOW - HOUR)
    text = writing.content.read(story) | {"category": new.pk, "tags": [], "slug": "j"}
    writing.save_content(story, text, story.head, editor)
    assert not Ping.objects.exists()
    workflow.publish_changes(story, editor)
    run()
    hub, engines = told(service)
    assert {"https://paper.example/2026/03/h/", "https://paper.example/2026/03/j/"} == set(engines)
    for page in ("section/old", "section/new", "tag/ports"):
        assert any(f"/{page}/" in url for url in hub), page


def test_what_readers_do_not_see_is_told_to_nobody(service, editor):
    story = ArticleFactory(slug="h")
    writing.change(story, lambda text: text | {"headline": "Better"})
    workflow.submit(story, editor)
    workflow.approve(story, editor)
    assert not Ping.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["button", "selected", "query"])
def test_deleted_stories_are_told_of_with_the_pages_they_stood_in(service, editor, client, way):
    world = CategoryFactory(slug="world")
    keys = [ArticleFactory(slug=slug, published=NOW - HOUR, category=world).pk for slug in "ab"]
    ArticleFactory(slug="draft")
    client.force_login(editor)
    match way:
        case "button":
            for key in keys:
                client.post(reverse("admin:articles_article_delete", args=[key]), {"post": "yes"})
        case "selected":
            asked = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
            client.post(reverse("admin:articles_article_changelist"), asked)
        case "query":
            Article.objects.all().delete()
    assert not Article.objects.filter(pk__in=keys).exists()
    run()
    hub, engines = told(service)
    assert sorted(engines) == [f"https://paper.example/2026/03/{slug}/" for slug in "ab"]
    assert "https://paper.example/feed/rss/section/world/" in hub


def test_deletion_that_is_taken_back_is_told_to_nobody(service):
    story = ArticleFactory(published=NOW - HOUR)
    with transaction.atomic():
        story.delete()
        transaction.set_rollback(True)
    assert not Ping.objects.exists()


def test_story_that_nobody_saw_is_deleted_in_silence(service, editor):
    ArticleFactory().delete()
    later = ArticleFactory()
    workflow.schedule(later, NOW + HOUR)
    later.delete()
    withdrawn = ArticleFactory(published=NOW - HOUR)
    workflow.withdraw(withdrawn, editor)
    Ping.objects.all().delete()
    withdrawn.delete()
    assert not Ping.objects.exists()


def test_nobody_is_told_where_it_is_switched_off_or_the_site_is_local(service, settings):
    SiteSettings.objects.update(websub_hub="", indexnow_key="")
    workflow.withdraw(ArticleFactory(published=NOW - HOUR))
    SiteSettings.objects.update(indexnow_key="abcdef123456")
    settings.SITE_IS_LOCAL = True
    workflow.withdraw(ArticleFactory(published=NOW - HOUR))
    assert not Ping.objects.exists()


def test_change_that_is_rolled_back_is_told_to_nobody(service, editor):
    story = ArticleFactory(published=NOW - HOUR)
    workflow.withdraw(story, editor)
    Ping.objects.all().delete()
    with pytest.raises(workflow.WorkflowError):
        workflow.withdraw(story, editor)
    assert not Ping.objects.exists()


def test_busy_service_is_told_later_and_people_see_it(service, clock):
    service.status = 503
    workflow.withdraw(ArticleFactory(slug="h", published=NOW - HOUR))
    run()
    assert len(service.asked) == 2
    assert JobRun.objects.get(name="telling the WebSub hub").error == "It answered 503."
    run()
    assert len(service.asked) == 2
    service.status = 202
    told(service)
    clock.shift(2 * MINUTE)
    run()
    assert told(service)[1] == ["https://paper.example/2026/03/h/"]
    assert JobRun.objects.get(name="telling IndexNow").error == ""
    assert not Ping.objects.exists()


def test_service_that_never_answers_is_given_up(service, clock):
    service.status = 500
    workflow.withdraw(ArticleFactory(published=NOW - HOUR))
    for _ in range(60):
        run()
        clock.shift(HOUR)
    assert not Ping.objects.exists()
    assert len(service.asked) == 2 * 8


def test_refusal_is_not_repeated(service):
    service.status = 422
    workflow.withdraw(ArticleFactory(published=NOW - HOUR))
    run()
    assert len(service.asked) == 2
    assert not Ping.objects.exists()
    assert JobRun.objects.get(name="telling IndexNow").error == "It answered 422."


def test_hub_in_our_own_network_is_not_asked(service, settings):
    settings.OUTGOING_NETWORKS = []
    workflow.withdraw(ArticleFactory(published=NOW - HOUR))
    run()
    assert service.asked == []
    assert "no address of the public internet" in JobRun.objects.get(name="telling the WebSub hub").error


def test_many_changes_are_few_requests(service):
    for number in range(30):
        workflow.withdraw(ArticleFactory(slug=f"h{number}", published=NOW - HOUR))
    run()
    assert len(service.asked) == 4  # twenty rows and ten, to each of both
    hub, engines = told(service)
    assert len(engines) == 30
    assert hub.count("https://paper.example/feed/rss/") == 2


def test_process_that_died_leaves_its_rows_to_another(service, clock):
    workflow.withdraw(ArticleFactory(slug="h", published=NOW - HOUR))
    assert len(pings._claim("indexnow")) == 1
    assert pings._claim("indexnow") == []
    clock.shift(pings.LEASE + MINUTE)
    run()
    assert told(service)[1] == ["https://paper.example/2026/03/h/"]


def test_waits_grow_and_end():
    waits = [wait_after(attempts) for attempts in range(1, 8)]
    assert waits == sorted(waits)
    assert sum(waits, dt.timedelta()) < dt.timedelta(hours=40)
    assert wait_after(8) is None
