"""Who may comment where, and what becomes of a new comment: the rules, without any change."""

import datetime as dt

from django.utils import timezone

from articles.models import Article
from comments.models import Comment
from comments.text import count_links
from masthead.models import SiteSettings

LINKS_WITHOUT_A_LOOK = 1  # a comment with more links waits for a moderator, whoever wrote it


def accepts_comments(article: Article, site: SiteSettings) -> bool:
    """Whether readers may comment on a story now: it is public, and nothing has closed it."""
    if not (article.is_public and article.comments_open and site.comments_open):
        return False
    days = site.comments_close_after_days
    return days is None or timezone.now() < article.published_at + dt.timedelta(days=days)


def first_status(comment: Comment, site: SiteSettings) -> Comment.Status:
    """Return the status that a new comment of a reader begins with, by the paper's policy."""
    policy = SiteSettings.CommentModeration
    if count_links(f"{comment.name} {comment.body}") > LINKS_WITHOUT_A_LOOK:
        return Comment.Status.PENDING
    if site.comment_moderation == policy.NONE:
        return Comment.Status.APPROVED
    if site.comment_moderation == policy.FIRST and is_known(comment):
        return Comment.Status.APPROVED
    return Comment.Status.PENDING


def is_known(comment: Comment) -> bool:
    """Whether a moderator has let a comment of this name and e-mail address through before."""
    same = Comment.objects.visible().filter(email=comment.email, name__iexact=comment.name)
    return bool(comment.email) and same.exists()
