"""How often one sender may comment. Each check is one short read along an index.

What all senders together may post in a moment is bounded before, by comments.valve.
"""

import datetime as dt
import math

from django.db.models import QuerySet
from django.utils import timezone

from comments.models import Comment
from comments.moderation import is_known
from comments.refusals import Duplicate, TooQuick
from comments.spam.copies import said_again
from masthead.models import SiteSettings

# So many comments in so many seconds. A person:
PERSON = [(1, 15), (40, 3600)]

# A network (a /24 or a /64), where a whole university may sit behind one address:
NETWORK = [(40, 60), (200, 3600)]


def check(comment: Comment, site: SiteSettings) -> None:
    """Raise Duplicate or TooQuick if `comment`, not stored yet, may not be posted now."""
    wait = seconds_to_wait(comment, site)
    # Asked last and told first: what has come in since the other question is the same comment.
    if is_duplicate(comment) or said_again(comment):
        raise Duplicate
    if wait:
        raise TooQuick(wait)


def is_duplicate(comment: Comment) -> bool:
    """Whether the person has said the same under the story before; what is in the trash is forgotten."""
    said = Comment.objects.filter(article=comment.article_id, email=comment.email, body=comment.body)
    return said.exclude(status=Comment.Status.TRASH).exists()


def seconds_to_wait(comment: Comment, site: SiteSettings) -> int:
    """Return after how many seconds the person may post again; 0: at once.

    What strangers of the same network do keeps nobody out whom moderators know.
    """
    own = _seconds_to_wait(Comment.objects.filter(email=comment.email), PERSON)
    if not comment.network:
        return own
    others = _seconds_to_wait(Comment.objects.filter(network=comment.network), NETWORK)
    return own if others <= own or is_known(comment, site) else others


def _seconds_to_wait(sent: QuerySet, limits: list[tuple[int, int]]) -> int:
    """Return after how many seconds the comments `sent` are within the limits."""
    now = timezone.now()
    waits = [0]
    for allowed, window in limits:
        recent = sent.filter(created_at__gt=now - dt.timedelta(seconds=window), created_at__lte=now)
        times = recent.order_by("-created_at").values_list("created_at", flat=True)
        if first := next(iter(times[allowed - 1 : allowed]), None):
            waits.append(max(1, math.ceil(window - (now - first).total_seconds())))
    return max(waits)
