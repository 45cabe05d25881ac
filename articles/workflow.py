"""Every change of a story that a person makes, and every step of its life.

Each function checks permission, writes the revision and the history, and leaves the story's rows,
lists and neighbours right, in one transaction that holds the story's row. `by` is who does it; None
is the program itself, which may do everything. Each raises PermissionDenied, WorkflowError with a
sentence when the step makes no sense where the story stands by now, and Article.DoesNotExist when
the story is gone. The instance given is brought up to date; what was changed on it and not saved is
not written.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from articles import checklist, content, due, mail, revisions, takedown
from articles.history import Action, record, told_time
from articles.merging import changed_fields, merge
from articles.models import Article, Revision
from articles.permissions import Act, may, require
from articles.pictures import register_pending_pictures, release_pictures
from articles.saving import address_is_taken, save, settle
from articles.surfaces import surfaces_of

Status = Article.Status
User = AbstractBaseUser | None


class WorkflowError(ValidationError):
    """A step that makes no sense where the story stands; says what to do instead."""


class Step(StrEnum):
    """What can be done with a story as a whole."""

    SUBMIT = "submit"
    REQUEST_CHANGES = "request_changes"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    PUBLISH = "publish"
    PUBLISH_CHANGES = "publish_changes"
    DISCARD_CHANGES = "discard_changes"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"


_ACTS = {
    Step.SUBMIT: Act.SUBMIT,
    Step.REQUEST_CHANGES: Act.REQUEST_CHANGES,
    Step.APPROVE: Act.APPROVE,
    Step.SCHEDULE: Act.SCHEDULE,
    Step.UNSCHEDULE: Act.SCHEDULE,
    Step.PUBLISH: Act.PUBLISH,
    Step.PUBLISH_CHANGES: Act.PUBLISH,
    Step.DISCARD_CHANGES: Act.EDIT,
    Step.WITHDRAW: Act.WITHDRAW,
    Step.REINSTATE: Act.WITHDRAW,
}

_ON_THE_WAY = {
    Status.DRAFT: {Step.SUBMIT},
    Status.CHANGES_REQUESTED: {Step.SUBMIT},
    Status.IN_REVIEW: {Step.REQUEST_CHANGES, Step.APPROVE},
    Status.APPROVED: {Step.REQUEST_CHANGES},
}


def possible_steps(article: Article, with_changes: bool = False) -> set[Step]:
    """Return what can be done with a story where it stands, whoever does it.

    `with_changes`: once changes of what it says have been saved, too.
    """
    if article.status not in (Status.PUBLISHED, Status.WITHDRAWN):
        return _ON_THE_WAY[article.status] | {Step.SCHEDULE, Step.PUBLISH}
    steps = set()
    pending = article.has_pending_changes or (with_changes and article.is_public)
    if pending:
        steps |= _ON_THE_WAY[article.pending_status or Status.DRAFT]
    if article.has_pending_changes:
        steps.add(Step.DISCARD_CHANGES)
    if article.status == Status.WITHDRAWN:
        return steps | {Step.REINSTATE, Step.SCHEDULE}
    if article.is_scheduled:
        return steps | {Step.UNSCHEDULE, Step.SCHEDULE, Step.PUBLISH}
    if pending:
        steps.add(Step.PUBLISH_CHANGES)
    return steps | {Step.WITHDRAW}


def steps_for(user: AbstractBaseUser, article: Article, with_changes: bool = False) -> set[Step]:
    """Return those of `possible_steps` that a person may do."""
    possible = possible_steps(article, with_changes)
    allowed = {act: may(user, act, article) for act in {_ACTS[step] for step in possible}}
    return {step for step in possible if allowed[_ACTS[step]]}


def may_step(user: AbstractBaseUser, step: Step, article: Article) -> bool:
    """Whether a person may do a step with a story, possible or not where it stands."""
    return may(user, _ACTS[step], article)


@contextmanager
def _step(article: Article, step: Step, by: User) -> Iterator[Article]:
    """Hold a story as it is stored, if `by` may do the step and it is possible."""
    with held(article, _ACTS[step], by) as story:
        if step not in possible_steps(story):
            raise WorkflowError(_impossible(step, story))
        yield story


@contextmanager
def held(article: Article, act: Act, by: User) -> Iterator[Article]:
    """Hold a story as it is stored, in a transaction, if `by` may do `act` to it."""
    begun = timezone.now()
    with transaction.atomic():
        story = Article.objects.select_for_update(of=("self",)).order_by().get(pk=article.pk)
        require(by, act, story)
        revisions.begin(story)
        before = due.moments(story)
        yield story
        # What a program writes down as past, as an import does, is no news to anybody.
        due.begin(story, before, since=None if by else begun)
    article.refresh_from_db()


def _impossible(step: Step, story: Article) -> str:
    state = "scheduled" if story.is_scheduled else story.get_status_display().lower()
    changes = ", and it has no pending changes" if "changes" in step else ""
    verb = step.replace("_", " ")
    return (
        f"The story is {state} by now{changes}: “{verb}” cannot be done. Somebody may have been "
        "faster. Look at its history; nothing was changed."
    )


# What it says


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
        _keep_rows(article, None, Revision.Kind.CHANGED)


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
            _write(story, merged.content)
        number = revisions.add(
            story,
            merged.content if pending else content.read(story),
            kind=kind,
            restored=restored,
            **fields,
        )
        _advance(story, head=number, live=story.live if pending else number)
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
        if story.status == Status.PUBLISHED:
            require(by, Act.PUBLISH, story)
        pending = revisions.head_content(story) if story.has_pending_changes else None
        before = story.category
        _write(story, edit(content.read(story)))
        _keep_rows(story, by, Revision.Kind.CHANGED, edit(pending) if pending else None)
        if story.category != before:
            record(story, Action.MOVED, by, story.live, section=str(story.category or "no section"))
        else:
            record(story, Action.SAVED, by, story.live)


def publish_changes(article: Article, by: User = None, tell_readers: bool = False) -> None:
    """Put the pending changes before the readers; `tell_readers` that the story was updated now."""
    with held(article, Act.PUBLISH, by) as story:
        if not story.is_public or not (story.has_pending_changes or tell_readers):
            raise WorkflowError(_impossible(Step.PUBLISH_CHANGES, story))
        if story.has_pending_changes:
            _require_fit(story, timezone.now(), by, "published")
        if tell_readers:
            _set(story, updated_at=timezone.now())
        _take_up_pending(story)
        record(story, Action.CHANGES_PUBLISHED, by, story.live)
        mail.tell(story, Action.CHANGES_PUBLISHED, by)


def discard_changes(article: Article, by: User = None) -> None:
    """Forget the pending changes; their revisions stay, and can be restored."""
    with _step(article, Step.DISCARD_CHANGES, by) as story:
        record(story, Action.CHANGES_DISCARDED, by, story.head)
        _advance(story, head=story.live, live=story.live)
        _set(story, pending_status="")


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
            _set(story, pending_status=Status.DRAFT)
        elif story.pending_status == Status.APPROVED and not may_approve:
            _set(story, pending_status=Status.IN_REVIEW)
    elif story.status == Status.APPROVED and not may_approve:
        _set(story, status=Status.IN_REVIEW)


def _tell_new_time(story: Article, before: dict, by: User) -> None:
    """Write into the history that a scheduled story was given another time by a save."""
    if story.is_scheduled and not story.has_pending_changes:
        time = content.read(story)["published_at"]
        if time != before["published_at"]:
            record(story, Action.SCHEDULED, by, story.live, time=time)
            mail.tell(story, Action.SCHEDULED, by)


def _write(story: Article, text: dict) -> None:
    """Put the story's rows to what a text says, and everything that follows from them."""
    content.set_fields(story, text)
    _check_times(story)
    if story.url_month and address_is_taken(story):
        raise WorkflowError(
            f"Another story has the address /{story.url_month:%Y/%m}/{story.slug}/ by now. Choose "
            "another slug. Nothing was published."
        )
    save(story)
    content.write_related(story, text)
    settle(story)


