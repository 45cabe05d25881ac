"""Other programs are told at once what became of stories, and can prove that it was us."""

import datetime as dt
import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from ipaddress import ip_network

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from articles import due, revisions, workflow, writing
from articles.models import JobRun
from newsroom.webhooks import sending
from newsroom.webhooks.models import Attempt, Delivery, Event, Webhook
from tests.factories import ArticleFactory, UserFactory
from tests.outgoing.servers import serving

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def listener(settings):
    settings.OUTGOING_NETWORKS = [ip_network("127.0.0.0/8")]
    with serving() as server:
        yield server


@pytest.fixture
def webhook(listener):
    return Webhook.objects.create(name="Partner", url=f"{listener.url}hook")


@pytest.fixture
def editor():
    return UserFactory(is_superuser=True, is_staff=True)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def told(server):
    """Return what came in, and forget it."""
    events = [json.loads(asked.body) for asked in server.asked]
    server.asked.clear()
    return [(event["type"], event["data"]["story"]) for event in events]


def run():
    list(due.run_due())


def test_story_is_told_of_when_it_appears_changes_and_goes(webhook, listener, editor, clock):
    story = ArticleFactory(headline="Ferry", slug="ferry")
    workflow.schedule(story, NOW + HOUR)
    run()
    assert told(listener) == []

    clock.shift(HOUR)
    run()
    ((event, about),) = told(listener)
    assert event == "story.published"
    assert (about["id"], about["headline"]) == (story.pk, "Ferry")

    story.refresh_from_db()
    text = writing.content.read(story) | {"headline": "Ferries"}
    writing.save_content(story, text, story.head, editor)
    clock.shift(MINUTE)
    run()
    assert told(listener) == []
    workflow.publish_changes(story, editor)
    clock.shift(MINUTE)
    run()
    ((event, about),) = told(listener)
    assert (event, about["headline"]) == ("story.updated", "Ferries")

    workflow.withdraw(story, editor)
    clock.shift(MINUTE)
    run()
    address = f"http://127.0.0.1:8000{story.get_absolute_url()}"
    assert told(listener) == [("story.withdrawn", {"id": story.pk, "url": address})]

    workflow.reinstate(story, editor)
    clock.shift(MINUTE)
    run()
    assert [event for event, _ in told(listener)] == ["story.published"]


def test_tags_are_told_in_the_order_in_which_they_were_given(webhook, listener, clock):
    ArticleFactory(published=NOW, tagged=["Zebras", "Apes", "Moles"])
    run()
    ((_, about),) = told(listener)
    assert [tag["name"] for tag in about["tags"]] == ["Zebras", "Apes", "Moles"]


def test_story_that_expires_is_told_of(webhook, listener, clock):
    ArticleFactory(published=NOW, expires_at=NOW + HOUR)
    run()
    told(listener)
    clock.shift(HOUR)
    run()

    assert [event for event, _ in told(listener)] == ["story.withdrawn"]


def test_story_that_comes_back_or_goes_by_its_times_is_told_of_once(webhook, listener, editor, clock):
    story = ArticleFactory(published=NOW - HOUR)

    def give(**times):
        """Give the story other times, and return the events that are told of."""
        story.refresh_from_db()
        text = revisions.head_content(story) | times
        if writing.save_content(story, text, story.head, editor).pending:
            workflow.publish_changes(story, editor)
        clock.shift(MINUTE)
        run()
        return [event for event, _ in told(listener)]

    assert give(expires_at=f"{NOW + HOUR:%Y-%m-%dT%H:%M:%S}Z") == ["story.updated"]
    clock.shift(HOUR)
    run()
    assert [event for event, _ in told(listener)] == ["story.withdrawn"]
    assert give(expires_at=None) == ["story.published"]
    assert give(expires_at=f"{NOW + HOUR:%Y-%m-%dT%H:%M:%S}Z") == ["story.withdrawn"]
    assert give(expires_at=None) == ["story.published"]

    assert give(published_at=f"{NOW + 3 * HOUR:%Y-%m-%dT%H:%M:%S}Z") == ["story.withdrawn"]
    clock.shift(2 * HOUR)
    run()
    assert [event for event, _ in told(listener)] == ["story.published"]
    assert give(published_at=f"{NOW + 9 * HOUR:%Y-%m-%dT%H:%M:%S}Z") == ["story.withdrawn"]
    assert give(published_at=f"{NOW + 3 * HOUR:%Y-%m-%dT%H:%M:%S}Z") == ["story.published"]


