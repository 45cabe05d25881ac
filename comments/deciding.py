"""What moderators do to comments that they have in front of them, and taking that back.

Two may look at the same comment. What one of them sends says in which state they saw it, and changes
nothing if somebody else has decided meanwhile or its words are others by now; then it is told who
did what, and when.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from comments import workflow
from comments.counting import lock_stories
from comments.decisions import User, record
from comments.models import Comment, Decision, Report
from desk.times import clock

Action, Status = Decision.Action, Comment.Status
UNDO_WITHIN = dt.timedelta(hours=24)
PROGRAM = "The program"

# What can be done to a comment, by the name of its button: the change, and the word for it afterwards.
BUTTONS = {
    "approve": (Action.APPROVED, "approved"),
    "spam": (Action.SPAM, "marked as spam"),
    "trash": (Action.TRASHED, "in the trash"),
    "restore": (Action.RESTORED, "waiting again"),
}


@dataclass
class Outcome:
    """What became of a request: the comments changed, the decisions written, what was left and why."""

    done: list[int] = field(default_factory=list)
    decisions: list[int] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def state_of(comment: Comment) -> str:
    """Return what a moderator's form says of the comment it shows: its status, a mark of its words."""
    said = "\0".join((comment.name, comment.website, comment.body))
    return f"{comment.status}-{hashlib.blake2b(said.encode(), digest_size=6).hexdigest()}"


def hold(key: int | None) -> Comment | None:
    """Return a comment as it stands, which nobody else changes until the caller's transaction ends."""
    return _locked([key])[key]


def possible(comment: Comment) -> list[str]:
    """Return the names of the moves that can be made with a comment."""
    return [name for name, (action, _) in BUTTONS.items() if comment.status in workflow.MOVES[action][0]]


@transaction.atomic
def decide(move: str, seen: dict[int, str], by: User) -> Outcome:
    """Do what one of `BUTTONS` says to comments, by their keys, that are still as they were `seen`.

    To approve also sets open reports aside: a person has looked. Undoing it opens them again.
    Returns what was done, and for the rest a sentence each.
    """
    action, _ = BUTTONS[move]
    outcome, free = Outcome(), []
    for key, comment in _locked(seen).items():
        if comment is None:
            outcome.missed.append("A comment is not there any more: it was deleted for good.")
        elif state_of(comment) != seen[key] or comment.status not in workflow.MOVES[action][0]:
            outcome.missed.append(meanwhile(comment, seen[key]))
        else:
            free.append(comment)
    if action == Action.APPROVED:  # written down before: the approval is the newest decision then
        for comment in free:
            if comment.report_count:
                dismiss_reports(comment, by, to_approve=True)
    workflow.move(free, action, by)
    outcome.done = [comment.pk for comment in free]
    newest = _newest_decisions(outcome.done)
    outcome.decisions = [newest[key].pk for key in outcome.done]
    return outcome


@transaction.atomic
def undo(decisions: Iterable[int], by: User) -> Outcome:
    """Take back what `by` decided, by the keys of the decisions: the comments become what they were.

    Only one's own decisions of the last day can be taken back, and only while nothing was done to the
    comment since then, by anybody: neither decided nor written, nor answered by the newsroom.
    """
    since = timezone.now() - UNDO_WITHIN
    asked = list(decisions)
    own = Decision.objects.filter(pk__in=asked, by=by, at__gte=since, was__has_key="status")
    own = sorted(own, key=lambda decision: asked.index(decision.pk))  # what came first is shown first
    rows = {decision.comment_id: decision for decision in own if decision.action in workflow.MOVES}
    outcome, now = Outcome(), timezone.now()
    comments = _locked(rows)
    newest = _newest_decisions(rows)
    for key, decision in rows.items():
        comment, before = comments[key], decision.was["status"]
        if comment is None:
            outcome.missed.append("The comment was deleted for good meanwhile.")
            continue
        if since_then := _done_since(comment, decision, newest[key]):
            outcome.missed.append(since_then)
            continue
        workflow.put_back(comment, before, by)
        if decision.action == Action.APPROVED:
            _reopen_reports(comment, decision)
        if picked_at := parse_datetime(decision.was.get("picked_at") or ""):
            Comment.objects.filter(pk=key).update(picked_at=picked_at)
            record([key], Action.PICKED, by, {}, now)
        outcome.done.append(key)
    if not rows:
        outcome.missed.append("There is nothing of yours to take back any more.")
    return outcome


def pick(comment: Comment, by: User) -> bool:
    """Make a comment that readers see an editors' pick. Return whether it was none, and is one now."""
    return _set_pick(comment, by, Action.PICKED)


