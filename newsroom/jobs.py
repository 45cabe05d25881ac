"""What the program does for the site as a whole at the times of stories, and every now and then."""

import datetime as dt

from django.conf import settings
from django.db import connection
from django.utils import timezone

from articles import due
from articles.changes import Change, on_change
from articles.due import Kind, at, every
from articles.models import Article, DueMoment
from newsroom.webhooks import sending
from newsroom.webhooks.models import Event
from pagecache import changes
from pagecache.edges.backends import configured
from pagecache.edges.handing_on import forget_others, hand_on
from pagecache.edges.sending import send_due
from pagecache.models import Edge
from redirects.models import MissingAddress

EVENT_OF = {
    Change.UPDATED: Event.UPDATED,
    Change.WITHDRAWN: Event.WITHDRAWN,
    Change.DELETED: Event.WITHDRAWN,
    Change.REINSTATED: Event.PUBLISHED,
}

REMEMBERED = dt.timedelta(days=90)
TELLING = "telling shared caches"
LOOKED_AT = 20_000  # entries of an index, from which SQLite reckons


@at(Kind.WENT_LIVE)
def tell_webhooks_of_new_story(moment: DueMoment) -> None:
    """Have webhooks told that a story is there."""
    sending.note(moment.article, Event.PUBLISHED)


@at(Kind.EXPIRED)
def tell_webhooks_of_end(moment: DueMoment) -> None:
    """Have webhooks told that readers no longer see a story."""
    sending.note(moment.article, Event.WITHDRAWN)


@on_change
def tell_webhooks_of_change(story: Article, change: Change) -> None:
    """Have webhooks told of a change."""
    sending.note(story, EVENT_OF[change])


@every(minutes=1)
def send_webhooks() -> str:
    """Tell webhooks what has come up since the last time."""
    sent = sending.send_due()
    return f"webhooks that were told: {sent}" if sent else ""


@every(minutes=60)
def forget_old_deliveries() -> str:
    """Delete what webhooks were told more than a month ago."""
    deleted = sending.forget_old()
    return f"old deliveries to webhooks, deleted: {deleted}" if deleted else ""


@every(minutes=10)
def forget_page_changes() -> str:
    """Delete what the page cache has read long ago."""
    deleted = changes.prune(timezone.now())
    return f"changes that the page cache knows of, deleted: {deleted}" if deleted else ""


def tell_shared_caches() -> str:
    """Have the caches in front of the site drop what changed, as far as no web process has done so."""
    backends = configured()
    names = [backend.name for backend in backends]
    forget_others(names)
    hand_on(names)
    taken = sum(send_due(backend).taken for backend in backends)
    if failing := Edge.objects.exclude(error="").first():
        due.note_failure(TELLING, f"{failing}: {failing.error} What it has to drop is kept.")
    else:
        due.note_success(TELLING)
    return f"keys that shared caches were told to drop: {taken}" if taken else ""


if settings.PAGE_CACHE_EDGES:
    every(minutes=0)(tell_shared_caches)  # in every turn


@every(minutes=60)
def forget_missing_addresses() -> str:
    """Delete addresses that nobody has asked for in vain for three months."""
    old = MissingAddress.objects.filter(last_seen__lt=timezone.now() - REMEMBERED)
    deleted, _ = old.delete()
    return f"missing addresses that nobody asks for any more, deleted: {deleted}" if deleted else ""


@every(minutes=60)
def measure_tables() -> str:
    """Let SQLite know how common the values in its tables are; PostgreSQL finds it out by itself.

    Without, it takes any status of a story for rare, and goes through all published ones in search of
    five whose keys it has: a page that takes milliseconds takes seconds in a large paper. Of a table
    that is empty ANALYZE writes nothing down, and SQLite then takes it for a million rows: to find what
    belongs to stories and is not there, it would go through all stories. So it is written down here
    (https://sqlite.org/fileformat2.html#stat1tab allows for that).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
            cursor.execute("ANALYZE")
            cursor.execute(
                "INSERT INTO sqlite_stat1(tbl, idx, stat) SELECT name, NULL, '1' FROM sqlite_schema "
                "WHERE type = 'table' AND name NOT IN (SELECT tbl FROM sqlite_stat1) "
                r"AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND rootpage > 0"
            )
            cursor.execute("ANALYZE sqlite_schema")  # reads it
    return ""
