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
    refuse_duplicate(comment)
    refuse_haste(comment)


def refuse_duplicate(comment: Comment) -> None:
    """Raise Duplicate if the person has said the same under the story, unless it is in the trash."""
    said = Comment.objects.filter(article=comment.article_id, email=comment.email, body=comment.body)
    if said.exclude(status=Comment.Status.TRASH).exists():
        raise Duplicate


def refuse_haste(comment: Comment) -> None:
    """Raise TooQuick while the person, or the network, has posted as much as it may."""
    person = Comment.objects.filter(email=comment.email)
    waits = [_seconds_to_wait(person, 1, PERSON_PAUSE)]
    if comment.network:
        network = Comment.objects.filter(network=comment.network)
        waits.append(_seconds_to_wait(network, NETWORK_COMMENTS, NETWORK_WINDOW))
    if longest := max(waits):
        raise TooQuick(longest)


def _seconds_to_wait(sent, allowed: int, window: int) -> int:
    """Return after how many seconds fewer than `allowed` of the comments `sent` lie in the window."""
    now = timezone.now()
    recent = sent.filter(created_at__gt=now - dt.timedelta(seconds=window), created_at__lte=now)
    times = recent.order_by("-created_at").values_list("created_at", flat=True)[:allowed]
    if len(times) < allowed:
        return 0
    return max(1, math.ceil(window - (now - times[allowed - 1]).total_seconds()))
