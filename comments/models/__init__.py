from comments.models.comment import Comment
from comments.models.moderation import Block, Decision, Report

__all__ = ["Block", "Comment", "Decision", "Report"]
