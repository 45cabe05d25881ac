"""What a story says: every save of its content, by people and by programs.

As in articles.workflow, each function checks permission and holds the story's row in one
transaction; it raises PermissionDenied, WorkflowError with a sentence, and Article.DoesNotExist.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction

from articles import content, mail, revisions
from articles.history import Action, record
from articles.merging import changed_fields, merge
from articles.models import Article, Revision
from articles.permissions import Act, may, require
from articles.pictures import register_pending_pictures
from articles.saving import address_is_taken, save, settle, update
from articles.steps import Status, User, WorkflowError, held, require_times


@dataclass(frozen=True)
class Saved:
    """What became of a save.

    `revision` is the number of the revision that was made, None if nothing was new. With
    `conflicts`, names of fields, the story is as it was and the revision keeps the text beside it.
    `pending` says that readers do not see the text yet; `merged`, that what others saved is in it.
    """

    revision: int | None
    pending: bool = False
    merged: bool = False
    conflicts: list[str] = field(default_factory=list)


def begin_story(article: Article, by: User) -> None:
    """Keep a story that was just made, all its rows written, as its first revision."""
    with transaction.atomic():
        kept = revisions.add(article, content.read(article), by=by, kind=Revision.Kind.SAVED)
        revisions.advance(article, head=kept, live=kept)
        record(article, Action.CREATED, by, kept)


def open_story(article: Article) -> None:
    """Keep what a story says now, before somebody starts to write: later saves are merged upon it."""
    if article.head == 0:
        with transaction.atomic():
            story = Article.objects.select_for_update(of=("self",)).order_by().get(pk=article.pk)
            revisions.begin(story)
        article.head, article.live = story.head, story.live


@contextmanager
def rewriting(article: Article) -> Iterator[None]:
    """Keep what a program, such as an import, makes of a story's rows, if somebody works on it.

    To be entered in a transaction that holds the story's row.
    """
    yield
    if article.head:
        keep_rows(article, None, Revision.Kind.CHANGED)


def save_content(
    article: Article,
    text: dict,
    started_from: int,
    by: User,
    *,
    kind: str = Revision.Kind.SAVED,
    note: str = "",
    restored: int | None = None,
) -> Saved:
    """Save what somebody wrote who had opened revision `started_from` (0: before the first one).

    What others saved in the meantime is merged; what cannot be is a conflict: then nothing of the
    story changes, and the whole text is kept as a revision beside it. What readers see now stays
    untouched: the text waits as pending changes.
    """
    with held(article, Act.EDIT, by) as story:
        head = revisions.head_content(story)
        base = revisions.content_at(story, started_from)
        merged = merge(base, text, head)
        fields = {"by": by, "note": note, "started_from": max(started_from, 1)}
        if merged.conflicts:
            number = revisions.add(story, text, kind=Revision.Kind.CONFLICT, **fields)
            record(story, Action.CONFLICT, by, number, fields=merged.conflicts)
            return Saved(number, conflicts=merged.conflicts)
        is_merged = merged.content != text
        if not changed_fields(head, merged.content):
            return Saved(None, pending=story.has_pending_changes, merged=is_merged)
        if is_merged and kind == Revision.Kind.SAVED:
            kind = Revision.Kind.MERGED
        pending = _waits(story, by)
        if not pending:
            write_rows(story, merged.content)
        number = revisions.add(
            story,
            merged.content if pending else content.read(story),
            kind=kind,
            restored=restored,
            **fields,
        )
        advance(story, head=number, live=story.live if pending else number)
        _send_back(story, by, pending)
        _tell_new_time(story, head, by)
        action = Action.SAVED_PENDING if pending else Action.SAVED
        if restored:
            record(story, Action.RESTORED, by, number, restored=restored, pending=pending)
        else:
            record(story, action, by, number, **({"note": note} if note else {}))
        return Saved(number, pending=pending, merged=is_merged)


def restore(article: Article, number: int, by: User, note: str = "") -> Saved:
    """Save what revision `number` says once more. Address and times stay as they are.

    Raises Revision.DoesNotExist.
    """
    with transaction.atomic():
        story = Article.objects.select_for_update(of=("self",)).order_by().get(pk=article.pk)
        head = revisions.head_content(story)
        text = revisions.content_at(story, number)
        text = text | {name: head[name] for name in content.PLACE_AND_TIME}
        saved = save_content(
            story,
            text,
            story.head,
            by,
            kind=Revision.Kind.RESTORED,
            note=note,
            restored=number,
        )
    article.refresh_from_db()
    return saved


def change(article: Article, edit: Callable[[dict], dict], by: User = None) -> None:
    """Change what a story says at once, before the readers too.

    For what is done to many stories: moving them, replacing a picture. `edit` gets a content as
    articles.content lays it out and returns another; the pending changes get it as well.
    """
    with held(article, Act.EDIT, by) as story:
        if story.status in (Status.PUBLISHED, Status.WITHDRAWN):
            require(by, Act.PUBLISH, story)
        pending = revisions.head_content(story) if story.has_pending_changes else None
        before = story.category
        write_rows(story, edit(content.read(story)))
        keep_rows(story, by, Revision.Kind.CHANGED, edit(pending) if pending else None)
        _send_back(story, by, pending is not None)
        if story.category != before:
            record(story, Action.MOVED, by, story.live, section=str(story.category or "no section"))
        else:
            record(story, Action.SAVED, by, story.live)


def time_asked(article: Article) -> dt.datetime | None:
    """Return the time of publication that a story's newest text says, pending or not."""
    time = revisions.head_content(article)["published_at"]
    return dt.datetime.fromisoformat(time) if time else None


