"""Numbers beside the rows of an admin list that cost the same however large they are."""

from django.db.models import IntegerField, QuerySet, Subquery, Value

LIMIT = 1000


class BoundedCount(Subquery):
    """Counts the rows of a correlated queryset, and stops after `LIMIT` + 1 of them."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS bounded)"
    output_field = IntegerField()

    def __init__(self, queryset: QuerySet):
        # Nothing of the rows is read, so that an index is enough.
        super().__init__(queryset.order_by().values(counted=Value(1))[: LIMIT + 1])


def number_or_more(count: int) -> str:
    """Return what a BoundedCount found as text: `12`, or `1,000+` where it stopped."""
    return f"{LIMIT:,}+" if count > LIMIT else str(count)
