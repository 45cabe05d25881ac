"""Who may comment where, and what becomes of a new comment: the rules, without any change."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.models import Article
from comments import blocks
from comments.models import Block, Comment, Decision
from comments.models.comment import MAY_VOUCH
from comments.reasons import Reason, hold
from comments.spam import learned
from comments.spam.classifier import CERTAIN_AT, HOLD_AT
from comments.spam.copies import copies_by_others
from comments.text import count_links
from masthead.models import SiteSettings

LINKS_WITHOUT_A_LOOK = 1  # a comment with more links waits for a moderator, whoever wrote it
COPIES_WITHOUT_A_LOOK = 1  # others who say the same within a day; with more, a comment waits
Policy = SiteSettings.CommentModeration

# What is asked of a story here, and what its address is made of.
_OF_STORY = (
    *("slug", "url_month", "status", "published_at", "expires_at", "comments_open"),
    *("comments_close_after_days", "comments_hold_after_days"),
)


@dataclass(frozen=True)
class Verdict:
    """What becomes of a new comment: its status, why, and how much it looks like spam."""

    status: Comment.Status
    held_for: list = field(default_factory=list)
    spam_score: float | None = None


def stories() -> QuerySet[Article]:
    """Return all stories with what the rules ask of them, and without what only their pages show."""
    return Article.objects.only(*_OF_STORY)


def accepts_comments(article: Article, site: SiteSettings) -> bool:
    """Whether readers may comment on a story now: it is public, and nothing has closed it."""
    if not (article.is_public and article.comments_open and site.comments_open):
        return False
    closes = closes_at(article, site)
    return closes is None or timezone.now() < closes


def closes_at(article: Article, site: SiteSettings) -> dt.datetime | None:
    """Return when the comments of a story close by themselves; None if that is not known, or never."""
    days = _days(article.comments_close_after_days, site.comments_close_after_days)
    if days is None or article.published_at is None:
        return None
    return article.published_at + dt.timedelta(days=days)


def judge(
    comment: Comment, site: SiteSettings, *, trapped: bool = False, outside: Sequence[list] = ()
) -> Verdict:
    """Return what becomes of a new comment of a reader, by the paper's policy.

    `trapped`: the sender filled in what people do not see. `outside`: reasons for which somebody else,
    asked before, takes it for spam. What looks like spam waits for a moderator; only what the
    classifier is certain of, and copies or others speak for too, goes to spam by itself. People whom
    moderators know are believed.
    """
    if trapped:
        return Verdict(Comment.Status.SPAM, [hold(Reason.TRAP)])
    found = blocks.find(comment)
    blocked = [hold(Reason.BLOCKED, blocks.sentence(block)) for block in found]
    score = learned.current().score(comment.body)
    if any(block.effect == Block.Effect.SPAM for block in found):
        return Verdict(Comment.Status.SPAM, blocked, score)
    held_for = list(_held_for(comment, site))
    suspicions = [*_suspicions(comment, score), *outside]
    if suspicions and is_known(comment, site):
        suspicions = []
    held_for = blocked + suspicions + held_for
    if score >= CERTAIN_AT and len(suspicions) > 1:
        return Verdict(Comment.Status.SPAM, held_for, score)
    return Verdict(Comment.Status.PENDING if held_for else Comment.Status.APPROVED, held_for, score)


def _suspicions(comment: Comment, score: float):
    if score >= HOLD_AT:
        marks = ", ".join(learned.current().reasons(comment.body))
        yield hold(Reason.SCORE, f"{min(99, int(score * 100))}: {marks}")
    copies = copies_by_others(comment)
    if copies > COPIES_WITHOUT_A_LOOK:
        yield hold(Reason.COPIES, copies)


def _held_for(comment: Comment, site: SiteSettings):
    links = count_links(f"{comment.name} {comment.body}")
    if links > LINKS_WITHOUT_A_LOOK:
        yield hold(Reason.LINKS, links)
    days = _days(comment.article.comments_hold_after_days, site.comments_hold_after_days)
    if days is not None and _is_older(comment.article, days):
        yield hold(Reason.OLD_STORY, (timezone.now() - comment.article.published_at).days)
    if site.comment_moderation == Policy.ALL:
        yield hold(Reason.EVERY)
    elif site.comment_moderation == Policy.FIRST and not is_known(comment, site):
        yield hold(Reason.UNKNOWN)


def is_known(comment: Comment, site: SiteSettings) -> bool:
    """Whether moderators have let enough comments of this name and e-mail address through before."""
    return bool(comment.email) and approved_before(comment, site) >= site.comments_trusted_after


def approved_before(comment: Comment, site: SiteSettings) -> int:
    """Return how many other comments of the same name and e-mail address moderators let through.

    What the program let through speaks for nobody, nor does what an account of the newsroom wrote:
    anybody may type its name and address, which comments.receivers takes away with the account. What
    was approved on an old site does. Nobody counts further than to what makes a person known.
    """
    by_moderators = Decision.objects.filter(comment=OuterRef("pk"), action=Decision.Action.APPROVED)
    same = Comment.objects.visible().filter(MAY_VOUCH, email=comment.email, name__iexact=comment.name)
    same = same.filter(user=None)
    counted = same.filter(Q(spam_score=None) | Exists(by_moderators)).exclude(pk=comment.pk)
    return counted.order_by()[: site.comments_trusted_after].count()


def _days(of_story: int | None, of_paper: int | None) -> int | None:
    return of_paper if of_story is None else of_story


def _is_older(article: Article, days: int) -> bool:
    return timezone.now() >= article.published_at + dt.timedelta(days=days)
