"""The conversation under a story: which comments a page shows, in which order, how deep."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from django.db.models import Case, Exists, OuterRef, When

from articles.models import Article
from comments.models import Comment
from comments.paging import (
    AFTER,
    BEFORE,
    FROM,
    Order,
    Page,
    Reading,
    position_of,
    read_page,
    seek,
)
from comments.querysets import Rows
from rendering.prepared import Prepared

THREADS = 50  # on a page
REPLIES = 20  # of each thread on a page of threads
LONG_PAGE = 100  # replies on a page of one thread
PICKS = 50  # editors' picks that are listed
DEPTH = 4  # levels of replies that are indented; deeper ones stand on the last


@dataclass(slots=True, eq=False)
class Entry:
    """A comment in its place on the page; `comment` is None where one was removed above replies."""

    key: int
    comment: Comment | None = None
    parent: "Entry | None" = None
    replies: list["Entry"] = field(default_factory=list)
    more: int = 0  # in the place of a comment: so many replies of the thread are not on the page
    is_away: bool = False  # its parent is visible, on another page
    depth: int = 0
    deeper: bool = False  # the next entry is a reply to this one, one level further in
    ends: range = range(0)  # as many levels end after this entry

    @property
    def names_parent(self) -> bool:
        """Whether the page must say in words what the entry replies to: its indent does not."""
        if self.is_away:
            return True
        return bool(self.depth == DEPTH and self.parent.depth == DEPTH and self.parent.comment)

    @property
    def parent_name(self) -> str:
        """Whom it answers, where the page says so."""
        return _parent_name(self.comment) if self.is_away else self.parent.comment.name


@dataclass(slots=True)
class Conversation:
    """A page of the comments under a story; `previous` and `next` are the pages beside it."""

    entries: list[Entry]
    reading: Reading
    previous: Reading | None = None
    next: Reading | None = None
    has_picks: bool = False

    @property
    def has_first(self) -> bool:
        """Whether readers see the first comment of a thread that is read alone."""
        return bool(self.entries and self.entries[0].comment and self.entries[0].comment.is_visible)

    def find(self, key: int) -> Comment | None:
        """Return the visible comment with this key if it stands on the page."""
        return next((e.comment for e in self.entries if e.key == key and e.comment), None)


def read_conversation(article: Article, reading: Reading, own: Comment | None = None) -> Conversation:
    """Return the page of the comments under a story that `reading` asks for; by no query without any.

    `own` is a comment that its writer sees at its place among the others even while it waits; its
    thread's first comment comes with it. A thread that is not there gives the page of threads.
    """
    has_any = article.comment_count or own
    if not has_any:
        return Conversation([], replace(reading, thread=None, cursor=None, picks=False))
    if reading.picks:
        picks = Comment.objects.picked(article).for_readers().order_by("-picked_at", "-pk")[:PICKS]
        return Conversation([Entry(pick.pk, pick) for pick in picks], reading, has_picks=True)
    if reading.thread:
        alone = _read_thread(article, reading, own)
        return alone or read_conversation(article, replace(reading, thread=None, cursor=None), own)
    return _read_threads(article, reading, own)


def place_of(comment: Comment, usual: Reading) -> Reading:
    """Return the page on which a comment stands, or will stand once it is visible; by two short reads.

    `usual` is the reading of who asks for nothing. The comment's thread is read with it.
    """
    side = FROM if comment.is_visible else BEFORE
    first = comment.thread
    if comment.pk != first.pk:
        replies = Comment.objects.in_thread(first.pk).only("reply_count", "created_at")
        if not _is_among(comment, replies, Order.OLDEST, REPLIES):
            alone = replace(usual, thread=first.pk, cursor=None)
            is_first = _is_among(comment, replies, Order.OLDEST, LONG_PAGE)
            return alone if is_first else alone.at(side, comment)
    firsts = Comment.objects.first_of_threads(comment.article_id).only("reply_count", "created_at")
    return usual if _is_among(first, firsts, usual.order, THREADS) else usual.at(side, first)


def address_of(comment: Comment, usual: Reading) -> str:
    """Return the address of a visible comment: its page of the story, and its place there."""
    query = place_of(comment, usual).query()
    return f"{comment.article.get_absolute_url()}{'?' if query else ''}{query}#comment-{comment.pk}"


def _is_among(comment: Comment, rows, order: str, size: int) -> bool:
    """Whether a comment stands, or will, on the first page of `size` rows."""
    (whole,) = seek(rows, order, None)
    first_page = list(whole[:size])
    return len(first_page) < size or position_of(comment).in_order(order) <= position_of(
        first_page[-1]
    ).in_order(order)


def _read_threads(article: Article, reading: Reading, own: Comment | None) -> Conversation:
    if reading.cursor:
        page = read_page(_threads(article.pk, REPLIES), reading.order, reading.cursor, THREADS)
    else:
        found = _nearest(reading.order, THREADS + 1, REPLIES)(article.pk)
        page = Page(found[:THREADS], False, len(found) > THREADS)
    firsts = list(page.rows)
    if own and own.thread_id not in {first.pk for first in firsts}:
        firsts.append(own.thread)
        firsts.sort(key=lambda first: position_of(first).in_order(reading.order))
    entries = []
    for first in firsts:
        replies = Comment.objects.from_json(getattr(first, "below", None))
        more = max(first.reply_count - len(replies), 0)
        entries.append(_grow(first, _with_own(replies, first, own), own, more))
    before, after = _beside(reading, page, page.rows, own)
    has_picks = any(getattr(first, "has_picks", False) for first in firsts)
    return Conversation(list(_in_order(entries)), reading, before, after, has_picks)


def _read_thread(article: Article, reading: Reading, own: Comment | None) -> Conversation | None:
    """Return a page of the replies in one thread, below its first comment; None if there is none."""
    cursor = reading.cursor
    (following,) = seek(_of_first(), Order.OLDEST, cursor)
    rows = _firsts(article).filter(pk=reading.thread)
    first = rows.annotate(below=_replies(following[: LONG_PAGE + 1])).first()
    if first is None:
        return None
    found = Comment.objects.from_json(first.below)
    is_back = bool(cursor) and cursor.side == BEFORE
    if cursor and (not found or (is_back and len(found) <= LONG_PAGE)):
        return _read_thread(article, replace(reading, cursor=None), own)
    found.sort(key=lambda reply: (reply.created_at, reply.pk), reverse=is_back)
    replies = found[:LONG_PAGE]
    if is_back:
        replies.reverse()
    page = Page(replies, bool(cursor), is_back or len(found) > LONG_PAGE)
    entry = _grow(first, _with_own(replies, first, own), own)
    before, after = _beside(reading, page, replies, own)
    return Conversation(list(_in_order([entry])), reading, before, after)


def _threads(article: int, replies: int):
    """The first comments of a story's threads, by its key, with so many replies of each."""
    return _firsts(article).annotate(
        below=_replies(seek(_of_first(), Order.OLDEST, None)[0][:replies]),
        has_picks=Exists(Comment.objects.picked(article)),
    )


