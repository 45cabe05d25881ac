from comments.models.comment import Comment
from comments.models.moderation import Block, Decision, Report
from comments.models.spam import SpamModel
from comments.models.subscription import MailAddress, NeverMail, ReaderMail, Subscription

__all__ = [
    "Block",
    "Comment",
    "Decision",
    "MailAddress",
    "NeverMail",
    "ReaderMail",
    "Report",
    "SpamModel",
    "Subscription",
]
