"""Every step of a story's life: what a person does to it as a whole.

Each function checks permission, writes the revision and the history, and leaves the story's rows,
lists and neighbours right, in one transaction that holds the story's row. `by` is who does it; None
is the program itself, which may do everything. Each raises PermissionDenied, WorkflowError with a
sentence when the step makes no sense where the story stands by now, and Article.DoesNotExist when
the story is gone. The instance given is brought up to date; what was changed on it and not saved is
not written.
"""

import datetime as dt

from django.utils import timezone

from articles import checklist, mail, revisions, takedown
from articles.history import Action, record, told_time
from articles.models import Article, Revision
from articles.permissions import Act
from articles.pictures import release_pictures
from articles.saving import mark_updated, save, settle, update
from articles.steps import (
    Status,
    Step,
    User,
    WorkflowError,
    held,
    held_for,
    impossible,
    possible_steps,
    require_times,
)
from articles.surfaces import surfaces_of
from articles.writing import advance, keep_rows, take_up_pending


def submit(article: Article, by: User = None, note: str = "") -> None:
    """Hand a story, or the pending changes of one that readers see, to the editors."""
    _move_on(article, Step.SUBMIT, Status.IN_REVIEW, Action.SUBMITTED, by, note)


def request_changes(article: Article, by: User = None, note: str = "") -> None:
    """Give a story back to its writers, with a note that says what is asked for."""
    if not note.strip():
        raise WorkflowError("Say in the note what should be changed. Nothing was changed.")
    _move_on(article, Step.REQUEST_CHANGES, Status.CHANGES_REQUESTED, Action.CHANGES_REQUESTED, by, note)


def approve(article: Article, by: User = None, note: str = "") -> None:
    """Say that a story, or its pending changes, can be published as it is."""
    _move_on(article, Step.APPROVE, Status.APPROVED, Action.APPROVED, by, note)


def _move_on(article, step: Step, status: str, action: str, by: User, note: str) -> None:
    with held_for(article, step, by) as story:
        pending = story.status in (Status.PUBLISHED, Status.WITHDRAWN)
        update(story, **{"pending_status" if pending else "status": status})
        record(story, action, by, story.head, note=note.strip(), pending=pending)
        mail.tell(story, action, by, note.strip())


def publish_changes(article: Article, by: User = None, tell_readers: bool = False) -> None:
    """Put the pending changes before the readers; `tell_readers` that the story was updated now."""
    with held(article, Act.PUBLISH, by) as story:
        if not story.is_public or not (story.has_pending_changes or tell_readers):
            raise WorkflowError(impossible(Step.PUBLISH_CHANGES, story))
        if story.has_pending_changes:
            _require_fit(story, timezone.now(), by, "published")
        if tell_readers:
            mark_updated(story, timezone.now())
        take_up_pending(story)
        record(story, Action.CHANGES_PUBLISHED, by, story.live)
        mail.tell(story, Action.CHANGES_PUBLISHED, by)


def discard_changes(article: Article, by: User = None) -> None:
    """Forget the pending changes; their revisions stay, and can be restored."""
    with held_for(article, Step.DISCARD_CHANGES, by) as story:
        record(story, Action.CHANGES_DISCARDED, by, story.head)
        advance(story, head=story.live, live=story.live)
        update(story, pending_status="")


def schedule(article: Article, at: dt.datetime | None, by: User = None) -> None:
    """Make a story public at a time to come; None, which no story says any more, is refused."""
    if at is None:
        raise WorkflowError("It has no time to be published at: give one. It was not scheduled.")
    if at <= timezone.now():
        raise WorkflowError(
            f"{told_time(at)} is past. Press “Publish now” to publish the story at once, or choose a "
            "later time. Nothing was changed."
        )
    with held_for(article, Step.SCHEDULE, by) as story:
        _make_public(story, at, by)


def unschedule(article: Article, by: User = None) -> None:
    """Take a story off the schedule; it is approved and waits."""
    with held_for(article, Step.UNSCHEDULE, by) as story:
        _change_status(story, Status.APPROVED, by)
        record(story, Action.UNSCHEDULED, by, story.live)


def publish(article: Article, by: User = None, at: dt.datetime | None = None) -> None:
    """Make a story public at `at`; by default now, or since the past time that it says already."""
    with held(article, Act.PUBLISH, by) as story:
        if by is not None and Step.PUBLISH not in possible_steps(story):
            raise WorkflowError(impossible(Step.PUBLISH, story))
        now = timezone.now()
        said = story.published_at if story.published_at and story.published_at <= now else None
        _make_public(story, at or said or now, by)


def withdraw(article: Article, by: User = None, reason: str = "") -> None:
    """Take a story away from the public: its address answers 410 from now on, with the reason.

    Pictures that nothing else shows stop being served. articles.takedown.check tells afterwards
    whether it is gone from everywhere.

    One that readers have not seen yet becomes a draft again; nothing tells that it was there.
    """
    with held(article, Act.WITHDRAW, by) as story:
        if by is not None and Step.WITHDRAW not in possible_steps(story):
            raise WorkflowError(impossible(Step.WITHDRAW, story))
        was_seen = story.is_public or story.has_expired
        story.withdrawal_reason = reason.strip() if was_seen else ""
        surfaces = surfaces_of(story) if was_seen else []
        _change_status(story, Status.WITHDRAWN if was_seen else Status.DRAFT, by)
        if was_seen:
            takedown.take_down(story, surfaces, by)
        record(story, Action.WITHDRAWN, by, story.live, note=story.withdrawal_reason)


def reinstate(article: Article, by: User = None) -> None:
    """Put a withdrawn story back where it was, at its old time."""
    with held_for(article, Step.REINSTATE, by) as story:
        story.withdrawal_reason = ""
        _change_status(story, Status.PUBLISHED, by)
        record(story, Action.REINSTATED, by, story.live)


def _make_public(story: Article, at: dt.datetime, by: User) -> None:
    _require_fit(story, at, by, "scheduled" if at > timezone.now() else "published")
    take_up_pending(story)
    story.published_at = at
    _change_status(story, Status.PUBLISHED, by)
    if at > timezone.now():
        record(story, Action.SCHEDULED, by, story.live, time=at.isoformat())
        mail.tell(story, Action.SCHEDULED, by)
    else:
        record(story, Action.PUBLISHED, by, story.live)


def _require_fit(story: Article, at: dt.datetime, by: User, verb: str) -> None:
    """Refuse a person what the newsroom's checklist blocks; programs publish what they are given."""
    if by is None:
        return
    findings = checklist.check(revisions.head_content(story), at)
    if reasons := [finding.sentence for finding in findings if finding.blocks]:
        raise WorkflowError(f"Not {verb}: {' '.join(reasons)}")


def _change_status(story: Article, status: str, by: User) -> None:
    if story.status == Status.WITHDRAWN != status:
        release_pictures(story)
    story.status = status
    require_times(story)
    save(story)
    settle(story)
    keep_rows(story, by, Revision.Kind.CHANGED)
