"""What belongs to objects, read for all of them by one query that is kept (rendering.prepared)."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.db.models import Model, QuerySet


def give(
    owners: Iterable[Model],
    relation: str,
    rows: Mapping[Any, list[Model]],
    ask: Callable[[Model], QuerySet],
) -> None:
    """Have `owner.relation.all()` be the rows of the owner's key, in their order, without a query.

    So does Django's prefetching, which builds a manager and a query for each owner. `ask` returns what
    the relation of an owner is otherwise: of that is asked whatever is filtered or ordered further.
    """
    for owner in owners:
        given = _Given(owner._meta.get_field(relation).related_model, using=owner._state.db)
        given.ask = partial(ask, owner)
        given._result_cache, given._prefetch_done = rows.get(owner.pk, []), True
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = given


class _Given(QuerySet):
    """Rows that are there already, as the manager of a relation returns them."""

    ask: Callable[[], QuerySet]

    @property
    def query(self):
        """The query of the relation: without it, what is updated or counted would be any owner's."""
        return self.ask().query

    def _chain(self) -> QuerySet:
        return self.ask()._chain()
