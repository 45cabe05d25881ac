"""Telling services outside what has changed: a WebSub hub, and search engines by IndexNow.

Whatever changes writes rows (`note`), in its own transaction and without waiting for anybody; a
chore sends what is due (`send_due`). Each row is claimed by one process. What is not taken is
tried again, ever more slowly, for a day and a half. The services are told of addresses only: they
come and read them.

https://www.w3.org/TR/websub/ leaves open how a hub is told; this is how the hubs there are expect
it, since https://pubsubhubbub.github.io/PubSubHubbub/pubsubhubbub-core-0.4.html#rfc.section.7
IndexNow: https://www.indexnow.org/documentation
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles import due
from articles.feed_addresses import feeds_of
from articles.models import Article, Ping
from masthead.models import SiteSettings
from outgoing.http import OutgoingError, RefusedAddressError, Reply, send
from outgoing.retries import wait_after

Service = Ping.Service

INDEXNOW = "https://api.indexnow.org/indexnow"  # hands it on to all search engines that take part
AT_ONCE = 20  # rows that are sent by one request
LONGEST_RUN = 50  # requests of one run
LEASE = dt.timedelta(minutes=10)  # after which somebody else may send what a process claimed


def note(article: Article) -> None:
    """Have the services told of a story that appeared, changed or went, and of the feeds it is in.

    Nobody is told of a site on this machine.
    """
    _write_down(_places(article))


@contextmanager
def leaving(article: Article) -> Iterator[None]:
    """Have the services told of the address and the feeds that a public story leaves in the block."""
    before = _places(article) if article.is_public else {}
    yield
    if before:
        after = _places(article)
        _write_down(
            {
                service: [url for url in urls if url not in after[service]]
                for service, urls in before.items()
            }
        )


def _places(article: Article) -> dict[Service, list[str]]:
    """Return the addresses that each service which is switched on has to know of a story."""
    site, places = SiteSettings.load(), {}
    if settings.SITE_IS_LOCAL:
        return places
    if site.indexnow_key:
        places[Service.INDEXNOW] = [f"{settings.SITE_URL}{article.get_absolute_url()}"]
    if site.websub_hub:
        places[Service.WEBSUB] = feeds_of(article)
    return places


def _write_down(places: dict[Service, list[str]]) -> None:
    now = timezone.now()
    for service, urls in places.items():
        if urls:
            Ping.objects.create(service=service, urls=urls, due_at=now)


def send_due() -> int:
    """Tell the services what is due; return of how many addresses. Raises nothing of what they do."""
    site, sent = SiteSettings.load(), 0
    for service in Service:
        for _ in range(LONGEST_RUN):
            rows = _claim(service)
            if not rows:
                break
            urls = list(dict.fromkeys(url for row in rows for url in row.urls))
            if not _tell(site, service, rows, urls):
                break
            sent += len(urls)
    return sent


def _claim(service: str) -> list[Ping]:
    """Take on rows that are due, so that nobody else sends them; return them."""
    now, claim = timezone.now(), uuid.uuid4()
    with transaction.atomic():
        free = Ping.objects.filter(service=service, due_at__lte=now).order_by("due_at", "pk")
        keys = list(free.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
        mine = Ping.objects.filter(pk__in=keys, due_at__lte=now)
        mine.update(claim=claim, due_at=now + LEASE, attempts=F("attempts") + 1)
    return list(Ping.objects.filter(pk__in=keys, claim=claim).order_by("pk"))


def _tell(site: SiteSettings, service: str, rows: list[Ping], urls: list[str]) -> bool:
    """Send one request; delete its rows if it was taken, else put them off. Return whether it was."""
    mine = Ping.objects.filter(pk__in=[row.pk for row in rows], claim=rows[0].claim)
    job = f"telling {Service(service).label}"
    try:
        reply = _ask(site, service, urls)
    except RefusedAddressError as error:
        failure, is_final = str(error), True
    except OutgoingError as error:
        failure, is_final = str(error), False
    else:
        if reply is None or reply.is_fine:
            mine.delete()
            due.note_success(job)
            return True
        failure, is_final = f"It answered {reply.status}.", not reply.may_change
    due.note_failure(job, failure)
    for row in rows:
        wait = None if is_final else wait_after(row.attempts)
        own = mine.filter(pk=row.pk)
        if wait is None:
            own.delete()
        else:
            own.update(due_at=timezone.now() + wait)
    return False


def _ask(site: SiteSettings, service: str, urls: list[str]) -> Reply | None:
    """Send addresses to a service; None: it is switched off by now, and is not asked."""
    if service == Service.WEBSUB and site.websub_hub:
        form = [("hub.mode", "publish"), *(("hub.url", url) for url in urls)]
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return send(site.websub_hub, urlencode(form).encode(), kind, redirects=3)
    if service == Service.INDEXNOW and site.indexnow_key:
        told = {
            "host": urlsplit(settings.SITE_URL).hostname,
            "key": site.indexnow_key,
            "keyLocation": f"{settings.SITE_URL}/{site.indexnow_key}.txt",
            "urlList": urls,
        }
        return send(INDEXNOW, json.dumps(told).encode(), {"Content-Type": "application/json"})
    return None