@pytest.mark.parametrize("state", ["public", "expired just now"])
def test_story_that_is_deleted_is_told_of_with_its_address(webhook, listener, client, clock, state):
    story = ArticleFactory(slug="ferry", published=NOW, expires_at=NOW + HOUR)
    run()
    told(listener)
    if state == "expired just now":
        clock.shift(HOUR)
    key, path = story.pk, story.get_absolute_url()
    story.delete()
    clock.shift(MINUTE)
    run()

    address = f"http://127.0.0.1:8000{path}"
    assert told(listener) == [("story.withdrawn", {"id": key, "url": address})]
    assert client.get(path).status_code == 404


def test_what_is_told_late_says_nothing_of_a_story_that_has_gone(webhook, listener, editor):
    story = ArticleFactory(headline="Secret", published=True)
    sending.note(story, Event.PUBLISHED)
    workflow.withdraw(story, editor)
    run()

    assert all("headline" not in about for _, about in told(listener))


def test_change_that_is_taken_back_is_told_to_nobody(webhook):
    story = ArticleFactory(published=True)
    Delivery.objects.all().delete()
    with transaction.atomic():
        sending.note(story, Event.UPDATED)
        transaction.set_rollback(True)

    assert not Delivery.objects.exists()


def test_only_events_asked_for_are_told_and_none_while_it_is_off(webhook):
    story = ArticleFactory(published=True)
    Delivery.objects.all().delete()
    Webhook.objects.update(events=[Event.WITHDRAWN])
    sending.note(story, Event.UPDATED)
    assert not Delivery.objects.exists()
    sending.note(story, Event.WITHDRAWN)
    Webhook.objects.update(is_on=False)
    sending.note(story, Event.WITHDRAWN)

    assert Delivery.objects.count() == 1
    assert sending.send_due() == 0


def test_signature_is_what_standard_webhooks_says(webhook, listener):
    sending.note(ArticleFactory(published=True), Event.UPDATED)
    sending.send_due()
    asked = listener.asked[-1]
    key, moment = asked.headers["webhook-id"], asked.headers["webhook-timestamp"]
    secret = b64decode(webhook.secret.removeprefix("whsec_"))
    mac = hmac.new(secret, f"{key}.{moment}.".encode() + asked.body, hashlib.sha256).digest()

    assert len(secret) == 32
    assert asked.headers["webhook-signature"] == "v1," + b64encode(mac).decode()
    assert moment == str(int(NOW.timestamp()))
    assert asked.headers["content-type"] == "application/json"


def test_what_is_not_taken_is_tried_again_ever_more_slowly_and_every_attempt_is_kept(
    webhook, listener, clock
):
    listener.status, listener.body = 500, b"Out of order"
    sending.note(ArticleFactory(published=True), Event.UPDATED)
    Delivery.objects.exclude(event=Event.UPDATED).delete()
    (delivery,) = Delivery.objects.all()
    waits = []
    while sending.send_due() == 0 and len(waits) < 20:
        delivery.refresh_from_db()
        if delivery.due_at is None:
            break
        waits.append(delivery.due_at - dt.datetime.now(dt.UTC))
        clock.move_to(delivery.due_at)

    assert len(waits) == 7
    assert waits == sorted(waits)
    assert dt.timedelta(days=1) < sum(waits, dt.timedelta()) < dt.timedelta(days=2)
    assert delivery.state == "given up"
    assert [(one.status, one.said) for one in delivery.tries.all()] == [(500, "Out of order")] * 8
    assert len({asked.headers["webhook-id"] for asked in listener.asked}) == 1
    assert "it answered 500" in JobRun.objects.get(name=sending.JOB).error


def test_who_says_gone_is_not_asked_again(webhook, listener):
    listener.status = 410
    sending.note(ArticleFactory(published=True), Event.UPDATED)
    run()

    assert not Delivery.objects.filter(event=Event.UPDATED, due_at__isnull=False).exists()


def test_one_that_fails_holds_up_nobody_else(webhook, listener):
    with serving() as other:
        Webhook.objects.create(name="Broken", url=f"{other.url}hook")
        other.status = 503
        for _ in range(3):
            sending.note(ArticleFactory(published=NOW - HOUR), Event.UPDATED)
        assert sending.send_due() == 3
        assert (len(listener.asked), len(other.asked)) == (3, 1)


