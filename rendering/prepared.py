"""Queries that every page asks: Django writes their SQL once, and they are asked with other values.

Building a queryset and compiling it takes Django many times as long as the database takes to answer.
"""

import copy
import datetime as dt
from collections.abc import Callable, Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.db import connections, router
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler

# What stands for a value while the SQL is written, by its type: unlike all that a query says itself.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 2_011_000_000 + number,
    str: lambda number: f"\ue000{number}\ue000",
    dt.date: lambda number: dt.date(1011, 1, 1) + dt.timedelta(number),
    dt.datetime: lambda number: dt.datetime(1012, 1, 1, tzinfo=dt.UTC) + dt.timedelta(number),
}
_NO_KEY = 0  # no row has it
_FEWEST = 8  # places for keys


class _Written(NamedTuple):
    """A query for one kind of database; `places` are pairs of a parameter and a value, by number."""

    compiler: SQLCompiler
    sql: str
    parameters: tuple
    places: list[tuple[int, int]]
    reads_objects: bool


class Prepared:
    """A query as a function of values: numbers, words, days and moments, none of them None.

    A value may be a tuple of keys, too, of any number: what is built is asked with some more that no
    row has. `build` returns its queryset for the values: of models, without what it would prefetch
    (rendering.given), or of a `values_list`. It may use them as parameters of the query alone, and read
    nothing that changes: neither a clock nor a setting of the newsroom. Raises TypeError for another
    kind of value, for one that is no parameter, and for a queryset that reads a clock or prefetches.
    """

    def __init__(self, build: Callable[..., QuerySet]):
        self._build = build
        self._model: type[Model] | None = None
        self._written: dict[tuple, _Written] = {}

    def __call__(self, *values) -> list:
        """Return the objects, or the rows of a `values_list` as tuples."""
        values = [_padded(one) if isinstance(one, tuple) else one for one in values]
        if self._model is None:
            self._model = self._build(*_stand_ins(values)).model
        alias = router.db_for_read(self._model)
        form = alias, *(len(one) for one in values if isinstance(one, tuple))
        if form not in self._written:
            self._written[form] = _write(self._build, values, alias)
        written = self._written[form]
        values, parameters = list(_flat(values)), list(written.parameters)
        for place, number in written.places:
            parameters[place] = _adapted(values[number], alias)
        compiler = copy.copy(written.compiler)
        compiler.connection = connections[alias]  # each thread has its own
        compiler.as_sql = lambda *args, **options: (written.sql, tuple(parameters))
        if not written.reads_objects:
            return list(compiler.results_iter(tuple_expected=True))
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        asked = SimpleNamespace(db=alias, query=query, _known_related_objects={})
        return list(ModelIterable(asked))

    def first(self, *values) -> Any:
        """Return the first of them, or None."""
        return next(iter(self(*values)), None)


def _padded(keys: tuple) -> tuple:
    """Return keys with some more, so that there are few forms of a query: 8, 16, 32 and so on."""
    places = _FEWEST
    while places < len(keys):
        places *= 2
    return keys + (_NO_KEY,) * (places - len(keys))


def _flat(values: list) -> Iterator:
    for value in values:
        yield from value if isinstance(value, tuple) else [value]


def _stand_ins(values: list) -> list:
    """Return what stands for the values; no two of it are the same, and no two of the keys."""
    number = count()
    return [
        tuple(_stand_in(int, next(number)) for _ in value)
        if isinstance(value, tuple)
        else _stand_in(type(value), next(number))
        for value in values
    ]


def _stand_in(kind: type, number: int) -> Any:
    for base in kind.__mro__:
        if base in _STAND_INS:
            return _STAND_INS[base](number)
    raise TypeError(f"No query can be kept for a value that is a {kind.__name__}.")


def _write(build: Callable[..., QuerySet], values: list, alias: str) -> _Written:
    """Write a query for values of these types; raise TypeError if it is not the same for all."""
    stand_ins = _stand_ins(values)
    queryset = build(*stand_ins)
    if queryset._prefetch_related_lookups:
        raise TypeError(f"{build.__qualname__} prefetches, which a query that is kept does not.")
    compiler = queryset.query.get_compiler(using=alias)
    sql, parameters = compiler.as_sql()
    again = build(*stand_ins).query.get_compiler(using=alias).as_sql()
    if (sql, tuple(parameters)) != (again[0], tuple(again[1])):
        raise TypeError(f"{build.__qualname__} reads what changes, so that its query cannot be kept.")
    adapted = {_adapted(value, alias): number for number, value in enumerate(_flat(stand_ins))}
    places = [(n, adapted[one]) for n, one in enumerate(parameters) if _is_among(one, adapted)]
    if {number for _, number in places} != set(range(len(adapted))):
        raise TypeError(f"{build.__qualname__} has values that are no parameters of its query.")
    compiler.connection = None  # that of this thread, which may end
    reads_objects = queryset._iterable_class is not ValuesListIterable
    return _Written(compiler, sql, tuple(parameters), places, reads_objects)


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
