"""Writing views down: what a process has counted is added to what all have, in one transaction."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from django.db import connection, models, transaction

from articles.models import Article
from masthead.models import SiteSettings
from readership.models import DailyReferrals, DailyViews, HourlyViews

BATCH = 500  # rows of one statement
HOSTS = 100  # that are told apart for a story on a day
OTHERS = "*"  # stands for the hosts beyond


class View(NamedTuple):
    """What is told of a view: the story's key, when the quarter of an hour began, the reader's host.

    There are places where midnight falls on a quarter of an hour, counted in UTC.
    """

    article: int
    quarter: dt.datetime
    host: str


@transaction.atomic
def store(views: Mapping[View, int]) -> None:
    """Add the numbers of `views` to the rows of stories that readers see now; forget the others.

    Raises django.db.Error when that cannot be done; then nothing is written.
    """
    public = _public({view.article for view in views})
    zone = SiteSettings.load().zone
    hours, days, referrals = Counter(), Counter(), Counter()
    for (article, quarter, host), number in views.items():
        if article in public:
            day = quarter.astimezone(zone).date()
            hours[article, quarter.replace(minute=0)] += number
            days[article, day] += number
            referrals[article, day, host] += number
    _add(HourlyViews, ("article", "hour"), hours)
    _add(DailyViews, ("article", "day"), days)
    _add(DailyReferrals, ("article", "day", "host"), _bounded(referrals))


def _batches(rows: Iterable) -> Iterator[list]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _public(keys: set[int]) -> set[int]:
    found = set()
    for some in _batches(sorted(keys)):
        # Without an order: for its sake SQLite would walk through all stories.
        stories = Article.objects.published().order_by().filter(pk__in=some)
        found.update(stories.values_list("pk", flat=True))
    return found


def _bounded(referrals: Counter) -> Counter:
    """Return the same numbers with no more than HOSTS hosts for a story on a day, stored ones included.

    Anybody can make hosts up; so they cannot fill the database with them.
    """
    known = defaultdict(set)
    for some in _batches(sorted({article for article, _, _ in referrals})):
        days = {day for _, day, _ in referrals}
        rows = DailyReferrals.objects.filter(article__in=some, day__in=days)
        for article, day, host in rows.values_list("article", "day", "host"):
            known[article, day].add(host)
    bounded = Counter()
    for (article, day, host), number in referrals.items():
        hosts = known[article, day]
        if host not in hosts and len(hosts) >= HOSTS:
            host = OTHERS
        hosts.add(host)
        bounded[article, day, host] += number
    return bounded


def _add(model: type[models.Model], names: tuple[str, ...], numbers: Counter) -> None:
    """Add to `views` of the rows that have these values in the fields `names`; make those missing.

    Both databases do it by one statement for many rows, so that no number is lost to another
    process. All write in the order of the keys: none waits for one that waits for it.
    """
    quote, meta = connection.ops.quote_name, model._meta
    fields = [*(meta.get_field(name) for name in names), meta.get_field("views")]
    columns = [quote(field.column) for field in fields]
    row = f"({', '.join(['%s'] * len(fields))})"
    table, key = quote(meta.db_table), ", ".join(columns[:-1])
    for some in _batches(sorted(numbers.items())):
        statement = (
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * len(some))} "  # noqa: S608
            f"ON CONFLICT ({key}) DO UPDATE SET views = {table}.views + excluded.views"
        )
        values = [
            field.get_db_prep_save(value, connection)
            for key_values, number in some
            for field, value in zip(fields, (*key_values, number), strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
