"""Pages of admin lists that cost the same however long the list is."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class BoundedPaginator(Paginator):
    """Counts and shows at most the first `limit` rows.

    COUNT over a million rows, and OFFSET deep into them, take seconds; nobody pages that far.
    templates/admin/pagination.html says `more than 1,000` where `overflows`, and asks to narrow the
    list down. Works on querysets only.
    """

    limit = 1000

    @cached_property
    def _found(self) -> int:
        # Only keys: what is reckoned for the rows on a page must not be reckoned to count them.
        return self.object_list.order_by().values("pk")[: self.limit + 1].count()

    @cached_property
    def count(self) -> int:
        """The number of rows shown, `limit` at most."""
        return min(self._found, self.limit)

    @property
    def overflows(self) -> bool:
        """Whether the list goes on after the last row shown."""
        return self._found > self.limit
