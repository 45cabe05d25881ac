"""What a newsroom's decisions teach: learnt by a chore, kept on one row, read by every process."""

import datetime as dt
import time
from itertools import chain

from django.db.models import F
from django.utils import timezone

from comments.models import Comment, Decision, SpamModel
from comments.spam.classifier import Classifier

EACH_KIND = 2000  # the newest examples of spam, and as many of honest comments
MOST_READ = 20_000  # decisions that are looked through for them
FRESH = 60  # seconds for which a process trusts what it has read

_Action = Decision.Action
_MOVES = [_Action.APPROVED, _Action.SPAM, _Action.TRASHED, _Action.RESTORED]
_held: tuple[float, int, Classifier] | None = None  # when it was read, its version, and itself


def current() -> Classifier:
    """Return the classifier as this newsroom has taught it, at most a minute old."""
    global _held
    now = time.monotonic()
    if _held and now - _held[0] < FRESH:
        return _held[2]
    version = SpamModel.objects.values_list("version", flat=True).first() or 0
    if _held and _held[1] == version:
        _held = (now, version, _held[2])
    else:
        weights = SpamModel.objects.values_list("weights", flat=True).first()
        _held = (now, version, Classifier(weights))
    return _held[2]


def forget() -> None:
    """Have the next question read the database again."""
    global _held
    _held = None


def is_due() -> bool:
    """Whether somebody decided on a comment since the last time, or that was a day ago.

    Once a day it is learnt anew in any case, so that nothing stays of words that were erased.
    """
    last = SpamModel.objects.values_list("learnt_at", flat=True).first()
    if last and last < timezone.now() - dt.timedelta(days=1):
        return True
    moves = Decision.objects.filter(action__in=_MOVES).exclude(by_name="").order_by("-at", "-pk")
    newest = moves.values_list("at", flat=True).first()
    return newest is not None and (last is None or newest >= last)


def learn_from_decisions() -> tuple[int, int]:
    """Learn anew from what people decided last; return how many comments were honest, and spam.

    Nothing is added up: what a moderator took back, or what was erased, is not learnt any more.
    """
    began = timezone.now()
    honest, spam = own_examples()
    classifier = Classifier()
    by_story = sorted([*honest, *spam], key=lambda row: row[0])
    classifier.train((body, is_spam) for _, body, is_spam in by_story)
    SpamModel.objects.get_or_create(pk=1)
    SpamModel.objects.filter(pk=1).update(
        weights=classifier.weights if by_story else {},
        honest=len(honest),
        spam=len(spam),
        learnt_at=began,
        version=F("version") + 1,
    )
    return len(honest), len(spam)


def own_examples() -> tuple[list, list]:
    """Return the newest comments that a person approved, and marked as spam: `(story, body, is_spam)`.

    Of each comment the newest decision counts, as long as its status is still what was decided.
    """
    decided = Decision.objects.filter(action__in=_MOVES).order_by("-at", "-pk")
    newest: dict[int, tuple[str, str]] = {}
    rows = decided.values_list("comment", "action", "by_name")[:MOST_READ]
    for comment, action, by_name in rows.iterator(chunk_size=2000):
        newest.setdefault(comment, (action, by_name))
    kinds = []
    for action, status in [
        (_Action.APPROVED, Comment.Status.APPROVED),
        (_Action.SPAM, Comment.Status.SPAM),
    ]:
        keys = [key for key, decision in newest.items() if decision[0] == action and decision[1]]
        kinds.append(_texts(keys[:EACH_KIND], status))
    return kinds[0], kinds[1]


def _texts(keys: list[int], status: str) -> list[tuple[int, str, bool]]:
    batches = (
        Comment.objects.filter(pk__in=keys[start : start + 500], status=status)
        .order_by()
        .values_list("article", "body")
        for start in range(0, len(keys), 500)
    )
    return [(article, body, status == Comment.Status.SPAM) for article, body in chain(*batches)]
