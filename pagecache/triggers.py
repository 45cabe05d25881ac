"""The triggers by which the database writes down what changed, for SQLite and for PostgreSQL.

They are made after every migration, and gone while migrations run: SQLite would not let a table be
made anew that a trigger speaks of. `Watching` says whether those of this version of the program are
there; as long as they are not, no page is kept.
"""

import hashlib
import time
from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction
from django.utils import timezone

from pagecache.models import EVERYTHING, Change, Watching
from pagecache.watching import DELETE, INSERT, UPDATE, Watch, watches

PREFIX = "pagecache_"
VERSION = 4  # of what this module makes of a watch
TRIES, PAUSE = 200, 0.05  # to find all tables free at once, and seconds between them


def digest() -> str:
    """Return what tells the triggers that this version of the program needs from those of others."""
    return hashlib.sha256(repr((VERSION, watches)).encode()).hexdigest()


def install(using: str = DEFAULT_DB_ALIAS, **kwargs) -> None:
    """Make the triggers, if they are not there; a receiver of post_migrate."""
    connection = connections[using]
    tables = {Change._meta.db_table, *(watch.table for watch in watches)}
    if using != DEFAULT_DB_ALIAS or not tables <= set(connection.introspection.table_names()):
        return
    with transaction.atomic(using):
        _wait_for_others(connection)
        needed = {_name(number, event) for number, watch in enumerate(watches) for event in watch.on}
        if {name for name, _ in _names(connection)} != needed:
            remove(using)
            _lock(connection, {watch.table for watch in watches}, "SHARE ROW EXCLUSIVE")
            with connection.cursor() as cursor:
                for number, watch in enumerate(watches):
                    for statement in _statements(connection, cursor, watch, number):
                        cursor.execute(statement)
        elif Watching.objects.filter(digest=digest()).exists():
            return
        Watching.objects.update_or_create(pk=1, defaults={"digest": digest()})
        note(EVERYTHING, using)
        _note_what_is_to_come(connection)


def remove(using: str = DEFAULT_DB_ALIAS, plan: object = True, **kwargs) -> None:
    """Take the triggers away, and say so; a receiver of pre_migrate. An empty `plan` needs it not."""
    connection = connections[using]
    if not plan:
        return
    with transaction.atomic(using), connection.cursor() as cursor:
        _wait_for_others(connection)
        if Watching._meta.db_table in connection.introspection.table_names(cursor):
            Watching.objects.using(using).all().delete()
        names = _names(connection)
        _lock(connection, {table for _, table in names}, "ACCESS EXCLUSIVE")
        for name, table in names:
            if connection.vendor == "postgresql":
                cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
                cursor.execute(f'DROP FUNCTION "{name}"()')
            else:
                cursor.execute(f'DROP TRIGGER "{name}"')


def _wait_for_others(connection) -> None:
    """Let one process at a time make and take away triggers, until its transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [PREFIX])


def _lock(connection, tables: Iterable[str], mode: str) -> None:
    """Lock tables of PostgreSQL all at once or none: nobody whom we wait for must wait for us.

    Readers do not queue behind us meanwhile either. Where the tables are never all free, what needs
    them waits for one after the other.
    """
    if connection.vendor != "postgresql" or not tables:
        return
    named = ", ".join(f'"{table}"' for table in tables)
    for _ in range(TRIES):
        try:
            with transaction.atomic(connection.alias), connection.cursor() as cursor:
                return cursor.execute(f"LOCK TABLE {named} IN {mode} MODE NOWAIT")
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != "55P03":  # lock_not_available
                raise
            time.sleep(PAUSE)


def _note_what_is_to_come(connection) -> None:
    """Write down the times to come of rows that were written while nobody watched.

    Everything counts as changed then. Only rows that say such a time themselves are asked.
    """
    table, now = Change._meta.db_table, _now(connection)
    for watch in watches:
        for moment in watch.moments:
            if " FROM " in moment:
                continue
            of_rows = f' AS at FROM "{watch.table}" r WHERE '
            found = moment.format(row="r", now=now).replace(" WHERE ", of_rows, 1)
            # By the keys of one story, a moment is not known for another that comes at the same hour.
            known = (
                f"SELECT at FROM {table} WHERE at IS NOT NULL"
                f" AND key = '{EVERYTHING}' AND source = '{watch.table}'"
            )
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO {table} (key, at, source, noted_at, written_in)"
                    f" SELECT '{EVERYTHING}', at, '{watch.table}', {now}, {_number(connection)}"
                    f" FROM (SELECT DISTINCT at FROM ({found}) f) m WHERE at NOT IN ({known})"
                )


def note(key: str, using: str = DEFAULT_DB_ALIAS) -> None:
    """Write down by hand that what a key stands for changed, in the running transaction."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Change._meta.db_table} (key, source, noted_at, written_in)"
            f" VALUES (%s, '', %s, {_number(connection)})",
            [key, connection.ops.adapt_datetimefield_value(timezone.now())],
        )


