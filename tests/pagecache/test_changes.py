"""What changed is read once each, and nothing is left out, whatever the order of the commits."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from articles.models import Article
from masthead.models import SiteSettings
from pagecache import changes, triggers
from pagecache.changes import KEPT, Reader, prune
from pagecache.models import EVERYTHING, Change, Watching
from tests.bulk import make_stories
from tests.factories import ArticleFactory, CommentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(transactional_db) -> Reader:
    """A reader that has read what there was."""
    reader = Reader()
    reader.read()
    return reader


def keys(reader: Reader) -> list[str]:
    return sorted(change.key for change in reader.read().changes)


def test_change_is_read_once(reader):
    SiteSettings.objects.create(pk=1)
    assert keys(reader) == ["site"]
    assert keys(reader) == []


def test_each_process_reads_every_change(reader):
    other = Reader()
    other.read()
    SiteSettings.objects.create(pk=1)
    assert keys(reader) == keys(other) == ["site"]


def test_what_is_rolled_back_was_never_written_down(reader):
    with transaction.atomic():
        SiteSettings.objects.create(pk=1)
        transaction.set_rollback(True)
    assert keys(reader) == []


def test_change_that_readers_do_not_see_is_none(reader):
    SiteSettings.objects.create(pk=1)
    draft = ArticleFactory(headline="A draft", tagged=["Harbour"])
    CommentFactory(article=draft, status="pending")
    keys(reader)
    Article.objects.filter(pk=draft.pk).update(headline="Another draft")
    draft.tags.add("Sea")
    assert keys(reader) == []


def test_withdrawn_story_changes_every_list_it_stood_in(reader):
    story = ArticleFactory(headline="Harbour", tagged=["Harbour"], published=True)
    keys(reader)
    Article.objects.filter(pk=story.pk).update(status="withdrawn")
    tag = story.tags.get()
    assert keys(reader) == sorted([f"article:{story.pk}", "stories", "lineup", f"tag:{tag.pk}"])


def test_commit_that_comes_late_is_not_missed(reader):
    """Ids are given out when rows are written, and become visible when they are committed."""
    if connection.vendor == "sqlite":
        assert "AUTOINCREMENT" in _definition_of(Change._meta.db_table)
        return  # one writer at a time: ids are in the order of the commits
    written, go_on, seen = threading.Event(), threading.Event(), []

    def slow_writer():
        try:
            with transaction.atomic():
                triggers.note("slow")
                written.set()
                assert go_on.wait(60)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    assert written.wait(60)
    triggers.note("quick")
    seen.append(keys(reader))
    triggers.note("later")
    seen.append(keys(reader))
    go_on.set()
    thread.join(60)
    seen += [keys(reader), keys(reader)]
    assert seen == [["quick"], ["later"], ["slow"], []]


def _definition_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
        return cursor.fetchone()[0]


def test_moment_to_come_is_read_by_whoever_begins_later(reader):
    at = timezone.now() + dt.timedelta(hours=1)
    story = ArticleFactory(headline="Tide", published=at)
    found = {(change.key, change.at) for change in Reader().read().changes}
    assert (f"article:{story.pk}", at) in found
    assert ("lineup", at) in found


def test_more_changes_than_one_reads_count_as_everything(reader, monkeypatch):
    monkeypatch.setattr(changes, "MOST", 3)
    for number in range(5):
        triggers.note(f"key:{number}")
    assert not reader.read().is_whole
    triggers.note("next")
    reading = reader.read()
    assert (reading.is_whole, [change.key for change in reading.changes]) == (True, ["next"])


def test_all_that_is_to_come_is_read_however_much_it_is(reader, monkeypatch):
    monkeypatch.setattr(changes, "MOST", 3)
    hour = dt.timedelta(hours=1)
    times = [timezone.now() + number * hour for number in range(1, 9)]
    for at in times:
        ArticleFactory(published=at)
    assert {change.at for change in Reader().read().changes if change.key == "lineup"} == set(times)


def test_rows_are_kept_an_hour_after_they_were_first_met(reader):
    now = timezone.now()
    Change.objects.all().delete()
    triggers.note("old")
    Change.objects.update(noted_at=now - dt.timedelta(days=2))  # by a transaction of two days
    assert prune(now) == 0
    assert prune(now + KEPT - dt.timedelta(seconds=1)) == 0
    triggers.note("new")
    assert prune(now + KEPT) == 1
    assert list(Change.objects.values_list("key", flat=True)) == ["new"]


def test_moments_to_come_are_not_forgotten(reader):
    now = timezone.now()
    Change.objects.all().delete()
    ArticleFactory(headline="Tide", published=now + 3 * KEPT)
    prune(now)
    prune(now + KEPT)
    assert set(Change.objects.values_list("at", flat=True)) == {now + 3 * KEPT}
    prune(now + 5 * KEPT)
    assert not Change.objects.exists()


def test_reading_says_whether_changes_are_written_down(reader):
    assert reader.read().is_watched
    triggers.remove()
    assert not reader.read().is_watched
    SiteSettings.objects.create(pk=1)
    assert keys(reader) == []
    triggers.install()
    reading = reader.read()
    assert (reading.is_watched, [change.key for change in reading.changes]) == (True, [EVERYTHING])


def test_triggers_of_another_version_are_replaced(reader):
    Watching.objects.update(digest="of another version")
    assert not reader.read().is_watched
    triggers.install()
    assert reader.read().is_watched
    keys(reader)
    SiteSettings.objects.create(pk=1)
    assert keys(reader) == ["site"]


def test_migrations_run_without_triggers_and_have_them_again_in_the_end(reader):
    call_command("migrate", verbosity=0)
    assert reader.read().is_watched
    SiteSettings.objects.create(pk=1)
    assert "site" in keys(reader)


def test_what_was_scheduled_while_nobody_watched_is_known_to_come(reader):
    """Before the first version that watches, too."""
    now = timezone.now()
    unwatched = now + dt.timedelta(hours=2)
    ArticleFactory(published=unwatched)  # its keys are known to come then, and not those of the next
    triggers.remove()
    ArticleFactory(published=unwatched, expires_at=unwatched + dt.timedelta(days=1))
    ArticleFactory(published=now - dt.timedelta(hours=1))
    SiteSettings.objects.create(
        pk=1, banner_starts_at=unwatched, banner_ends_at=unwatched + dt.timedelta(days=2)
    )
    for _ in range(2):  # and written down once
        triggers.install()
        to_come = Change.objects.filter(key=EVERYTHING, at__gt=now).values_list("at", flat=True)
        assert sorted(to_come) == [
            *(unwatched, unwatched),
            *(unwatched + dt.timedelta(days=1), unwatched + dt.timedelta(days=2)),
        ]
        Watching.objects.update(digest="of another version")


def test_migrating_where_there_is_nothing_to_migrate_leaves_the_triggers(reader):
    keys(reader)
    call_command("migrate", verbosity=0)
    assert keys(reader) == []


def test_two_machines_make_the_triggers_at_once(transactional_db):
    def migrate(number):
        try:
            triggers.remove()
            triggers.install()
        finally:
            connection.close()

    if connection.vendor == "postgresql":
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(migrate, range(12)))
    assert Watching.objects.get().digest == triggers.digest()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_migrating_holds_nothing_that_a_save_needs_while_it_waits_for_that(transactional_db):
    first, *_, last = dict.fromkeys(table for _, table in triggers._names(connection))

    def migrate():
        try:
            triggers.remove()
            triggers.install()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{last}" IN ROW EXCLUSIVE MODE')
            migrating = threads.submit(migrate)
            has_tried = False
            while not has_tried and not migrating.done():
                cursor.execute("SELECT pg_stat_clear_snapshot()")
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND"
                    " pid <> pg_backend_pid() AND (wait_event_type = 'Lock' OR query ~ 'SAVEPOINT')"
                )
                has_tried = cursor.fetchone()[0] > 0
            cursor.execute(f'LOCK TABLE "{first}" IN ROW EXCLUSIVE MODE')
        migrating.result()
    assert Watching.objects.get().digest == triggers.digest()


def test_reading_without_a_change_is_one_query(reader, django_assert_num_queries):
    with django_assert_num_queries(1):
        reader.read()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite may write a key twice")
def test_change_of_many_rows_looks_at_each_of_its_keys_once():
    number = 200
    make_stories(number)
    Change.objects.all().delete()
    with connection.cursor() as cursor:  # as a vacuum finds it when all was pruned
        cursor.execute("VACUUM ANALYZE pagecache_change")
    with transaction.atomic(), connection.cursor() as cursor:
        before = _rows_looked_at(cursor)
        Article.objects.update(headline="y")
        assert _rows_looked_at(cursor) - before < 10 * number


def _rows_looked_at(cursor) -> int:
    """Return how many rows of changes PostgreSQL has looked at and not reported yet."""
    cursor.execute(
        "SELECT idx_tup_fetch + seq_tup_read FROM pg_stat_xact_all_tables"
        " WHERE relname = 'pagecache_change'"
    )
    return cursor.fetchone()[0]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no standby")
def test_after_a_promotion_everything_counts_as_changed(reader):
    """Numbers of transactions went on from another one than this reader has seen."""
    end, running, timeline = reader.place
    assert Reader([end, running, timeline]).read().is_whole
    assert not Reader([end, running, timeline - 1]).read().is_whole