def _keep_rows(story: Article, by: User, kind: str, pending: dict | None = None) -> None:
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
    _advance(story, head=head, live=live)


def _advance(story: Article, head: int, live: int) -> None:
    """Move the story on to other revisions, and say which pictures wait in its pending changes."""
    revisions.advance(story, head=head, live=live)
    register_pending_pictures(story, revisions.head_content(story) if head != live else None)


def _take_up_pending(story: Article) -> None:
    if story.has_pending_changes:
        _write(story, revisions.head_content(story))
        _advance(story, head=story.head, live=story.head)
        _set(story, pending_status="")


def _set(story: Article, **values) -> None:
    Article.objects.filter(pk=story.pk).update(**values)
    for name, value in values.items():
        setattr(story, name, value)


# Where it stands


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
    with _step(article, step, by) as story:
        pending = story.status in (Status.PUBLISHED, Status.WITHDRAWN)
        _set(story, **{"pending_status" if pending else "status": status})
        record(story, action, by, story.head, note=note.strip(), pending=pending)
        mail.tell(story, action, by, note.strip())


def schedule(article: Article, at: dt.datetime, by: User = None) -> None:
    """Make a story public at a time to come."""
    if at <= timezone.now():
        raise WorkflowError(
            f"{told_time(at)} is past. Press “Publish now” to publish the story at once, or choose a "
            "later time. Nothing was changed."
        )
    with _step(article, Step.SCHEDULE, by) as story:
        _make_public(story, at, by)


