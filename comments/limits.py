"""How often one sender may comment. Each check is one short read along an index."""

import datetime as dt
import math

from django.utils import timezone

from comments.models import Comment
from comments.refusals import Duplicate, TooQuick

# A person: one comment in so many seconds.
PERSON_PAUSE = 15

# A network, where many honest readers may sit behind one address: so many comments in as many seconds.
NETWORK_COMMENTS = 10
NETWORK_WINDOW = 60


def check(comment: Comment) -> None:
    """Raise Duplicate or TooQuick if `comment`, not stored yet, may not be posted now."""
    wait = seconds_to_wait(comment)
    # Asked last and told first: what has come in since the other question is the same comment.
    if is_duplicate(comment):
        raise Duplicate
    if wait:
        raise TooQuick(wait)


def is_duplicate(comment: Comment) -> bool:
    """Whether the person has said the same under the story before; what is in the trash is forgotten."""
    said = Comment.objects.filter(article=comment.article_id, email=comment.email, body=comment.body)
    return said.exclude(status=Comment.Status.TRASH).exists()


def seconds_to_wait(comment: Comment) -> int:
    """Return after how many seconds the person, and the network, may post again; 0: at once."""
    waits = [_seconds_to_wait(Comment.objects.filter(email=comment.email), 1, PERSON_PAUSE)]
    if comment.network:
        network = Comment.objects.filter(network=comment.network)
        waits.append(_seconds_to_wait(network, NETWORK_COMMENTS, NETWORK_WINDOW))
    return max(waits)


def _seconds_to_wait(sent, allowed: int, window: int) -> int:
    """Return after how many seconds fewer than `allowed` of the comments `sent` lie in the window."""
    now = timezone.now()
    recent = sent.filter(created_at__gt=now - dt.timedelta(seconds=window), created_at__lte=now)
    times = recent.order_by("-created_at").values_list("created_at", flat=True)[:allowed]
    if len(times) < allowed:
        return 0
    return max(1, math.ceil(window - (now - times[allowed - 1]).total_seconds()))
