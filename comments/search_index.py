"""The index of comments' words: a table beside the comments that triggers of the database keep right.

Triggers, and not the workflow, because comments also come and go in bulk: imports, demos, erasure.
Each row holds what moderators search (name, e-mail, network address, words) and marks to narrow
a search down: the status, the story, whether reports of readers are open. Django knows no model of it.
`ensure` runs after each `migrate`, since on SQLite whatever alters the table of comments makes it
anew and loses its triggers; where any is missing, the index is filled anew.
"""

from django.db import connections, transaction

TABLE = "comments_words"
COMMENTS = "comments_comment"


def ensure(using: str = "default", **kwargs) -> bool:
    """Make the index of a database if it, or a trigger, is not there. Return whether it was made.

    Filling it reads every comment and keeps writers of comments waiting: about a minute a million.
    """
    connection = connections[using]
    make, triggers = (_make_postgresql, 4) if connection.vendor == "postgresql" else (_make_sqlite, 3)
    with connection.cursor() as cursor:
        if COMMENTS not in connection.introspection.table_names(cursor):
            return False
        cursor.execute(_COUNT_TRIGGERS[connection.vendor])
        if cursor.fetchone()[0] == triggers:
            return False
    with transaction.atomic(using), connection.cursor() as cursor:
        make(cursor)
    return True


def forget_what_is_gone(using: str = "default") -> None:
    """Take words of deleted and changed comments out of the index for good.

    FTS5 keeps a word that was taken out until it next merges; this merges all of it, which takes some
    seconds for a million comments. PostgreSQL keeps nothing but what its VACUUM clears as everywhere.
    """
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('optimize')")  # noqa: S608  constants


_COUNT_TRIGGERS = {
    "sqlite": "SELECT count(*) FROM sqlite_master "
    "WHERE type = 'trigger' AND name LIKE 'comments_words_%'",
    "postgresql": "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE t.tgname LIKE 'comments_words_%' AND pg_table_is_visible(c.oid)",
}


# SQLite: FTS5 without a copy of the text, https://www.sqlite.org/fts5.html#contentless_tables. It
# forgets a row when it is told the words that it was given.

_SQLITE_WORDS = "{0}.name || ' ' || {0}.email || ' ' || coalesce({0}.ip_address, '') || ' ' || {0}.body"
_SQLITE_MARKS = (
    "{0}.status || ' story' || {0}.article_id || CASE WHEN {0}.report_count > 0 "
    "AND {0}.status IN ('approved', 'pending') THEN ' reported' ELSE '' END"
)
_SQLITE_ADD = (
    f"INSERT INTO {TABLE}(rowid, words, marks) "  # noqa: S608  constants
    f"VALUES (new.id, {_SQLITE_WORDS.format('new')}, {_SQLITE_MARKS.format('new')});"
)
_SQLITE_FORGET = (
    f"INSERT INTO {TABLE}({TABLE}, rowid, words, marks) "  # noqa: S608  constants
    f"VALUES ('delete', old.id, {_SQLITE_WORDS.format('old')}, {_SQLITE_MARKS.format('old')});"
)
_SQLITE_CHANGED = (
    f"{_SQLITE_WORDS.format('old')} IS NOT {_SQLITE_WORDS.format('new')} "
    f"OR {_SQLITE_MARKS.format('old')} IS NOT {_SQLITE_MARKS.format('new')} OR old.id <> new.id"
)