def _waits(story: Article, by: User) -> bool:
    """Whether what somebody saves now must wait until it is published.

    It must while readers see the story, and where it could reach them by nobody's leave but that of
    somebody who may not publish: on the schedule, or when a withdrawn story is put back.
    """
    if story.status not in (Status.PUBLISHED, Status.WITHDRAWN):
        return False
    return story.is_public or (by is not None and not may(by, Act.PUBLISH, story))


def _send_back(story: Article, by: User, pending: bool) -> None:
    """Let a text that was approved be reviewed again, if whoever changed it may not approve it."""
    may_approve = by is None or may(by, Act.PUBLISH, story)
    if pending:
        if not story.pending_status:
            update(story, pending_status=Status.DRAFT)
        elif story.pending_status == Status.APPROVED and not may_approve:
            update(story, pending_status=Status.IN_REVIEW)
    elif story.status == Status.APPROVED and not may_approve:
        update(story, status=Status.IN_REVIEW)


def _tell_new_time(story: Article, before: dict, by: User) -> None:
    """Write into the history that a scheduled story was given another time by a save."""
    if story.is_scheduled and not story.has_pending_changes:
        time = content.read(story)["published_at"]
        if time != before["published_at"]:
            record(story, Action.SCHEDULED, by, story.live, time=time)
            mail.tell(story, Action.SCHEDULED, by)


def write_rows(story: Article, text: dict) -> None:
    """Put the story's rows to what a text says, and everything that follows from them."""
    content.set_fields(story, text)
    require_times(story)
    if story.url_month and address_is_taken(story):
        raise WorkflowError(
            f"Another story has the address /{story.url_month:%Y/%m}/{story.slug}/ by now. Choose "
            "another slug. Nothing was published."
        )
    save(story)
    content.write_related(story, text)
    settle(story)


def keep_rows(story: Article, by: User, kind: str, pending: dict | None = None) -> None:
    """Keep what the rows say now as a revision, if it is new, with the pending changes on top.

    `pending` is what they have become; by default they are merged with what changed below them.
    """
    before, now = revisions.content_at(story, story.live), content.read(story)
    if before == now and pending is None:
        return
    if pending is None and story.has_pending_changes:
        text = revisions.head_content(story)
        merged = merge(before, text, now)
        pending = merged.content | {name: text[name] for name in merged.conflicts}
    live = head = revisions.add(story, now, by=by, kind=kind, started_from=story.live)
    if pending:
        head = revisions.add(story, pending, by=by, kind=kind, started_from=live)
    advance(story, head=head, live=live)


def advance(story: Article, head: int, live: int) -> None:
    """Move the story on to other revisions, and say which pictures wait in its pending changes."""
    revisions.advance(story, head=head, live=live)
    register_pending_pictures(story, revisions.head_content(story) if head != live else None)


def take_up_pending(story: Article) -> None:
    """Write the pending changes, if there are any, into the story's rows."""
    if story.has_pending_changes:
        write_rows(story, revisions.head_content(story))
        advance(story, head=story.head, live=story.head)
        update(story, pending_status="")
