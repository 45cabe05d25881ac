from django.conf import settings
from django.db import models

from comments.models.comment import Comment


class Decision(models.Model):
    """One thing that was done to a comment, by whom and when: written by comments.workflow only.

    `by` is None for the program, and for the comment's own writer, whom `action` tells then.
    """

    class Action(models.TextChoices):
        APPROVED = "approved", "approved it"
        SPAM = "spam", "marked it as spam"
        TRASHED = "trashed", "put it in the trash"
        RESTORED = "restored", "let it wait again"
        EDITED = "edited", "changed its words"
        PICKED = "picked", "made it an editors’ pick"
        UNPICKED = "unpicked", "took the editors’ pick back"
        DISMISSED = "dismissed", "set the reports aside"
        REWRITTEN = "rewritten", "changed their own words"
        TAKEN_BACK = "taken_back", "took it back"
        REMOVED = "removed", "removed it for good"

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="decisions")
    action = models.CharField(max_length=12, choices=Action)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=150, blank=True, help_text="Kept when the account is gone.")
    at = models.DateTimeField()
    was = models.JSONField(
        default=dict, help_text="What it replaced, so that it can be undone: `status`, or `body`."
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["comment", "-at", "-id"], name="decision_of_comment"),
            models.Index(fields=["-at", "-id"], name="decision_newest"),
        ]

    def __str__(self):
        return f"{self.by_name or 'The program'} {self.get_action_display()}"


class Report(models.Model):
    """A reader's word that something is wrong with a visible comment; one of each network counts."""

    class Reason(models.TextChoices):
        SPAM = "spam", "Spam"
        ABUSE = "abuse", "Insult, hatred or threat"
        PRIVATE = "private", "Private details of somebody"
        OTHER = "other", "Something else"

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=8, choices=Reason)
    words = models.TextField(blank=True, max_length=500)
    network = models.CharField(max_length=43, blank=True)
    at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["comment", "-at", "-id"], name="report_of_comment"),
            models.Index(fields=["network", "-at"], name="report_by_network"),
            models.Index(fields=["at"], condition=~models.Q(network=""), name="report_with_network"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "network"],
                condition=~models.Q(network=""),
                name="network_reports_a_comment_once",
            )
        ]

    def __str__(self):
        return f"{self.get_reason_display()}, {self.at:%Y-%m-%d %H:%M}"


class Block(models.Model):
    """Whose comments, or which words, are kept from readers; until when, and why.

    `value` is stored as comments.blocks compares it.
    """

    class Kind(models.TextChoices):
        WORD = "word", "Word or phrase"
        EMAIL = "email", "E-mail address, or @domain"
        NAME = "name", "Name"
        ADDRESS = "address", "Network address"
        NETWORK = "network", "Network, such as 192.0.2.0/24"

    class Effect(models.TextChoices):
        HOLD = "hold", "Comments wait for a moderator"
        SPAM = "spam", "Comments go to spam"

    kind = models.CharField(max_length=8, choices=Kind)
    value = models.CharField(max_length=254)
    effect = models.CharField(max_length=4, choices=Effect, default=Effect.HOLD)
    until = models.DateTimeField("ends", null=True, blank=True, help_text="Empty: it does not end.")
    note = models.CharField(max_length=300, blank=True, help_text="Why, for the other moderators.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["kind", "value"], name="block_by_value")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"],
                name="block_is_there_once",
                violation_error_message="This is blocked already.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.value}"
