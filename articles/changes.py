"""Who wants to know that what readers see of a story has changed, or is gone.

A room adds a function in its module `jobs.py`, which is imported at the start:

    @on_change
    def tell_somebody(story: Article, change: Change) -> None: ...

It is called in the transaction that makes the change, and writes down what is to be done; whatever
takes time is done later, by a chore. That a story appeared or expired at its time is no change: these
are moments, see articles.due. Of a deletion it is called while the story's rows are still there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from articles import due
from articles.models import Article, DueMoment


class Change(StrEnum):
    """What became of a story that readers saw."""

    UPDATED = "updated"
    WITHDRAWN = "withdrawn"
    REINSTATED = "reinstated"
    DELETED = "deleted"


Kind, Status = DueMoment.Kind, Article.Status
Listener = Callable[[Article, Change], None]
listeners: list[Listener] = []


def on_change(function: Listener) -> Listener:
    """Have a function called for every change of what readers see of a story."""
    listeners.append(function)
    return function


def tell(story: Article, change: Change) -> None:
    """Tell all who want to know."""
    for listener in listeners:
        listener(story, change)


@contextmanager
def watched(story: Article) -> Iterator[None]:
    """Tell of what the block changes for readers. It must hold the story's row.

    The block also has the story's moments begun: what one of these tells is not told twice. A story
    that was neither withdrawn nor published before has only its moment to tell that it is there.
    """
    was_public, status, before = story.is_public, story.status, _shown(story)
    yield
    if was_public and not story.is_public:
        if not due.is_about_to(story, Kind.EXPIRED):
            tell(story, Change.WITHDRAWN)
    elif story.is_public and not was_public:
        if status in (Status.WITHDRAWN, Status.PUBLISHED) and not due.is_about_to(story, Kind.WENT_LIVE):
            tell(story, Change.REINSTATED)
    elif was_public and _shown(story) != before:
        tell(story, Change.UPDATED)


def _shown(story: Article) -> tuple:
    """What tells whether readers see something new."""
    return story.live, story.updated_at, story.correction_notes