def _number(connection) -> str:
    """Return, in SQL, the number of the running transaction, by which its rows are found."""
    return "pg_current_xact_id()::text::bigint" if connection.vendor == "postgresql" else "0"


def _now(connection) -> str:
    """Return the moment, in SQL, as the columns of times have it."""
    postgresql = connection.vendor == "postgresql"
    return "clock_timestamp()" if postgresql else "strftime('%Y-%m-%d %H:%M:%f', 'now')"


def _name(number: int, event: str) -> str:
    return f"{PREFIX}{digest()[:8]}_{number}_{event.lower()}"


def _names(connection) -> list[tuple[str, str]]:
    """Return the triggers that are there, each with its table."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
        )
    else:
        sql = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [(name, table) for name, table in cursor.fetchall() if name.startswith(PREFIX)]


def _statements(connection, cursor, watch: Watch, number: int):
    """Yield the statements that make the triggers of a watch."""
    description = connection.introspection.get_table_description(cursor, watch.table)
    columns = [column.name for column in description]
    for event in watch.on:
        name = _name(number, event)
        wanted = _condition(connection, watch, event, columns)
        noted = _insert(connection, watch, event)
        if connection.vendor == "postgresql":
            # Where a vacuum met the table empty, a plan would go through all of it for every row.
            yield (
                f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql'
                " SET enable_seqscan = off AS $$ BEGIN"
                f" IF {wanted} THEN {noted}; END IF; RETURN NULL; END $$"
            )
            yield (
                f'CREATE TRIGGER "{name}" AFTER {event} ON "{watch.table}"'
                f' FOR EACH ROW EXECUTE FUNCTION "{name}"()'
            )
        else:
            yield (
                f'CREATE TRIGGER "{name}" AFTER {event} ON "{watch.table}" WHEN {wanted}'
                f" BEGIN {noted}; END"
            )


def _rows(event: str) -> list[str]:
    return {INSERT: ["NEW"], DELETE: ["OLD"], UPDATE: ["OLD", "NEW"]}[event]


def _condition(connection, watch: Watch, event: str, columns: list[str]) -> str:
    """Return whether a change counts, in SQL."""
    counts = " OR ".join(f"({watch.when.format(row=row)})" for row in _rows(event))
    if event != UPDATE:
        return f"({counts})"
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    looked_at = [name for name in columns if name in (watch.only or columns)]
    looked_at = [name for name in looked_at if name not in watch.ignoring]
    changed = " OR ".join(f'OLD."{name}" {differs} NEW."{name}"' for name in looked_at)
    return f"({changed}) AND ({counts})"


def _insert(connection, watch: Watch, event: str) -> str:
    """Return the statement that writes the keys of a change, each once in a transaction."""
    postgresql = connection.vendor == "postgresql"
    now = _now(connection)
    number = _number(connection)
    kinds = ("::text", "::timestamptz") if postgresql else ("", "")
    keys = [_select(key.format(row=row, now=now)) for row in _rows(event) for key in watch.keys]
    # A machine whose clock is behind by less than a minute comes to what was just now once more.
    if postgresql:
        lately = "clock_timestamp() - interval '1 minute'"
    else:
        lately = "strftime('%Y-%m-%d %H:%M:%f', 'now', '-1 minute')"
    moments = [] if event == DELETE else [each.format(row="NEW", now=lately) for each in watch.moments]
    all_keys = " UNION ".join([f"SELECT NULL{kinds[0]} AS key", *keys])
    all_times = " UNION ".join([f"SELECT NULL{kinds[1]} AS at", *moments])
    table = Change._meta.db_table
    # The offset keeps PostgreSQL from making a join of it, for which it goes through all keys of the
    # transaction, for each of them: it would be looked up in the index no more.
    again = (
        f"SELECT 1 FROM {table} c WHERE c.written_in = {number} AND c.key = k.key"
        " AND c.at IS NOT DISTINCT FROM m.at OFFSET 0"
    )
    return (
        f"INSERT INTO {table} (key, at, source, noted_at, written_in)"
        f" SELECT k.key, m.at, '{watch.table}', {now}, {number}"
        f" FROM ({all_keys}) k CROSS JOIN ({all_times}) m"
        " WHERE k.key IS NOT NULL" + (f" AND NOT EXISTS ({again})" if postgresql else "")
    )


def _select(key: str) -> str:
    return key if key.startswith("SELECT ") else f"SELECT {key}"
