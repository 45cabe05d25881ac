"""What the writer of a comment may still do to it for some minutes: change its words, take it back."""

import datetime as dt
from collections import Counter
from copy import copy

from django.db import transaction
from django.utils import timezone

from comments import moderation, subscriptions
from comments.counting import APPROVED, add_to_counts, lock_stories
from comments.decisions import record
from comments.models import Comment, Decision
from comments.reasons import Reason, hold
from comments.refusals import Answered, ChangedMeanwhile, Closed, EditedByNewsroom, TooLate, TooOften
from comments.signatures import words_mark
from comments.spam import akismet
from comments.text import gist
from masthead.models import SiteSettings

MOST_REWRITES = 10  # of one comment
Status = Comment.Status
Action = Decision.Action
GONE = {Status.TRASH, Status.REMOVED}
AWAY = {Status.TRASH, Status.SPAM}


def changeable_until(comment: Comment, site: SiteSettings) -> dt.datetime | None:
    """Return until when its writer may change a comment; None if not any more."""
    return None if is_gone(comment) else _until(comment, site)


def takeable_until(comment: Comment, site: SiteSettings) -> dt.datetime | None:
    """Return until when its writer may take a comment back; None if not any more, or done."""
    return None if is_taken_back(comment) else _until(comment, site)


def _until(comment: Comment, site: SiteSettings) -> dt.datetime | None:
    until = comment.created_at + dt.timedelta(minutes=site.comment_edit_minutes)
    return until if comment.status != Status.REMOVED and timezone.now() < until else None


def is_gone(comment: Comment) -> bool:
    """Whether a comment is not there any more for its writer, who is not told what is spam."""
    return comment.status in GONE or is_taken_back(comment)


def is_taken_back(comment: Comment) -> bool:
    """Whether its writer has taken a comment back, be it before or after a moderator took it away."""
    if comment.status not in AWAY:
        return False
    turns = comment.decisions.filter(action__in=[Action.APPROVED, Action.RESTORED, Action.TAKEN_BACK])
    return turns.values_list("action", flat=True).first() == Action.TAKEN_BACK


def rewrite(comment: Comment, body: str, words: str, site: SiteSettings) -> Comment:
    """Give a comment new words in its writer's name; return it as it is then.

    It passes the checks of a new comment: one that readers saw may have to wait again. What waits
    because of a moderator waits on, and spam stays spam. `words` is the mark (signatures.words_mark)
    of the words that the writer began to change. The old ones are kept in the record.

    Raises TooLate, Closed, Answered, EditedByNewsroom, ChangedMeanwhile or TooOften; then nothing is
    changed.
    """
    asked = copy(comment)
    asked.body = body
    outside = akismet.ask(asked, site) if body != comment.body else []  # while nobody waits for us
    with transaction.atomic():
        comment = _locked(comment)
        if not changeable_until(comment, site):
            raise TooLate
        was = comment.body
        if body == was:
            return comment
        if not moderation.accepts_comments(comment.article, site):
            raise Closed
        if comment.replies.visible().exists():
            raise Answered
        if comment.decisions.filter(action=Action.EDITED, was__has_key="body").exists():
            raise EditedByNewsroom
        if words != words_mark(comment):
            raise ChangedMeanwhile
        before = comment.decisions.filter(action=Action.REWRITTEN)
        if len(before.values_list("pk")[:MOST_REWRITES]) == MOST_REWRITES:
            raise TooOften
        comment.body, comment.gist = body, gist(body)
        if comment.is_visible:
            comment.edited_at = timezone.now()
        status = _judge_anew(comment, site, outside)
        comment.save(update_fields=["body", "gist", "edited_at", "held_for", "spam_score"])
        _settle(comment, status, Action.REWRITTEN, {"body": was})
        return comment


def take_back(comment: Comment, site: SiteSettings) -> None:
    """Put a comment into the trash in its writer's name; replies to it stay.

    Of what is spam or trash it is only written down: it stays where it was put, and undoing that
    does not bring it back. Raises TooLate.
    """
    with transaction.atomic():
        comment = _locked(comment)
        if is_taken_back(comment):
            return
        if not takeable_until(comment, site):
            raise TooLate
        status = comment.status if comment.status in AWAY else Status.TRASH
        _settle(comment, status, Action.TAKEN_BACK, {})


def _locked(comment: Comment) -> Comment:
    """Return the comment as it is while nobody else changes it; raise TooLate if it is gone for good."""
    lock_stories([comment.article_id])
    stored = Comment.objects.select_related("article", "thread", "parent").filter(pk=comment.pk).first()
    if stored is None:
        raise TooLate
    return stored


def _judge_anew(comment: Comment, site: SiteSettings, outside: list) -> Status:
    """Judge the new words; return the status that they give, and note on the comment what holds them.

    `outside`: reasons for which somebody else takes them for spam.
    """
    if comment.status == Status.SPAM or (comment.status == Status.PENDING and _is_let_wait(comment)):
        return comment.status
    outside = outside or [held for held in comment.held_for if held[0] == Reason.AKISMET]
    was_seen = comment.is_visible or hold(Reason.EDITED) in comment.held_for
    verdict = moderation.judge(comment, site, outside=outside)
    comment.held_for, comment.spam_score = verdict.held_for, verdict.spam_score
    if was_seen and verdict.status != APPROVED:
        comment.held_for = [hold(Reason.EDITED), *verdict.held_for]
    return verdict.status


def _is_let_wait(comment: Comment) -> bool:
    """Whether a comment that waits does so because somebody put it back, not for what it says."""
    moves = comment.decisions.filter(was__has_key="status")
    return moves.values_list("action", flat=True).first() == Action.RESTORED


def _settle(comment: Comment, status: str, action: str, was: dict) -> None:
    """Give a comment its status, count it, and write down what was done to it.

    It is no editors' pick any more: nobody picked what it says now.
    """
    before, now = comment.status, timezone.now()
    if status != before:
        was = was | {"status": before}
        comment.decided_at = now
    if comment.picked_at:
        was = was | {"picked_at": comment.picked_at.isoformat()}
    comment.status, comment.picked_at = status, None
    comment.save(update_fields=["status", "decided_at", "picked_at"])
    change = (status == APPROVED) - (before == APPROVED)
    threads = Counter({comment.thread_id: change} if comment.parent_id else {})
    add_to_counts(Counter({comment.article_id: change}), threads)
    if change > 0:
        subscriptions.became_visible([comment.pk])
    record([comment.pk], action, None, was, now)
