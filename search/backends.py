"""The one thing in which the databases differ: looking up which documents hold which lexemes.

Both hold the same lexemes: SQLite in an FTS5 table without the text and without positions
(https://www.sqlite.org/fts5.html), PostgreSQL as a tsvector under a GIN index. What is asked is a
`Match`; the answer is a query that yields keys, to be put into another one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import connection

TABLE = "search_index"
BUCKET = 2048  # neighbouring keys, which share a lexeme: so a part of the index can be asked alone

Asked = tuple[str, list]


@dataclass(frozen=True)
class Match:
    """Documents that hold a lexeme of each group in `every`, and none of `without`."""

    every: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()

    def also(self, *groups: tuple[str, ...]) -> "Match":
        """Return the same, narrowed down by further groups; those that are the same are equal."""
        return replace(self, every=tuple(sorted({*self.every, *filter(None, groups)})))


def bucket(key: int) -> str:
    """Return the lexeme that a document shares with its neighbours."""
    return f"=b{key // BUCKET}"


class SQLite:
    """FTS5 without a copy of the text; it forgets a row when it is told what it was given for it."""

    def write(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        """Add documents that are not there: keys and lexemes."""
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {TABLE}(rowid, lexemes) VALUES (%s, %s)",  # noqa: S608  constants
                [(key, _for_fts5(lexemes)) for key, lexemes in rows],
            )

    def remove(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        """Take documents out; the lexemes must be those that were written."""
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {TABLE}({TABLE}, rowid, lexemes) VALUES ('delete', %s, %s)",  # noqa: S608
                [(key, _for_fts5(lexemes)) for key, lexemes in rows],
            )

    def clear(self) -> None:
        """Take everything out."""
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('delete-all')")  # noqa: S608

    def lookup(self, match: Match, most: int) -> Asked:
        """Return a query that yields the keys of at most `most` documents, as `id`."""
        said = " AND ".join(f"({_any_of(group)})" for group in match.every)
        if match.without:
            said = f"({said}) NOT ({_any_of(match.without)})"
        query = f"SELECT rowid AS id FROM {TABLE} WHERE {TABLE} MATCH %s ORDER BY rowid DESC LIMIT %s"  # noqa: S608
        return f"SELECT id FROM ({query})", [said, most]  # noqa: S608

    def highest(self, match: Match, most: int, among: int) -> Asked:
        """Return a query that yields the highest keys, `most` of them, the highest first.

        They are the highest of all, whatever `among` how many PostgreSQL has to look.
        """
        return self.lookup(match, most)

    def size(self) -> int:
        """Return the bytes that the lookup takes on the disk."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(length(block)) FROM search_index_data")
            return cursor.fetchone()[0] or 0


def _for_fts5(lexemes: list[str]) -> str:
    return " ".join(map(_ascii, lexemes))


def _any_of(lexemes: tuple[str, ...]) -> str:
    return " OR ".join(f'"{_ascii(lexeme)}"' for lexeme in lexemes)


def _ascii(lexeme: str) -> str:
    """Return a lexeme as the tokenizer `ascii` takes it for one token, whatever its script."""
    return lexeme if lexeme.isascii() else f"={lexeme.encode().hex()}"


class PostgreSQL:
    """A tsvector under GIN, made of the lexemes as they are: no parser and no dictionary is asked.

    The function `search_find` asks the index only: estimates for a lexeme that stands in many
    documents would lead the planner to read the whole table.
    """

    def write(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        """Add documents that are not there: keys and lexemes."""
        rows = list(rows)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {TABLE}(id, lexemes) "  # noqa: S608  constants
                "SELECT key, array_to_tsvector(string_to_array(said, ' ')) "
                "FROM unnest(%s::bigint[], %s::text[]) AS given(key, said)",
                [[key for key, _ in rows], [" ".join(lexemes) for _, lexemes in rows]],
            )

    def remove(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        """Take documents out."""
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE} WHERE id = ANY(%s)", [[key for key, _ in rows]])  # noqa: S608

    def clear(self) -> None:
        """Take everything out."""
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {TABLE}")

    def lookup(self, match: Match, most: int) -> Asked:
        """Return a query that yields the keys of at most `most` documents, as `id`."""
        groups = [" | ".join(map(_quoted, group)) for group in match.every]
        groups += [f"!{_quoted(each)}" for each in match.without]
        said = " & ".join(f"({group})" for group in groups)
        return "SELECT id FROM search_find(%s::tsquery, %s) AS id", [said, most]

    def highest(self, match: Match, most: int, among: int) -> Asked:
        """Return a query that yields the highest keys, `most` of them, the highest first.

        GIN knows no order: `among` is how many are looked at, at most.
        """
        query, values = self.lookup(match, among)
        return f"SELECT id FROM ({query}) AS found ORDER BY id DESC LIMIT %s", [*values, most]  # noqa: S608

    def size(self) -> int:
        """Return the bytes that the lookup takes on the disk."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [TABLE])
            return cursor.fetchone()[0]


def _quoted(lexeme: str) -> str:
    return "'{}'".format(lexeme.replace("\\", "\\\\").replace("'", "''"))


def backend() -> SQLite | PostgreSQL:
    """Return what looks up in the database in use."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
