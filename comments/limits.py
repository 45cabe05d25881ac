"""How often one sender may comment, and say the same. Each question is one read along an index.

What all senders together may post in a moment is bounded before, by comments.valve.
"""

import math
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from comments.models import Comment
from comments.moderation import is_known
from comments.reasons import Reason
from comments.refusals import Duplicate, TooQuick
from comments.rewriting import is_taken_back
from comments.spam.copies import DAY, Sent, said_again
from masthead.models import SiteSettings

# So many comments in so many seconds. A person, who is known by mail address and network together: to
# somebody elsewhere, who only types the address, the answer would tell whose it is that comments.
PERSON = [(1, 15), (40, 3600)]

# A network (a /24 or a /64), where a whole university may sit behind one address:
NETWORK = [(40, 60), (200, 3600)]


def check(comment: Comment, site: SiteSettings) -> None:
    """Raise Duplicate or TooQuick if `comment`, not stored yet, may not be posted now.

    Of comments that are checked at the same moment under the same story, whoever holds the story's
    lock (comments.counting) is told what the others have stored.
    """
    mine = Comment.objects.filter(email=comment.email, network=comment.network)
    # Who fills in the trap under somebody's address does not keep them out.
    # Of what waits for nothing there is no first reason: a database says neither yes nor no of that.
    untrapped = Q(held_for=[]) | ~Q(held_for__0__0=Reason.TRAP)
    own = _newest(PERSON, mine.filter(untrapped))
    near = Comment.objects.filter(network=comment.network)
    network = _newest(NETWORK, near) if comment.network else []
    said = [*_said_before(comment), *said_again(comment, own, network)]
    # What was taken back may be said again: were spam left out, its writer would know that it is spam.
    if not all(map(is_taken_back, Comment.objects.filter(pk__in=said))):
        raise Duplicate
    wait = _seconds_to_wait(own, PERSON)
    others = _seconds_to_wait(network, NETWORK)
    # What strangers of the same network do keeps nobody out whom moderators know.
    if others > wait and not is_known(comment, site):
        wait = others
    if wait:
        raise TooQuick(wait)


def _said_before(comment: Comment) -> QuerySet:
    """Return the keys of what the person has said the same under the story before, but for the trash."""
    said = Comment.objects.filter(
        article=comment.article_id, email=comment.email, network=comment.network, body=comment.body
    )
    return said.exclude(status=Comment.Status.TRASH).values_list("pk", flat=True)


def _newest(limits: list[tuple[int, int]], sent: QuerySet[Comment]) -> list[Sent]:
    """Return what a sender has sent within a day, the newest first, as far as its limits reach."""
    recent = sent.filter(created_at__gt=timezone.now() - DAY).order_by("-created_at")
    rows = recent.values_list("pk", "created_at", "article", "gist", "body", "status")
    return [Sent(*row) for row in rows[: max(allowed for allowed, _ in limits)]]


def _seconds_to_wait(sent: Sequence[Sent], limits: list[tuple[int, int]]) -> int:
    """Return after how many seconds what was sent, the newest first, is within the limits; 0: now."""
    now = timezone.now()
    times = [row.at for row in sent if row.at <= now]
    waits = [0]
    for allowed, window in limits:
        if len(times) >= allowed:
            left = window - (now - times[allowed - 1]).total_seconds()
            waits.append(math.ceil(left))
    return max(waits)
