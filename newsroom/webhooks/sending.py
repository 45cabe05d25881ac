"""Tells webhooks what became of stories: written down with the change, sent by a chore.

What is sent, and how it is signed, follows https://www.standardwebhooks.com (specification 1.0).
Each delivery is claimed by one process. What is not taken is tried again, ever more slowly, for a
day and a half; every attempt is kept for the admin.
"""

import datetime as dt
import hashlib
import hmac
import json
import uuid
from base64 import b64decode, b64encode

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles import due
from articles.models import Article
from articles.reading import add_tags
from newsroom.api import telling
from newsroom.webhooks.models import Attempt, Delivery, Event, Webhook
from outgoing.http import OutgoingError, RefusedAddressError, send
from outgoing.retries import wait_after

JOB = "telling webhooks"
LONGEST_RUN = 100  # deliveries of one run
LEASE = dt.timedelta(minutes=10)  # after which somebody else may send what a process claimed
PATIENCE = 5.0  # seconds for one attempt
REDIRECTS = 2
GONE = 410  # who answers this wants no more
LONGEST_SAID = 500  # characters of an answer that are kept
KEPT = dt.timedelta(days=30)
DELETED_AT_ONCE = 1000


def note(story: Article, event: Event) -> None:
    """Write down, in the running transaction, that webhooks are to be told of a story."""
    now = timezone.now()
    Delivery.objects.bulk_create(
        Delivery(
            webhook=webhook,
            event=event,
            story=story.pk,
            path=story.get_absolute_url(),
            created_at=now,
            due_at=now,
        )
        for webhook in Webhook.objects.filter(is_on=True)
        if event in webhook.events
    )


def send_due() -> int:
    """Send what is due; return how much was taken. Raises nothing of what the others do.

    A webhook that does not take something is left alone for the rest of the run.
    """
    taken, failing = 0, set()
    for _ in range(LONGEST_RUN):
        delivery = _claim(failing)
        if delivery is None:
            break
        if _deliver(delivery):
            taken += 1
        else:
            failing.add(delivery.webhook_id)
    return taken


def send_again(delivery: Delivery) -> None:
    """Have a delivery sent anew, whatever came of it so far."""
    Delivery.objects.filter(pk=delivery.pk).update(
        due_at=timezone.now(), attempts=0, claim=None, delivered_at=None
    )


def forget_old() -> int:
    """Delete the oldest deliveries after 30 days, with their attempts; return how many."""
    old = Delivery.objects.filter(created_at__lt=timezone.now() - KEPT).order_by("created_at", "pk")
    keys = list(old.values_list("pk", flat=True)[:DELETED_AT_ONCE])
    Delivery.objects.filter(pk__in=keys).delete()
    return len(keys)


def signature(secret: str, key: str, moment: str, body: bytes) -> str:
    """Return the value of the header `webhook-signature`: HMAC-SHA256 over id, time stamp and body."""
    signed = b".".join([key.encode(), moment.encode(), body])
    digest = hmac.digest(b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256)
    return "v1," + b64encode(digest).decode()


def _claim(failing: set[int]) -> Delivery | None:
    """Take on the delivery that is due for the longest, so that nobody else sends it."""
    now, claim = timezone.now(), uuid.uuid4()
    with transaction.atomic():
        wanted = Webhook.objects.filter(is_on=True).exclude(pk__in=failing)
        ready = Delivery.objects.filter(due_at__lte=now, webhook__in=wanted).order_by("due_at", "pk")
        key = ready.select_for_update(skip_locked=True).values_list("pk", flat=True).first()
        if key is None:
            return None
        mine = Delivery.objects.filter(pk=key, due_at__lte=now)
        mine.update(claim=claim, due_at=now + LEASE, attempts=F("attempts") + 1)
    return Delivery.objects.select_related("webhook").filter(pk=key, claim=claim).first()


def _deliver(delivery: Delivery) -> bool:
    """Send a delivery once, and write down what came of it; return whether it was taken."""
    now = timezone.now()
    body, moment, key = _body(delivery), str(int(now.timestamp())), str(delivery.key)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": moment,
        "webhook-signature": signature(delivery.webhook.secret, key, moment, body),
    }
    status, is_final = None, False
    try:
        reply = send(delivery.webhook.url, body, headers, patience=PATIENCE, redirects=REDIRECTS)
    except OutgoingError as error:
        said, is_final = str(error), isinstance(error, RefusedAddressError)
    else:
        status, said = reply.status, reply.body.decode(errors="replace").replace("\0", "")
        is_final = status == GONE
    is_taken = status is not None and 200 <= status < 300
    wait = None if is_taken or is_final else wait_after(delivery.attempts)
    with transaction.atomic():
        mine = Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim)
        mine.update(
            due_at=timezone.now() + wait if wait else None,
            delivered_at=timezone.now() if is_taken else None,
            claim=None,
        )
        if Delivery.objects.filter(pk=delivery.pk).exists():
            Attempt.objects.create(delivery=delivery, at=now, status=status, said=said[:LONGEST_SAID])
    if is_taken:
        due.note_success(JOB)
    else:
        due.note_failure(
            JOB, f"{delivery.webhook}: {said if status is None else f'it answered {status}.'}"
        )
    return is_taken


def _body(delivery: Delivery) -> bytes:
    """Return what is sent: the story as the API tells it, or where it was once readers do not see it."""
    stories = Article.objects.published().for_cards().with_bylines()
    story = stories.filter(pk=delivery.story).first()
    if story:
        add_tags([story])
    bare = {"id": delivery.story, "url": f"{settings.SITE_URL}{delivery.path}"}
    told = {
        "type": delivery.event,
        "timestamp": delivery.created_at,
        "data": {"story": telling.summary(story) if story else bare},
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
