"""The actions below the list of comments."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils.html import format_html

from comments import deciding, workflow
from comments.models import Comment
from desk.related import can_be_key

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

    def action_checkbox(self, comment):
        """The box that is ticked, and in which state the list shows the comment."""
        box, state = super().action_checkbox(comment), deciding.state_of(comment)
        return format_html('{}<input type="hidden" name="seen" value="{}:{}">', box, comment.pk, state)

    def _decide_many(self, request, queryset, move: str) -> None:
        """Decide on all comments but those that the list showed otherwise than they are by now."""
        action, now = deciding.BUTTONS[move]
        sources = workflow.MOVES[action][0]
        seen = _seen(request.POST)
        due = queryset.filter(status__in=sources).order_by()
        # Before the change moves them out of the filter; what was moved meanwhile is told of.
        shown = {key for key, state in seen.items() if state.partition("-")[0] in sources}
        keys = sorted({*due.values_list("pk", flat=True), *shown})
        changed, missed = 0, []
        for start in range(0, len(keys), AT_ONCE):
            batch = keys[start : start + AT_ONCE]
            rows = Comment.objects.in_bulk(batch)
            asked = {key: seen.get(key) or deciding.state_of(rows[key]) for key in batch if key in rows}
            outcome = deciding.decide(move, asked, request.user)
            done = [rows[key] for key in outcome.done]
            LogEntry.objects.log_actions(request.user.pk, done, CHANGE, f"Now {now}.")
            changed += len(done)
            missed += outcome.missed
        if changed or not missed:
            subject = "1 comment is" if changed == 1 else f"{changed} comments are"
            self.message_user(request, f"{subject} now {now}.", messages.SUCCESS)
        for sentence in missed:
            self.message_user(request, sentence, messages.WARNING)


def _seen(data) -> dict[int, str]:
    """Return the states in which the list showed the comments that are ticked, by their keys."""
    ticked = set(data.getlist(ACTION_CHECKBOX_NAME))
    pairs = (text.partition(":") for text in data.getlist("seen"))
    return {int(key): state for key, _, state in pairs if key in ticked and can_be_key(key)}
