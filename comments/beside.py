"""What a moderator reads beside a comment: thread, writer, reports, decisions. All of it is bounded."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime

from comments import blocks, deciding, reasons, retention
from comments.models import Comment, Decision, Report
from comments.moderation import Policy, approved_before
from masthead.models import SiteSettings

COUNTED = 200  # comments of a writer that are counted
SHOWN = 5  # of what a writer wrote before
AROUND = 3  # comments of the thread before, and after
LISTED = 20  # decisions, and reports

_ORDER = [Comment.Status.APPROVED, Comment.Status.PENDING, Comment.Status.SPAM, Comment.Status.TRASH]


@dataclass(frozen=True)
class Track:
    """What came under one e-mail address, or out of one network, before: numbers, and the newest."""

    of: str
    value: str
    numbers: str
    newest: list[Comment]


@dataclass(frozen=True)
class Neighbour:
    """A comment of the same thread; `relation` says how it stands to the one that is looked at."""

    comment: Comment
    relation: str


def why_held(comment: Comment) -> list[str]:
    """Return in plain words why readers did not see a comment at once; one query at most."""
    kept = [detail for code, detail in comment.held_for if code == reasons.Reason.BLOCKED]
    told = blocks.told(kept)
    return [reasons.sentence([code, told.get(detail, detail)]) for code, detail in comment.held_for]


def spam_percent(comment: Comment) -> int | None:
    """Return how much a comment looks like spam, from 0 to 100; None where nobody has judged that."""
    return None if comment.spam_score is None else round(100 * comment.spam_score)


def standing(comment: Comment, site: SiteSettings) -> str:
    """Return in plain words whether the paper knows the writer, and if not, what is missing."""
    if comment.user_id:
        return "A member of the newsroom."
    if not comment.email:
        return "Not known: without an e-mail address nobody becomes known."
    before, enough = approved_before(comment, site), site.comments_trusted_after
    if before >= enough:
        words = f"Known: {enough} or more approved comments under this name and address."
        return (
            words
            if site.comment_moderation != Policy.ALL
            else f"{words} Each is looked at all the same."
        )
    return f"Not known yet: {before} of {enough} approved under this name and address."


def tracks(comment: Comment, readable: QuerySet[Comment]) -> list[Track]:
    """Return what the same address, and the same network, wrote otherwise; two queries for each."""
    found = []
    for of, field in (("e-mail address", "email"), ("network", "network")):
        if value := getattr(comment, field):
            others = Q(**{field: value}) & ~Q(pk=comment.pk) & ~Q(status=Comment.Status.REMOVED)
            newest = Comment.objects.filter(others).order_by("-created_at")
            statuses = newest.values_list("status", flat=True)[:COUNTED]
            shown = list(readable.filter(others).order_by("-created_at")[:SHOWN])
            found.append(Track(of, value, _numbers(statuses), shown))
    return found


def neighbours(comment: Comment, readable: QuerySet[Comment]) -> list[Neighbour]:
    """Return what stands around a comment in its thread, in the order of time: the comment it answers,
    and visible ones before and after it."""
    thread = readable.filter(thread=comment.thread_id, status=Comment.Status.APPROVED)
    here = Q(created_at=comment.created_at)
    earlier = thread.filter(Q(created_at__lt=comment.created_at) | here & Q(pk__lt=comment.pk))
    later = thread.filter(Q(created_at__gt=comment.created_at) | here & Q(pk__gt=comment.pk))
    rows = {row.pk: row for row in earlier.order_by("-created_at", "-pk")[:AROUND]}
    rows |= {row.pk: row for row in later.order_by("created_at", "pk")[:AROUND]}
    if comment.parent_id:
        rows[comment.parent_id] = comment.parent
    rows[comment.pk] = comment
    ordered = sorted(rows.values(), key=lambda row: (row.created_at, row.pk))
    return [Neighbour(row, _relation(row, comment)) for row in ordered]


def reports(comment: Comment) -> list[Report]:
    """Return what readers reported, the newest first."""
    return list(Report.objects.filter(comment=comment.pk)[:LISTED])


def decisions(comment: Comment) -> list[dict]:
    """Return what was done to a comment, the newest first: in words, when, and the words it replaced."""
    rows = Decision.objects.filter(comment=comment.pk)[:LISTED]
    return [
        {
            "words": deciding.sentence(row),
            "at": row.at,
            "former_status": _status_label(row.was.get("status")),
            "former": {name: row.was[name] for name in ("body", "website") if name in row.was},
        }
        for row in rows
    ]


def deleted_on(comment: Comment, site: SiteSettings) -> str:
    """Return the day on which spam or trash is deleted for good, in words; empty for what is kept."""
    day = retention.deleted_on(comment, site)
    return date_format(localtime(day), "j F Y") if day else ""


def _numbers(statuses) -> str:
    """Return `12 approved, 3 spam` of statuses, the newest first."""
    counts = Counter(statuses)
    told = [f"{counts[status]} {status.label.lower()}" for status in _ORDER if counts[status]]
    if not told:
        return "nothing else"
    newest = f"of the newest {COUNTED}: " if sum(counts.values()) >= COUNTED else ""
    return newest + ", ".join(told)


def _relation(row: Comment, comment: Comment) -> str:
    if row.pk == comment.pk:
        return "this comment"
    if row.pk == comment.parent_id:
        return "it answers this"
    return "answers it" if row.parent_id == comment.pk else ""


def _status_label(status: str | None) -> str:
    return Comment.Status(status).label.lower() if status in Comment.Status else ""
