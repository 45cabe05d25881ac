"""What changed: read from the table that the triggers write, each change once, none left out.

On PostgreSQL a row can become visible after rows with higher ids. So each reading also asks for the
snapshot it was made in: of the transactions that this one did not see yet (those in progress, and
those that had not begun), the next reading takes all rows. That is exact, however long any of them
took: a row comes with the first snapshot that sees its transaction. Numbers of transactions mean
something on one timeline only: a standby that was promoted may count on from less than the primary
had reached, so that by then everything counts as changed. On SQLite one transaction writes at a time,
and ids are in the order of the commits.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections

from pagecache.models import Change, Watching
from pagecache.replica import Position
from pagecache.triggers import digest

MOST = 5_000  # rows of one reading; if there are more, everything counts as changed
KEPT = dt.timedelta(hours=1)  # how long a row is there for everybody to read, at least
LONGEST_PAUSE = KEPT.total_seconds() / 2  # between two readings; after a longer one, all is read anew

_TABLE, _WATCHING = Change._meta.db_table, Watching._meta.db_table


@dataclass(frozen=True)
class Noted:
    """A change: its key, when it happens if that is still to come, and the table whose row changed."""

    key: str
    at: dt.datetime | None
    source: str


@dataclass(frozen=True)
class Reading:
    """What is new. `is_whole`: nothing was missed; otherwise everything may have changed.

    `is_watched`: the triggers of this version of the program are there. `position`: what is seen by
    this reading was committed before it; None on SQLite.
    """

    changes: list[Noted]
    is_whole: bool
    is_watched: bool
    position: Position | None = None


class Reader:
    """Reads what changed since its last reading; the first one tells what is to come.

    `place` is how far it has read, as JSON can hold it; a reader can go on from that of another one.
    """

    def __init__(self, place: object = None):
        self._digest = digest()
        self.place = place

    def read(self) -> Reading:
        """Return what is new; raises django.db.DatabaseError or InterfaceError as it comes."""
        connection = connections[DEFAULT_DB_ALIAS]
        read = self._read_postgresql if connection.vendor == "postgresql" else self._read_sqlite
        try:
            with connection.cursor() as cursor:
                place, found, is_whole, rows, position = read(cursor, self.place)
                if self.place is not None and not (is_whole and len(rows) <= MOST):
                    is_whole = False
                    place, found, _, rows, position = read(cursor, None)  # for what is to come
        finally:
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
        self.place = place
        changes = [Noted(key, _aware(at), source) for key, at, source in rows]
        return Reading(changes, is_whole, found == self._digest, position)

    @staticmethod
    def _read_sqlite(cursor, place):
        cursor.execute(
            f"SELECT (SELECT seq FROM sqlite_sequence WHERE name = '{_TABLE}'),"
            f" (SELECT digest FROM {_WATCHING} LIMIT 1)"
        )
        newest, found = cursor.fetchone()
        newest = newest or 0
        if place is None or newest < place:
            cursor.execute(f"SELECT key, at, source FROM {_TABLE} WHERE at IS NOT NULL")
            return newest, found, False, cursor.fetchall(), None
        if newest == place:
            return newest, found, True, [], None
        cursor.execute(
            f"SELECT key, at, source FROM {_TABLE} WHERE id > %s AND id <= %s LIMIT {MOST + 1}",
            [place, newest],
        )
        return newest, found, True, cursor.fetchall(), None

    @staticmethod
    def _read_postgresql(cursor, place):
        # What is past by the clock of a machine that is behind by less is no longer to come for any.
        which, values, most = "c.at > clock_timestamp() - interval '10 minutes'", [], ""
        if place:
            most = f" LIMIT {MOST + 1}"
            # Rows of a later number come from another cluster, by a backup: they were there before.
            which = (
                "(c.written_in >= %s OR c.written_in = ANY(%s))"
                " AND c.written_in < pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
            )
            values = place[:2]
        # The end of the log is asked after the snapshot was made: it is behind all that this one sees.
        cursor.execute(
            "SELECT pg_current_snapshot()::text, w.digest, w.lsn, w.log, c.key, c.at, c.source"
            " FROM (SELECT max(digest) AS digest, pg_current_wal_insert_lsn()::text AS lsn,"
            f" pg_walfile_name(pg_current_wal_lsn()) AS log FROM {_WATCHING}) w"
            f" LEFT JOIN {_TABLE} c ON {which}{most}",
            values,
        )
        rows = cursor.fetchall()
        snapshot, found, lsn, log = rows[0][:4]
        _, end, running = snapshot.split(":")
        position = Position(lsn, int(log[:8], 16))  # a file of the log is named after its timeline
        new = [int(end), [int(number) for number in running.split(",") if number], position.timeline]
        # Otherwise another database answers by now.
        is_whole = place is not None and new[0] >= place[0] and place[2:] == new[2:]
        return new, found, is_whole, [row[4:] for row in rows if row[4] is not None], position


def prune(now: dt.datetime) -> int:
    """Delete what everybody has had the time to read; return how many rows.

    How long a row is visible is told by when this function first met it: the time at which it was
    written can be long before its transaction was committed.
    """
    old = Change.objects.filter(counted_at__lte=now - KEPT).exclude(at__gt=now - KEPT)
    deleted, _ = old.delete()
    Change.objects.filter(counted_at=None).update(counted_at=now)
    return deleted


def _aware(moment) -> dt.datetime | None:
    """Return a moment as SQLite has it, as text in UTC, or as PostgreSQL has it."""
    if isinstance(moment, str):
        moment = dt.datetime.fromisoformat(moment)
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return moment