def unpick(comment: Comment, by: User) -> bool:
    """Take the editors' pick of a comment back. Return whether it was one."""
    return _set_pick(comment, by, Action.UNPICKED)


@transaction.atomic
def _set_pick(comment: Comment, by: User, action: str) -> bool:
    lock_stories([comment.article_id])
    row = Comment.objects.visible().filter(pk=comment.pk, picked_at__isnull=action == Action.PICKED)
    now = timezone.now()
    changed = row.update(picked_at=now if action == Action.PICKED else None)
    if changed:
        record([comment.pk], action, by, {}, now)
    return bool(changed)


@transaction.atomic
def dismiss_reports(
    comment: Comment, by: User, newest: int | None = None, *, to_approve: bool = False
) -> int:
    """Set the reports of a comment aside: a person has looked. Return how many there were.

    `newest` is the key of the newest report that the person has seen: later ones stay open. None: all
    are set aside. `to_approve`: it is part of an approval, and is undone with it.
    """
    lock_stories([comment.article_id])
    now = timezone.now()
    open_ones = Report.objects.filter(comment=comment.pk, dismissed_at=None)
    seen = open_ones if newest is None else open_ones.filter(pk__lte=newest)
    reports, left = seen.update(dismissed_at=now), open_ones.count()
    counted = Comment.objects.filter(pk=comment.pk).exclude(report_count=left).update(report_count=left)
    if reports or counted:
        part = {"to_approve": True} if to_approve else {}
        record([comment.pk], Action.DISMISSED, by, {"reports": reports, **part}, now)
    return reports


def _reopen_reports(comment: Comment, approval: Decision) -> None:
    """Let the reports that an approval has set aside wait for a decision again."""
    before = comment.decisions.filter(pk__lt=approval.pk).first()
    if before and before.was.get("to_approve"):
        aside = Report.objects.filter(comment=comment.pk, dismissed_at=before.at)
        number = aside.update(dismissed_at=None)
        Comment.objects.filter(pk=comment.pk).update(report_count=F("report_count") + number)


def _done_since(comment: Comment, decision: Decision, newest: Decision) -> str:
    """Return in words what was done to a comment after a decision on it, or nothing."""
    if newest != decision:
        return _told(comment, f"{sentence(newest)} at {clock(newest.at)}")
    answers = comment.replies.visible().filter(user__isnull=False, created_at__gte=decision.at)
    if answer := answers.first():
        return _told(comment, f"{answer.name} has answered it at {clock(answer.created_at)}")
    return "" if comment.status == workflow.MOVES[decision.action][1] else meanwhile(comment)


def _told(comment: Comment, what: str) -> str:
    return f"The comment by {comment.name[:40]}: {what}. Nothing was changed."


def meanwhile(comment: Comment, seen: str = "") -> str:
    """Return in words who changed a comment after it was shown: `Nadia approved it at 10:02. …`"""
    name = comment.name[:40]
    same_status = seen.startswith(f"{comment.status}-")
    if seen and same_status and state_of(comment) != seen:
        return f"The comment by {name} has other words by now. Look at it again; nothing was changed."
    last = comment.decisions.exclude(
        action__in=[Action.PICKED, Action.UNPICKED, Action.DISMISSED]
    ).first()
    if last is None:
        status = comment.get_status_display().lower()
        return f"The comment by {name} is {status} by now. Nothing was changed."
    return _told(comment, f"{sentence(last)} at {clock(last.at)}")


def sentence(decision: Decision) -> str:
    """Return what was done, by whom: `Nadia approved it`; the writer's own deeds name the writer."""
    own = decision.action in (Action.REWRITTEN, Action.TAKEN_BACK)
    who = decision.by_name or ("Its writer" if own else PROGRAM)
    words = f"{who} {decision.get_action_display()}"
    return f"{words}, taking a decision back" if decision.was.get("undone") else words


def _locked(keys: Iterable[int]) -> dict[int, Comment | None]:
    """Return comments by their keys as they stand, which nobody else changes in this transaction."""
    keys = list(keys)
    named = Comment.objects.filter(pk__in=keys).order_by()
    lock_stories(named.values_list("article", flat=True))
    found = named.in_bulk()
    return {key: found.get(key) for key in keys}


def _newest_decisions(comments: Iterable[int]) -> dict[int, Decision]:
    """Return the newest decision on each comment, whatever was done."""
    decisions = Decision.objects.filter(comment__in=comments).order_by("at", "pk")
    return {decision.comment_id: decision for decision in decisions}
