"""Akismet's word on a comment, for newsrooms that switch it on by a key.

The service is asked as https://akismet.com/developers/detailed-docs/comment-check/ has it.
"""

import logging
import time
from urllib.parse import urlencode

from django.conf import settings
from django.utils import translation

from comments.models import Comment
from comments.moderation import is_known
from comments.reasons import Reason, hold
from masthead.models import SiteSettings
from outgoing.http import OutgoingError, send

ADDRESS = "https://rest.akismet.com/1.1/comment-check"
PATIENCE = 2  # seconds that a reader waits for it at most
REST = 60  # seconds in which it is not asked again after it did not answer

logger = logging.getLogger(__name__)
_silent_until = 0.0


def is_asked() -> bool:
    """Whether the newsroom has switched it on, and it has not failed to answer a moment ago."""
    return bool(settings.AKISMET_KEY) and time.monotonic() >= _silent_until


def ask(comment: Comment, site: SiteSettings) -> list[list]:
    """Return the reason that Akismet has against a new comment, if it has one, as a list.

    It is not asked without a key, without the sender's address, of known people, and for a minute
    after it did not answer. To be called outside of transactions: it may take two seconds.
    """
    global _silent_until
    if not (is_asked() and comment.ip_address) or is_known(comment, site):
        return []
    try:
        answer = _answer(_question(comment))
    except OutgoingError as error:
        answer = type(error).__name__
    if answer in {"true", "false"}:
        return [hold(Reason.AKISMET)] if answer == "true" else []
    _silent_until = time.monotonic() + REST
    logger.warning("Akismet gave no answer (%s); comments are judged without it.", answer[:40])
    return []


def _question(comment: Comment) -> dict[str, str]:
    """Return what leaves the house. The mail address does not."""
    return {
        "api_key": settings.AKISMET_KEY,
        "blog": settings.SITE_URL,
        "blog_lang": translation.get_language() or "en",
        "blog_charset": "UTF-8",
        "user_ip": comment.ip_address,
        "user_agent": comment.user_agent,
        "permalink": settings.SITE_URL + comment.article.get_absolute_url(),
        "comment_type": "reply" if comment.parent_id else "comment",
        "comment_author": comment.name,
        "comment_author_url": comment.website,
        "comment_content": comment.body,
    }


def _answer(question: dict[str, str]) -> str:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = send(ADDRESS, urlencode(question).encode(), form, patience=PATIENCE)
    return reply.body[:100].decode(errors="replace").strip() if reply.is_fine else str(reply.status)