def _make_sqlite(cursor) -> None:
    for trigger in ("added", "changed", "gone"):
        cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{trigger}")
    cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
    cursor.execute(
        f"CREATE VIRTUAL TABLE {TABLE} USING fts5(words, marks, content='', columnsize=0, "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    cursor.execute(
        f"INSERT INTO {TABLE}(rowid, words, marks) SELECT c.id, {_SQLITE_WORDS.format('c')}, "  # noqa: S608
        f"{_SQLITE_MARKS.format('c')} FROM {COMMENTS} c ORDER BY c.id"
    )
    cursor.execute(f"CREATE TRIGGER {TABLE}_added AFTER INSERT ON {COMMENTS} BEGIN {_SQLITE_ADD} END")
    cursor.execute(f"CREATE TRIGGER {TABLE}_gone AFTER DELETE ON {COMMENTS} BEGIN {_SQLITE_FORGET} END")
    cursor.execute(
        f"CREATE TRIGGER {TABLE}_changed AFTER UPDATE ON {COMMENTS} WHEN {_SQLITE_CHANGED} "
        f"BEGIN {_SQLITE_FORGET} {_SQLITE_ADD} END"
    )


# PostgreSQL: a tsvector for each comment. Its words are folded and freed of signs first, so that the
# parser, which knows addresses and numbers with signs, sees words alone. A mark begins with a sign
# and is therefore no word. What a trigger compares stands in its body: named in its definition, a
# column could not be altered any more.

_POSTGRESQL = rf"""
DROP TABLE IF EXISTS {TABLE};
CREATE TABLE {TABLE} (comment_id bigint PRIMARY KEY, words tsvector NOT NULL);

CREATE OR REPLACE FUNCTION {TABLE}_fold(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(lower(normalize(said, NFKD)), '[\u0300-\u036F]+', '', 'g'),
        '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u00D7\u00F7\u060C\u061B\u061F'
        '\u066A-\u066D\u06D4\u2000-\u206F\u2190-\u2BFF\u3000-\u303F\uFFF0-\uFFFF]+', ' ', 'g')
$$;

CREATE OR REPLACE FUNCTION {TABLE}_of(
    name text, email text, address inet, body text, status text, story bigint, reports int
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('simple', {TABLE}_fold(
        name || ' ' || email || ' ' || coalesce(host(address), '') || ' ' || body
    )) || array_to_tsvector(ARRAY['=' || status, '=story' || story])
    || CASE WHEN reports > 0 AND status IN ('approved', 'pending')
       THEN array_to_tsvector(ARRAY['=reported']) ELSE ''::tsvector END
$$;

CREATE OR REPLACE FUNCTION {TABLE}_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE {TABLE};
        RETURN NULL;
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM {TABLE} WHERE comment_id = OLD.id;
        RETURN NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        IF (OLD.id, OLD.name, OLD.email, OLD.ip_address, OLD.body, OLD.status, OLD.article_id,
            OLD.report_count)
            IS NOT DISTINCT FROM (NEW.id, NEW.name, NEW.email, NEW.ip_address, NEW.body, NEW.status,
            NEW.article_id, NEW.report_count)
        THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO {TABLE} VALUES (NEW.id, {TABLE}_of(NEW.name, NEW.email, NEW.ip_address, NEW.body,
        NEW.status, NEW.article_id, NEW.report_count))
    ON CONFLICT (comment_id) DO UPDATE SET words = EXCLUDED.words;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER {TABLE}_added AFTER INSERT ON {COMMENTS}
FOR EACH ROW EXECUTE FUNCTION {TABLE}_keep();
CREATE OR REPLACE TRIGGER {TABLE}_changed AFTER UPDATE ON {COMMENTS}
FOR EACH ROW EXECUTE FUNCTION {TABLE}_keep();
CREATE OR REPLACE TRIGGER {TABLE}_gone AFTER DELETE ON {COMMENTS}
FOR EACH ROW EXECUTE FUNCTION {TABLE}_keep();
CREATE OR REPLACE TRIGGER {TABLE}_emptied AFTER TRUNCATE ON {COMMENTS}
FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_keep();

INSERT INTO {TABLE}
SELECT id, {TABLE}_of(name, email, ip_address, body, status, article_id, report_count) FROM {COMMENTS};
CREATE INDEX {TABLE}_found ON {TABLE} USING gin (words) WITH (gin_pending_list_limit = 256);
"""  # noqa: S608  constants


def _make_postgresql(cursor) -> None:
    cursor.execute(_POSTGRESQL)
