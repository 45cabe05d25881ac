"""The actions below the list of comments."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry

from comments import workflow
from comments.deciding import MOVES
from comments.models import Comment

AT_ONCE = 500  # comments read and logged together


class CommentActions:
    """Decisions on all comments that are ticked; a mixin for CommentAdmin."""

    actions = ["approve_comments", "mark_as_spam", "trash_comments", "restore_comments"]

    @admin.action(description="Approve selected comments", permissions=["change"])
    def approve_comments(self, request, queryset):
        self._decide_many(request, queryset, "approve")

    @admin.action(description="Mark selected comments as spam", permissions=["change"])
    def mark_as_spam(self, request, queryset):
        self._decide_many(request, queryset, "spam")

    @admin.action(description="Move selected comments to the trash", permissions=["change"])
    def trash_comments(self, request, queryset):
        self._decide_many(request, queryset, "trash")

    @admin.action(description="Restore selected comments from spam and trash", permissions=["change"])
    def restore_comments(self, request, queryset):
        self._decide_many(request, queryset, "restore")

    def _decide_many(self, request, queryset, move: str) -> None:
        action, outcome = MOVES[move]
        due = queryset.filter(status__in=workflow.MOVES[action][0]).order_by()
        keys = list(due.values_list("pk", flat=True))  # before the change moves them out of the filter
        changed = 0
        for start in range(0, len(keys), AT_ONCE):
            rows = Comment.objects.filter(pk__in=keys[start : start + AT_ONCE])
            comments = list(rows.only("name", "created_at", "article"))
            changed += workflow.move(comments, action, request.user)
            LogEntry.objects.log_actions(request.user.pk, comments, CHANGE, f"Now {outcome}.")
        subject = "1 comment is" if changed == 1 else f"{changed} comments are"
        self.message_user(request, f"{subject} now {outcome}.", messages.SUCCESS)
