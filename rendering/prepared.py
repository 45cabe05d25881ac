"""Queries that every page asks: Django writes their SQL once, and they are asked with other values.

Building a queryset and compiling it takes Django many times as long as the database takes to answer.
"""

import copy
import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.db import connections, router
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

# What stands for a value while the SQL is written, by its type: unlike all that a query says itself.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 2_011_000_000 + number,
    str: lambda number: f"\ue000{number}\ue000",
    dt.date: lambda number: dt.date(1011, 1, 1 + number),
    dt.datetime: lambda number: dt.datetime(1012, 1, 1 + number, tzinfo=dt.UTC),
}


class _Written(NamedTuple):
    """A query for one kind of database; `places` are pairs of a parameter and a value, by number."""

    compiler: SQLCompiler
    sql: str
    parameters: tuple
    places: list[tuple[int, int]]
    lookups: tuple


class Prepared:
    """A query as a function of values: numbers, words, days and moments, none of them None.

    `build` returns its queryset of models for the values. It may use them as parameters of the query
    alone, and read nothing that changes: neither a clock nor a setting of the newsroom. Raises TypeError
    for another kind of value, for one that is no parameter, and for a queryset that reads a clock.
    """

    def __init__(self, build: Callable[..., QuerySet]):
        self._build = build
        self._model: type[Model] | None = None
        self._written: dict[str, _Written] = {}

    def __call__(self, *values) -> list:
        """Return the objects, with what the queryset prefetches."""
        if self._model is None:
            self._model = self._build(*_stand_ins(values)).model
        alias = router.db_for_read(self._model)
        if alias not in self._written:
            self._written[alias] = _write(self._build, values, alias)
        written = self._written[alias]
        parameters = list(written.parameters)
        for place, number in written.places:
            parameters[place] = _adapted(values[number], alias)
        compiler = copy.copy(written.compiler)
        compiler.connection = connections[alias]  # each thread has its own
        compiler.as_sql = lambda *args, **options: (written.sql, tuple(parameters))
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        asked = SimpleNamespace(db=alias, query=query, _known_related_objects={})
        objects = list(ModelIterable(asked))
        if objects and written.lookups:
            # Copies: Django notes in them for which objects, of which database, they are used.
            prefetch_related_objects(objects, *map(copy.copy, written.lookups))
        return objects


def _stand_ins(values: tuple) -> list:
    return [_stand_in(type(value), number) for number, value in enumerate(values)]


def _stand_in(kind: type, number: int) -> Any:
    for base in kind.__mro__:
        if base in _STAND_INS:
            return _STAND_INS[base](number)
    raise TypeError(f"No query can be kept for a value that is a {kind.__name__}.")


def _write(build: Callable[..., QuerySet], values: tuple, alias: str) -> _Written:
    """Write a query for values of these types; raise TypeError if it is not the same for all."""
    stand_ins = _stand_ins(values)
    queryset = build(*stand_ins)
    compiler = queryset.query.get_compiler(using=alias)
    sql, parameters = compiler.as_sql()
    again = build(*stand_ins).query.get_compiler(using=alias).as_sql()
    if (sql, tuple(parameters)) != (again[0], tuple(again[1])):
        raise TypeError(f"{build.__qualname__} reads what changes, so that its query cannot be kept.")
    adapted = {_adapted(value, alias): number for number, value in enumerate(stand_ins)}
    places = [(n, adapted[one]) for n, one in enumerate(parameters) if _is_among(one, adapted)]
    if {number for _, number in places} != set(range(len(values))):
        raise TypeError(f"{build.__qualname__} has values that are no parameters of its query.")
    compiler.connection = None  # that of this thread, which may end
    return _Written(compiler, sql, tuple(parameters), places, queryset._prefetch_related_lookups)


def _adapted(value: Any, alias: str) -> Any:
    """Return a value as a parameter of the database."""
    operations = connections[alias].ops
    if isinstance(value, dt.datetime):
        return operations.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return operations.adapt_datefield_value(value)
    return value


def _is_among(parameter: Any, adapted: dict) -> bool:
    return isinstance(parameter, (int, str, dt.date)) and parameter in adapted