@cache
def _nearest(order: str, threads: int, replies: int) -> Prepared:
    """Return the query for the first so many threads in an order."""
    return Prepared(lambda article: seek(_threads(article, replies), order, None)[0][:threads])


def _firsts(article: Article | int):
    return Comment.objects.first_of_threads(article).for_readers()


def _of_first():
    return Comment.objects.in_thread(OuterRef("pk"))


def _replies(rows) -> Case:
    """The first comment's replies, which are looked for only where there are some."""
    return Case(When(reply_count__gt=0, then=Rows(rows.as_json())))


def _beside(reading: Reading, page: Page, rows: list[Comment], own: Comment | None):
    """Return the readings of the pages before and after `rows`; a waiting comment is the last of all."""
    is_last = own and not own.is_visible and reading.cursor and reading.cursor.side == BEFORE
    before = reading.at(BEFORE, rows[0]) if page.has_previous else None
    return before, reading.at(AFTER, rows[-1]) if page.has_next and not is_last else None


def _with_own(replies: list[Comment], first: Comment, own: Comment | None) -> list[Comment]:
    keys = {first.pk, *(reply.pk for reply in replies)}
    if own and own.thread_id == first.pk and own.pk not in keys:
        replies = [*replies, own]
    return sorted(replies, key=lambda reply: (reply.created_at, reply.pk))


def _grow(first: Comment, replies: list[Comment], own: Comment | None, more: int = 0) -> Entry:
    """Return the entry of a thread with its replies in it, in their order."""
    top = Entry(first.pk, first if first.is_visible or first == own else None)
    entries = {first.pk: top} | {reply.pk: Entry(reply.pk, reply) for reply in replies}
    for reply in replies:
        entry = entries[reply.pk]
        entry.parent = entries.get(reply.parent_id)
        if entry.parent is None and _parent_name(reply):
            entry.is_away, entry.parent = True, top
        elif entry.parent is None:
            entry.parent = entries[reply.parent_id] = Entry(reply.parent_id, parent=top)
            top.replies.append(entry.parent)
        entry.parent.replies.append(entry)
    if more:
        top.replies.append(Entry(first.pk, parent=top, more=more))
    return top


def _parent_name(reply: Comment) -> str | None:
    """Return whom a reply answers, if readers see that; the writer's own comment came without."""
    if not hasattr(reply, "parent_name"):
        reply.parent_name = reply.parent.name if reply.parent.is_visible else None
    return reply.parent_name


def _in_order(top: list[Entry]) -> Iterator[Entry]:
    """Yield all entries as they follow each other on the page, each with its depth."""
    stack = top[::-1]
    before = None
    while stack:
        entry = stack.pop()
        if entry.parent:
            entry.depth = min(entry.parent.depth + 1, DEPTH)
        if before:
            before.deeper = entry.depth > before.depth
            before.ends = range(before.depth - entry.depth)
            yield before
        stack.extend(reversed(entry.replies))
        before = entry
    if before:
        before.ends = range(before.depth)
        yield before
