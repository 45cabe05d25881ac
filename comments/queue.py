"""The queue of comments: what stands on each of its tabs, a page at a time at the same cost."""

from dataclasses import dataclass, replace
from ipaddress import ip_network
from urllib.parse import urlencode

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404, QueryDict

from articles.cursors import cursor_after, parse_cursor, rows_after
from comments import search
from comments.models import Comment
from desk.counting import BoundedCount, number_or_more
from desk.related import can_be_key

SIZE = 30  # comments on a page
Status = Comment.Status

TABS = {
    "waiting": "Waiting",
    "reported": "Reported",
    "approved": "Approved",
    "spam": "Spam",
    "trash": "Trash",
    "all": "All",
}
_STATUSES = {tab: Status(tab) for tab in ("approved", "spam", "trash")} | {"waiting": Status.PENDING}
# A constant, and a status that no index has: only so SQLite walks the short index of reported comments.
_IS_REPORTED = RawSQL("report_count > 0 AND status || '' IN ('approved', 'pending')", [], BooleanField())
LONGEST_QUERY = 200  # characters that the address of a page carries on


@dataclass(frozen=True)
class Place:
    """Where in the queue somebody is: tab, story, words searched for, order, and the page's beginning.

    What an address says and makes no sense is left out.
    """

    tab: str = "waiting"
    story: int | None = None
    words: str = ""
    oldest: bool = False
    after: str = ""

    @classmethod
    def read(cls, data: QueryDict) -> "Place":
        """Return the place that the query of an address names."""
        tab, story, after = data.get("tab"), data.get("story", ""), data.get("after", "")
        try:
            parse_cursor(after, Comment)
        except Http404:
            after = ""
        return cls(
            tab=tab if tab in TABS else "waiting",
            story=int(story) if can_be_key(story) else None,
            words=data.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY],
            oldest=data.get("order") == "oldest",
            after=after,
        )

    def query(self, **extra) -> str:
        """Return the query of this place's address, with more parameters."""
        parameters = {
            "tab": self.tab,
            "story": self.story,
            "q": self.words,
            "order": "oldest" if self.oldest else None,
            "after": self.after,
            **extra,
        }
        return urlencode({name: value for name, value in parameters.items() if value})

    def at(self, **changes) -> "Place":
        """Return another place: the first page of it, if nothing else is said."""
        return replace(self, **{"after": "", **changes})


@dataclass(frozen=True)
class Page:
    """The keys of the comments on a page, and the cursor of the next one (empty after the last)."""

    keys: list[int]
    next: str = ""


def read_page(place: Place) -> Page:
    """Return a page of the queue, read along an index."""
    network = _network_in(place.words)
    if place.words and not network:
        return _found(place)
    order = ("created_at", "pk") if place.oldest else ("-created_at", "-pk")
    found = []
    for rows in _walks(place):
        rows = (rows.filter(network=network) if network else rows).order_by(*order)
        if place.after:
            rows = rows_after(rows, *parse_cursor(place.after, Comment))
        found += rows.values_list("pk", "created_at")[: SIZE + 1]
    found.sort(key=lambda row: (row[1], row[0]), reverse=not place.oldest)
    last = found[SIZE - 1] if len(found) > SIZE else None
    return Page([pk for pk, _ in found[:SIZE]], cursor_after(last[1], last[0]) if last else "")


def on_tab(tab: str) -> QuerySet[Comment]:
    """Return the comments of a tab."""
    if tab == "reported":
        return Comment.objects.filter(_IS_REPORTED)
    if tab == "all":
        return Comment.objects.exclude(status=Status.REMOVED)
    return Comment.objects.filter(status=_STATUSES[tab])


def to_do() -> dict[str, str]:
    """Return how many comments wait, and how many reported ones do: `12`, or `1,000+`. One query."""
    numbers = {tab: BoundedCount(on_tab(tab)) for tab in ("waiting", "reported")}
    row = Comment.objects.order_by("pk").annotate(**numbers).values(*numbers)[:1]
    found = row[0] if row else dict.fromkeys(numbers, 0)
    return {tab: number_or_more(number) for tab, number in found.items()}


def _walks(place: Place) -> list[QuerySet[Comment]]:
    """Return the comments of a place, parted so that each part stands in order in an index."""
    if not place.story:
        return [on_tab(place.tab)]
    tabs = list(_STATUSES) if place.tab == "all" else [place.tab]
    return [on_tab(tab).filter(article=place.story) for tab in tabs]


def _network_in(words: str) -> str:
    """Return the network that is searched for, as comments keep it; empty for anything else."""
    try:
        return str(ip_network(words, strict=False)) if "/" in words else ""
    except ValueError:
        return ""


def _found(place: Place) -> Page:
    keys = search.find(
        place.words,
        status=_STATUSES.get(place.tab, ""),
        story=place.story,
        reported=place.tab == "reported",
        beyond=int(place.after.partition("-")[2]) if place.after else None,
        oldest=place.oldest,
        limit=SIZE + 1,
    )
    return Page(keys[:SIZE], f"0-{keys[SIZE - 1]}" if len(keys) > SIZE else "")