def test_a_thousand_deliveries_to_a_dead_receiver_cost_one_attempt_a_run(webhook, listener):
    dead = Webhook.objects.create(name="Dead", url="http://127.0.0.1:1/")
    Delivery.objects.bulk_create(
        Delivery(webhook=to, event=Event.UPDATED, story=1, path="/", created_at=NOW, due_at=due_at)
        for to, number, due_at in ((dead, 1000, NOW - HOUR), (webhook, 3, NOW))
        for _ in range(number)
    )

    assert sending.send_due() == 3
    assert len(listener.asked) == 3
    assert [attempt.delivery.webhook for attempt in Attempt.objects.filter(status=None)] == [dead]
    assert Delivery.objects.filter(webhook=dead, due_at__lte=NOW).count() == 999


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://10.0.0.8/x", "http://[::1]/"])
def test_address_inside_our_own_network_is_never_called(url, settings):
    settings.OUTGOING_NETWORKS = []
    Webhook.objects.create(name="Inside", url=url)
    sending.note(ArticleFactory(published=True), Event.UPDATED)
    sending.send_due()

    for delivery in Delivery.objects.filter(event=Event.UPDATED):
        (attempt,) = delivery.tries.all()
        assert delivery.state == "given up"
        assert "no address of the public internet" in attempt.said


def test_redirect_into_our_own_network_is_not_followed(webhook, listener):
    listener.status, listener.headers = 307, {"Location": "http://10.0.0.8/inside"}
    sending.note(ArticleFactory(published=True), Event.UPDATED)
    sending.send_due()

    attempt = Delivery.objects.get(event=Event.UPDATED).tries.get()
    assert "10.0.0.8" in attempt.said


def test_two_processes_send_it_once(webhook, listener):
    sending.note(ArticleFactory(published=True), Event.UPDATED)
    Delivery.objects.exclude(event=Event.UPDATED).delete()
    first = sending._claim(set())

    assert first is not None
    assert sending._claim(set()) is None


def test_old_deliveries_are_forgotten(webhook, clock):
    sending.note(ArticleFactory(published=True), Event.UPDATED)
    clock.shift(dt.timedelta(days=31))

    assert sending.forget_old() >= 1
    assert not Delivery.objects.exists()


# The admin


def fill(url, **fields):
    return {"name": "Partner", "url": url, "events": ["story.published"], "is_on": "on"} | fields


def test_secret_is_shown_once(desk, listener):
    answer = desk.post(reverse("admin:newsroom_webhook_add"), fill(f"{listener.url}hook"), follow=True)
    webhook = Webhook.objects.get()
    page = reverse("admin:newsroom_webhook_change", args=[webhook.pk])

    assert webhook.secret in answer.content.decode()
    assert webhook.secret not in desk.get(page).content.decode()
    again = desk.post(page, fill(webhook.url, renew="on"), follow=True).content.decode()
    renewed = Webhook.objects.get()
    assert renewed.secret != webhook.secret
    assert renewed.secret in again


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://192.168.1.1/hook", "ftp://example.org/"])
def test_form_refuses_an_address_inside(desk, settings, url):
    settings.OUTGOING_NETWORKS = []
    answer = desk.post(reverse("admin:newsroom_webhook_add"), fill(url))

    assert answer.status_code == 200
    assert not Webhook.objects.exists()


def test_delivery_shows_every_attempt_and_is_sent_again_by_a_button(desk, webhook, listener):
    listener.status, listener.body = 400, b"<b>No</b>"
    sending.note(ArticleFactory(published=True), Event.UPDATED)
    sending.send_due()
    delivery = Delivery.objects.get(event=Event.UPDATED)
    page = reverse("admin:newsroom_delivery_change", args=[delivery.pk])
    shown = desk.get(page).content.decode()
    assert "&lt;b&gt;No&lt;/b&gt;" in shown
    assert "Send again" in shown
    assert desk.get(reverse("admin:newsroom_delivery_changelist")).status_code == 200

    listener.status = 200
    again = desk.post(reverse("admin:newsroom_delivery_again", args=[delivery.pk]), follow=True)
    assert "It is sent again" in again.content.decode()
    sending.send_due()
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    assert delivery.tries.count() == 2


def test_button_is_for_those_who_may_change_webhooks(client, webhook):
    sending.note(ArticleFactory(published=True), Event.UPDATED)
    delivery = Delivery.objects.first()
    client.force_login(UserFactory(is_staff=True))
    address = reverse("admin:newsroom_delivery_again", args=[delivery.pk])

    assert client.post(address).status_code == 403
    assert client.get(address).status_code == 405


def test_webhook_is_deleted_with_what_it_was_told(desk, webhook):
    sending.note(ArticleFactory(published=True), Event.UPDATED)
    desk.post(reverse("admin:newsroom_webhook_delete", args=[webhook.pk]), {"post": "yes"})

    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()
