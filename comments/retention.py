"""Spam and trash can be restored for so many days, then they are deleted: by time, never unseen.

The time runs from the decision. What came as spam without one, from the form or from an import,
is given the moment at which it is first looked at here, so that it stays as long as anything else.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from comments.counting import BATCH, lock_stories
from comments.models import Comment
from comments.removal import Removal, remove
from masthead.models import SiteSettings

KEPT_FOR_A_WHILE = (Comment.Status.SPAM, Comment.Status.TRASH)


def deleted_on(comment: Comment, site: SiteSettings) -> dt.datetime | None:
    """Return when a comment is deleted for good if nobody restores it; None where it is not to be."""
    if comment.status not in KEPT_FOR_A_WHILE:
        return None
    return (comment.decided_at or timezone.now()) + dt.timedelta(days=site.comment_trash_days)


def delete_ended(site: SiteSettings) -> Removal:
    """Delete what has been spam or trash for longer than the paper keeps it, in short batches."""
    total = Removal()
    limit = timezone.now() - dt.timedelta(days=site.comment_trash_days)
    for status in KEPT_FOR_A_WHILE:
        stored = Comment.objects.filter(status=status).order_by("decided_at", "pk")
        _begin(stored.filter(decided_at=None))
        while keys := list(stored.filter(decided_at__lt=limit).values_list("pk", flat=True)[:BATCH]):
            done = _delete(keys, limit)
            total.deleted += done.deleted
            total.emptied += done.emptied
    return total


def _begin(undated) -> None:
    while keys := list(undated.values_list("pk", flat=True)[:BATCH]):
        Comment.objects.filter(pk__in=keys, decided_at=None).update(decided_at=timezone.now())


@transaction.atomic
def _delete(keys: list[int], limit: dt.datetime) -> Removal:
    """Delete those of `keys` that are still due once nobody else can restore them any more."""
    named = Comment.objects.filter(pk__in=keys).order_by()
    lock_stories(named.values_list("article", flat=True))
    due = named.filter(status__in=KEPT_FOR_A_WHILE, decided_at__lt=limit)
    return remove(due.values_list("pk", flat=True))
