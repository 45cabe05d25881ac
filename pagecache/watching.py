"""Which tables change what readers see, and which keys a change of a row means.

Each room names its own in a module `page_keys.py`, which is imported at the start. The database
itself writes the keys down (pagecache.triggers), so that no way to change a row forgets them: not a
save, an update of many rows, an import, nor a statement that somebody types in.

In SQL, `{row}` is the row as it was or as it is, `{now}` the moment of the change; in `moments`, a
minute before it.
"""

from dataclasses import dataclass

from django.db.models import Model

from pagecache.showing import Seen

INSERT, UPDATE, DELETE = EVENTS = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Watch:
    """What a change of a table's rows means.

    `keys` are expressions, or selects of one column. Rows count for which `when` is true, before or
    after the change. Of an update, only changes of `only`, or of any but `ignoring`, count.
    `moments` are selects of times to come, at which the same keys change once more by themselves; of the
    last minute, too, as they are to come on a machine whose clock is behind.
    """

    table: str
    keys: tuple[str, ...]
    when: str = "true"
    only: tuple[str, ...] = ()
    ignoring: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    on: tuple[str, ...] = EVENTS


watches: list[Watch] = []
_wholes: dict[str, str | None] = {}


def watch(model: type[Model], *keys: str, **rules) -> None:
    """Have changes of a model's table noted; `rules` are those of Watch."""
    watches.append(Watch(model._meta.db_table, keys, **rules))


def stands_for(key: str | None, *models: type[Model]) -> None:
    """Say which key a page has that reads a model's table and says nothing more precise.

    None: no key is needed, since every row that is read notes itself, or no row ever changes.
    """
    _wholes.update({model._meta.db_table: key for model in models})


def keys_of(seen: Seen) -> set[str] | None:
    """Return the keys of a page; None if it has read what nobody watches, so that it cannot be kept."""
    if not seen.tables <= _wholes.keys():
        return None
    wholes = {_wholes[table] for table in seen.tables} - {None}
    return seen.keys | (wholes - seen.narrowed)
