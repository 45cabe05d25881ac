"""The conversation under a story: which comments a page shows, in which order, how deep."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from articles.models import Article
from comments.models import Comment

THREADS = 50  # on a page
REPLIES = 1000  # on a page, all threads together
DEPTH = 4  # levels of replies that are indented; deeper ones stand on the last


@dataclass(slots=True, eq=False)
class Entry:
    """A comment in its place on the page; `comment` is None where one was removed above replies."""

    key: int
    comment: Comment | None = None
    parent: "Entry | None" = None
    replies: list["Entry"] = field(default_factory=list)
    depth: int = 0
    deeper: bool = False  # the next entry is a reply to this one, one level further in
    ends: range = range(0)  # as many levels end after this entry

    @property
    def names_parent(self) -> bool:
        """Whether the page must say in words what the entry replies to: its indent does not."""
        return bool(self.depth == DEPTH and self.parent.depth == DEPTH and self.parent.comment)


@dataclass(slots=True)
class Conversation:
    """A page of the comments under a story."""

    entries: list[Entry]
    number: int
    has_next: bool
    is_cut: bool

    def find(self, key: int) -> Comment | None:
        """Return the visible comment with this key if it stands on the page."""
        return next((e.comment for e in self.entries if e.key == key and e.comment), None)


def read_conversation(article: Article, number: int = 1, waiting: Comment | None = None) -> Conversation:
    """Return page `number`, from 1, of the comments under a story, by one query; by none if it has none.

    A page has 50 threads, the oldest first. A number that no page can have gives the first.
    `waiting` is a comment that only its writer sees, shown at its place among the others.
    """
    last = article.comment_count // THREADS + 1
    number = number if 1 <= number <= last else 1
    start = (number - 1) * THREADS
    firsts = Comment.objects.first_of_threads(article).values("pk")[start : start + THREADS + 1]
    limit = THREADS + 1 + REPLIES
    found = Comment.objects.in_threads(firsts)[: limit + 1]
    comments = list(found) if article.comment_count else []
    comments.sort(
        key=lambda comment: (comment.opened_at, comment.thread_id, comment.created_at, comment.pk)
    )
    threads = list(dict.fromkeys(comment.thread_id for comment in comments))
    shown = set(threads[:THREADS])
    shown_comments = [comment for comment in comments if comment.thread_id in shown]
    if waiting:
        shown_comments.append(waiting)
    return Conversation(
        entries=list(_in_order(_grow(shown_comments))),
        number=number,
        has_next=len(threads) > THREADS,
        is_cut=len(comments) > limit,
    )


def page_of(comment: Comment) -> int:
    """Return the number of the page on which a comment stands, or will stand once it is visible."""
    first = comment.thread
    listed = Comment.objects.first_of_threads(comment.article_id)
    return listed.written_before(first.created_at, first.pk).count() // THREADS + 1


def address_of(comment: Comment) -> str:
    """Return the address of a visible comment: its page of the story, and its place there."""
    number = page_of(comment)
    query = f"?comments={number}" if number > 1 else ""
    return f"{comment.article.get_absolute_url()}{query}#comment-{comment.pk}"


def _grow(comments: list[Comment]) -> list[Entry]:
    """Return the entries at the top, with the replies in them, in the order of `comments`."""
    entries = {comment.pk: Entry(comment.pk, comment) for comment in comments}
    top: list[Entry] = []

    def removed(key: int, thread: int) -> Entry:
        """The entry of a comment that is not visible, but has visible replies."""
        if key not in entries:
            entries[key] = Entry(key)
            place(entries[key], thread, thread)
        return entries[key]

    def place(entry: Entry, parent: int | None, thread: int) -> None:
        if parent is None or entry.key == thread:
            top.append(entry)
        else:
            entry.parent = removed(parent, thread)
            entry.parent.replies.append(entry)

    for comment in comments:
        place(entries[comment.pk], comment.parent_id, comment.thread_id)
    return top


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
