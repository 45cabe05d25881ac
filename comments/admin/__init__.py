"""The admin of comments: the queue, the lists, the form of one comment, and what is blocked."""

from comments.admin.block import BlockAdmin
from comments.admin.comment import CommentAdmin

__all__ = ["BlockAdmin", "CommentAdmin"]
