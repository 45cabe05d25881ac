"""Which steps a story can take from where it stands, who may take them, and how it is held for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from articles import changes, due, pings, revisions
from articles.history import told_time
from articles.models import Article
from articles.permissions import Act, may, require

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
def held(article: Article, act: Act, by: User) -> Iterator[Article]:
    """Hold a story as it is stored, in a transaction, if `by` may do `act` to it."""
    begun = timezone.now()
    with transaction.atomic():
        story = Article.objects.select_for_update(of=("self",)).order_by().get(pk=article.pk)
        require(by, act, story)
        revisions.begin(story)
        before = due.moments(story)
        with changes.watched(story), pings.leaving(story):
            yield story
            # What a program writes down as past, as an import does, is no news to anybody.
            due.begin(story, before, since=None if by else begun)
    article.refresh_from_db()


@contextmanager
def held_for(article: Article, step: Step, by: User) -> Iterator[Article]:
    """Hold a story as it is stored, in a transaction, if `by` may do the step and it is possible."""
    with held(article, _ACTS[step], by) as story:
        if step not in possible_steps(story):
            raise WorkflowError(impossible(step, story))
        yield story


def impossible(step: Step, story: Article) -> str:
    """Say that a step makes no sense where a story stands."""
    state = "scheduled" if story.is_scheduled else story.get_status_display().lower()
    changes = ", and it has no pending changes" if "changes" in step else ""
    verb = step.replace("_", " ")
    return (
        f"The story is {state} by now{changes}: “{verb}” cannot be done. Somebody may have been "
        "faster. Look at its history; nothing was changed."
    )


def require_times(story: Article) -> None:
    """Refuse times that contradict one another, where they matter: on a story that is published."""
    if story.status != Status.PUBLISHED:
        return
    begin = story.published_at or timezone.now()
    if story.embargo_until and begin < story.embargo_until:
        raise WorkflowError(
            f"The story is under embargo until {told_time(story.embargo_until)}. Schedule it for then "
            "or later, or change the embargo. Nothing was published."
        )
    if story.expires_at and story.expires_at <= begin:
        raise WorkflowError(
            f"The story would expire at {told_time(story.expires_at)}, before readers see it. Choose a "
            "later end, or none. Nothing was published."
        )
