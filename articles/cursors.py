"""Lists that are newest first, read a page at a time at the same cost however deep the page lies."""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404

PAGE_SIZE = 20
_CURSOR = re.compile(r"(-?[0-9]{1,17})-([0-9]{1,18}|[0-9a-f]{8}-[0-9a-f-]{27})")  # up to the year 5138
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def read_page(
    rows: QuerySet, cursor: str | None, size: int = PAGE_SIZE, moment: str = "published_at"
) -> tuple[list, str | None]:
    """Return the page of `rows` after `cursor` (the first without one), and the cursor of the next.

    The list must be ordered by a time, which a row has as `moment`, and a key, both descending. The
    cursor names the last row seen (microseconds since 1970, key) and is looked up in the index;
    nothing is counted and nothing is skipped over. After the last page there is no cursor.

    Raises Http404 for a cursor that this function has not made.
    """
    if cursor:
        rows = rows_after(rows, *parse_cursor(cursor, rows.model))
    return split_page(list(rows[: size + 1]), size, moment)


def rows_after(rows: QuerySet, time: dt.datetime, key) -> QuerySet:
    """Return those of a list, ordered by a time and a key, that come after `time` and `key`."""
    time_field, key_field = (name.removeprefix("-") for name in rows.query.order_by)
    side = "lt" if rows.query.order_by[0].startswith("-") else "gt"
    return rows.filter(
        Q(**{f"{time_field}__{side}": time}) | Q(**{time_field: time, f"{key_field}__{side}": key}),
        **{f"{time_field}__{side}e": time},
    )


def split_page(
    found: list, size: int = PAGE_SIZE, moment: str = "published_at"
) -> tuple[list, str | None]:
    """Return a page of what was found, which is one row more if others follow, and their cursor."""
    last = found[size - 1] if len(found) > size else None
    return found[:size], cursor_after(getattr(last, moment), last.pk) if last else None


def cursor_after(time: dt.datetime, key) -> str:
    """Return the cursor of the page that begins after the row of that time and key."""
    return f"{(time - _EPOCH) // dt.timedelta(microseconds=1)}-{key}"


def parse_cursor(cursor: str, model: type[Model]) -> tuple[dt.datetime, object]:
    """Return the time and the key that a cursor names; raise Http404 for what is none."""
    match = _CURSOR.fullmatch(cursor)
    try:
        microseconds, key = match.groups()
        return _EPOCH + dt.timedelta(microseconds=int(microseconds)), model._meta.pk.to_python(key)
    except (AttributeError, OverflowError, ValidationError) as error:
        raise Http404("This list has no such page.") from error
