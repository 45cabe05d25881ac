"""Which part of a conversation a reader asks for, and how it is read at the same cost anywhere.

A page is found by a cursor, the place of a comment in the order, which is looked up in an index:
nothing is counted and nothing is skipped over, however many comments stand before it.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from comments.models import Comment
from masthead.models import SiteSettings

Order = SiteSettings.CommentOrder
PICKS = "picks"  # stands in the address where an order would

AFTER, FROM, BEFORE = "a", "f", "b"  # on which side of its comment a page lies; FROM: with it
_CURSOR = re.compile(r"([afb])(?:([0-9]{1,9})-)?([0-9]{1,17})-([0-9]{1,18})")  # up to the year 5138
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Position(NamedTuple):
    """The place of a comment in any order."""

    reply_count: int
    created_at: dt.datetime
    pk: int

    def in_order(self, order: str) -> tuple:
        """Return what sorts comments: the smaller stands earlier in the order."""
        if order == Order.NEWEST:
            return (_EPOCH - self.created_at, -self.pk)
        replies = -self.reply_count if order == Order.REPLIES else 0
        return (replies, self.created_at - _EPOCH, self.pk)


def position_of(comment: Comment) -> Position:
    """Return where a comment stands; the first of a thread by the thread's replies."""
    return Position(comment.reply_count, comment.created_at, comment.pk)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A page that begins after or from a comment, or ends before it."""

    side: str
    position: Position

    def text(self, order: str) -> str:
        """Return the cursor as an address has it."""
        count = f"{self.position.reply_count}-" if order == Order.REPLIES else ""
        microseconds = (self.position.created_at - _EPOCH) // dt.timedelta(microseconds=1)
        return f"{self.side}{count}{microseconds}-{self.position.pk}"

    @classmethod
    def parse(cls, text: str, order: str) -> "Cursor | None":
        """Return the cursor that `text` is in an order; None for what was never made for it."""
        match = _CURSOR.fullmatch(text)
        if match is None or (match[2] is None) == (order == Order.REPLIES):
            return None
        created_at = _EPOCH + dt.timedelta(microseconds=int(match[3]))
        return cls(match[1], Position(int(match[2] or 0), created_at, int(match[4])))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader asks to see of a conversation; all of it stands in the address.

    `usual` is the paper's own order, which no address names. `thread` is the first comment of a
    thread that is read alone, always oldest first.
    """

    usual: str = Order.OLDEST
    order: str = Order.OLDEST
    thread: int | None = None
    cursor: Cursor | None = None
    picks: bool = False

    @classmethod
    def usual_of(cls, site: SiteSettings) -> "Reading":
        """Return the reading of who asks for nothing: the first page, in the paper's order."""
        return cls(usual=site.comment_order, order=site.comment_order)

    @classmethod
    def asked_by(cls, query: Mapping[str, str], site: SiteSettings) -> "Reading":
        """Return the reading that the query of an address asks for; what it cannot mean is ignored."""
        order = query.get("order", "")
        reading = cls.usual_of(site)
        if order == PICKS:
            return replace(reading, picks=True)
        if order in Order.values:
            reading = replace(reading, order=order)
        thread = whole_number(query.get("thread", "")) or None
        inner = Order.OLDEST if thread else reading.order
        return replace(reading, thread=thread, cursor=Cursor.parse(query.get("comments", ""), inner))

    def at(self, side: str, comment: Comment) -> "Reading":
        """Return the page on a side of a comment."""
        return replace(self, cursor=Cursor(side, position_of(comment)))

    def query(self) -> str:
        """Return what stands after the `?` of the address; nothing for the usual reading."""
        if self.picks:
            return urlencode({"order": PICKS})
        parts = {}
        if self.order != self.usual:
            parts["order"] = self.order
        if self.thread:
            parts["thread"] = self.thread
        if self.cursor:
            parts["comments"] = self.cursor.text(Order.OLDEST if self.thread else self.order)
        return urlencode(parts)


def whole_number(text: str) -> int:
    """Return the whole number that `text` is, or 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows in their order, and whether there are others on either side."""

    rows: list
    has_previous: bool
    has_next: bool


def read_page(rows: QuerySet, order: str, cursor: Cursor | None, size: int) -> Page:
    """Return a page of `size` comments in an order; the first for a cursor with no full page before it.

    It is one query; one more where comments with the same number of replies end within the page,
    or where the cursor leads nowhere.
    """
    found = []
    for part in seek(rows, order, cursor):
        found += part[: size + 1 - len(found)]
        if len(found) > size:
            break
    is_back = bool(cursor) and cursor.side == BEFORE
    if cursor and (not found or (is_back and len(found) <= size)):
        return read_page(rows, order, None, size)
    page = found[:size]
    if is_back:
        page.reverse()
    return Page(page, bool(cursor), is_back or len(found) > size)


def seek(rows: QuerySet, order: str, cursor: Cursor | None) -> list[QuerySet]:
    """Return what follows a cursor, nearest first, in parts that one index each reads in its order.

    Before a cursor that is the order reversed.
    """
    back = bool(cursor) and cursor.side == BEFORE
    newest_first = (order == Order.NEWEST) != back
    by_time = ["-created_at", "-pk"] if newest_first else ["created_at", "pk"]
    by_count = ["reply_count" if back else "-reply_count"] if order == Order.REPLIES else []
    rows = rows.order_by(*by_count, *by_time)
    if cursor is None:
        return [rows]
    count, created_at, pk = cursor.position
    way = "lt" if newest_first else "gt"
    of_key = f"pk__{way}e" if cursor.side == FROM else f"pk__{way}"
    beyond = Q(**{f"created_at__{way}e": created_at}) & (
        Q(**{f"created_at__{way}": created_at}) | Q(created_at=created_at, **{of_key: pk})
    )
    if order != Order.REPLIES:
        return [rows.filter(beyond)]
    further = {"reply_count__gt" if back else "reply_count__lt": count}
    return [rows.filter(beyond, reply_count=count), rows.filter(**further)]
