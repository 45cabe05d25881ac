"""When two comments say the same: what one person sends again, and what many send."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.utils import timezone

from comments.models import Comment

DAY = dt.timedelta(days=1)
NEWEST = 20  # comments of a person, and of a network, that a new one is compared to
ALIKE = 0.8  # the share of runs of three words in common from which two texts are the same
DISTINCTIVE = 8  # words; shorter ones, such as “Rest in peace”, many people write by themselves
MOST_COUNTED = 50  # copies by others, beyond which there are simply many


class Sent(NamedTuple):
    """A comment that a sender has sent before."""

    pk: int
    at: dt.datetime
    article: int
    gist: str
    body: str
    status: str


def said_again(comment: Comment, own: Sequence[Sent], network: Sequence[Sent]) -> list[int]:
    """Return the keys of what the same person said nearly the same under the same story within a day.

    `own` and `network` are what was sent in that time from the same mail address in the same network,
    and from the network, the newest first. Another address in it is the same person only where the
    text is so long that two people would not write it by chance. What is in the trash is forgotten.
    """
    told = [*own[:NEWEST], *(network[:NEWEST] if _is_distinctive(comment.body) else [])]
    return [
        sent.pk
        for sent in told
        if sent.article == comment.article_id
        and sent.status != Comment.Status.TRASH
        and (sent.gist == comment.gist or alike(sent.body, comment.body))
    ]


def copies_by_others(comment: Comment) -> int:
    """Return how many comments of others say the same within a day, on the whole site, 50 at most.

    Others are other people in other networks. A short text counts for nothing.
    """
    if not _is_distinctive(comment.body):
        return 0
    same = Comment.objects.filter(gist=comment.gist, created_at__gt=timezone.now() - DAY)
    rows = same.order_by("-created_at").values_list("pk", "email", "network")[:MOST_COUNTED]
    return sum(
        pk != comment.pk and email != comment.email and (not network or network != comment.network)
        for pk, email, network in rows
    )


def alike(one: str, other: str) -> bool:
    """Whether two texts have most of their runs of three words in common; short ones never do."""
    runs, others = _runs(one), _runs(other)
    if min(len(runs), len(others)) < DISTINCTIVE - 2:
        return False
    return len(runs & others) >= ALIKE * len(runs | others)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.casefold().split()
    return set(zip(words, words[1:], words[2:], strict=False))


def _is_distinctive(text: str) -> bool:
    return len(text.split()) >= DISTINCTIVE
