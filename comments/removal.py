"""Taking comments out of the database for good: their time in the trash is over, or their writer asks.

A reply is never lost with what it answers: a comment that replies stand below, whether readers see
them or not, stays as an empty place with the status REMOVED, which nothing changes any more.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from comments.counting import APPROVED, BATCH, add_to_counts, lock_stories
from comments.decisions import User, record
from comments.models import Comment, Decision, Report

REMOVED = Comment.Status.REMOVED
NOBODY = "Removed"  # the name of whoever is not to be named any more

# What a comment keeps nothing of, once it is only the place above its replies.
_NO_SENDER = {
    "name": NOBODY, "email": "", "website": "", "user": None,
    "ip_address": None, "network": "", "user_agent": "", "held_for": [],
}  # fmt: skip
_NO_WORDS = {
    "body": "", "gist": "", "spam_score": None,
    "report_count": 0, "picked_at": None, "edited_at": None,
}  # fmt: skip


@dataclass
class Removal:
    """How many comments were deleted, and how many emptied because replies stand below them."""

    deleted: int = 0
    emptied: int = 0


def remove(keys: Iterable[int], by: User = None) -> Removal:
    """Delete comments, named by their keys, for good; empty those that replies stand below.

    Replies that are among `keys` themselves hold nothing back. An empty place goes with the last
    reply below it. Each batch is one transaction; the numbers kept on rows stay right.
    """
    total = Removal()
    keys = sorted(set(keys), reverse=True)  # replies are younger than what they answer
    for start in range(0, len(keys), BATCH):
        done = _remove_batch(keys[start : start + BATCH], by)
        total.deleted += done.deleted
        total.emptied += done.emptied
    return total


@transaction.atomic
def _remove_batch(keys: list[int], by: User) -> Removal:
    named = Comment.objects.filter(pk__in=keys).order_by()
    lock_stories(named.values_list("article", flat=True))
    rows = list(named.values_list("pk", "article", "thread", "parent", "status"))
    visible = [row for row in rows if row[4] == APPROVED]
    articles = Counter(article for _, article, *_ in visible)
    threads = Counter(thread for _, _, thread, parent, _ in visible if parent)
    add_to_counts(_negative(articles), _negative(threads))
    left, deleted = _delete_leaves({pk for pk, *_ in rows})
    return Removal(deleted, _empty(left, by))


def _delete_leaves(keys: set[int]) -> tuple[set[int], int]:
    """Delete what no reply stands below, again and again; return what is left, and how many went."""
    left, deleted = set(keys), 0
    while left:
        answered = Comment.objects.filter(parent__in=left).order_by()
        leaves = left - set(answered.values_list("parent", flat=True))
        if not leaves:
            break
        gone = Comment.objects.filter(pk__in=leaves)
        above = Comment.objects.filter(status=REMOVED, replies__in=leaves).order_by()
        places = set(above.values_list("pk", flat=True))
        gone.delete()
        deleted += len(leaves & keys)
        left = (left - leaves) | places
    return left & keys, deleted


def _empty(keys: set[int], by: User) -> int:
    full = Comment.objects.filter(pk__in=keys).exclude(status=REMOVED).order_by()
    found = list(full.values_list("pk", flat=True))
    now = timezone.now()
    Comment.objects.filter(pk__in=found).update(
        status=REMOVED, decided_at=now, **_NO_SENDER, **_NO_WORDS
    )
    Report.objects.filter(comment__in=found).delete()
    forget_former_words(found)
    record(found, Decision.Action.REMOVED, by, {}, now)
    return len(found)


def forget_sender(keys: Iterable[int]) -> int:
    """Take away who wrote comments and from where; the words stay. Return how many there were."""
    keys = list(keys)
    changed = 0
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        changed += Comment.objects.filter(pk__in=batch).update(**_NO_SENDER)
        forget_former_words(batch)
    return changed


def forget_former_words(keys: Iterable[int]) -> None:
    """Keep of the decisions on comments what was done, and nothing that was said before."""
    decisions = Decision.objects.filter(comment__in=keys)
    for decision in decisions.exclude(was={}).only("was"):
        kept = {name: value for name, value in decision.was.items() if name == "status"}
        if kept != decision.was:
            Decision.objects.filter(pk=decision.pk).update(was=kept)


def _negative(numbers: Counter) -> Counter:
    return Counter({key: -number for key, number in numbers.items()})