def unschedule(article: Article, by: User = None) -> None:
    """Take a story off the schedule; it is approved and waits."""
    with _step(article, Step.UNSCHEDULE, by) as story:
        _change_status(story, Status.APPROVED, by)
        record(story, Action.UNSCHEDULED, by, story.live)


def publish(article: Article, by: User = None, at: dt.datetime | None = None) -> None:
    """Make a story public at `at`; by default now, or since the past time that it says already."""
    with held(article, Act.PUBLISH, by) as story:
        if by is not None and Step.PUBLISH not in possible_steps(story):
            raise WorkflowError(_impossible(Step.PUBLISH, story))
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
            raise WorkflowError(_impossible(Step.WITHDRAW, story))
        was_seen = story.is_public or story.has_expired
        story.withdrawal_reason = reason.strip() if was_seen else ""
        surfaces = surfaces_of(story) if was_seen else []
        _change_status(story, Status.WITHDRAWN if was_seen else Status.DRAFT, by)
        if was_seen:
            takedown.take_down(story, surfaces, by)
        record(story, Action.WITHDRAWN, by, story.live, note=story.withdrawal_reason)


def reinstate(article: Article, by: User = None) -> None:
    """Put a withdrawn story back where it was, at its old time."""
    with _step(article, Step.REINSTATE, by) as story:
        story.withdrawal_reason = ""
        _change_status(story, Status.PUBLISHED, by)
        record(story, Action.REINSTATED, by, story.live)


def _make_public(story: Article, at: dt.datetime, by: User) -> None:
    _require_fit(story, at, by, "scheduled" if at > timezone.now() else "published")
    _take_up_pending(story)
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
    _check_times(story)
    save(story)
    settle(story)
    _keep_rows(story, by, Revision.Kind.CHANGED)


def _check_times(story: Article) -> None:
    """Refuse times that contradict one another, where they matter: on a story that is published."""
    if story.status != Status.PUBLISHED:
        return
    if story.embargo_until and story.published_at < story.embargo_until:
        raise WorkflowError(
            f"The story is under embargo until {told_time(story.embargo_until)}. Schedule it for then "
            "or later, or change the embargo. Nothing was published."
        )
    if story.expires_at and story.expires_at <= story.published_at:
        raise WorkflowError(
            f"The story would expire at {told_time(story.expires_at)}, before readers see it. Choose a "
            "later end, or none. Nothing was published."
        )
