"""What a story said at each save, what was done to it, and what editors told each other."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class SignedRecord(models.Model):
    """Something that a person did to a story. The name stays when the account goes."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text="Nobody: the program itself, such as an import.",
    )
    by_name = models.CharField(max_length=150, blank=True, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class Revision(SignedRecord):
    """A story as it was saved once. `content` is laid out by articles.content."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", "As it was before its first revision"
        SAVED = "saved", "Saved"
        MERGED = "merged", "Merged with another save"
        RESTORED = "restored", "Restored"
        CHANGED = "changed", "Changed together with other stories"
        CONFLICT = "conflict", "Kept beside another save"

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(help_text="From 1 on, in the order of the saves.")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SAVED)
    started_from = models.PositiveIntegerField(
        default=0, help_text="The number of the revision that its writer had opened; 0 for none."
    )
    restored = models.PositiveIntegerField(
        null=True, help_text="The number of the revision whose text it has again."
    )
    note = models.CharField(max_length=300, blank=True, help_text="Why, or what: for the newsroom.")
    content = models.JSONField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_has_its_own_number"),
        ]

    def __str__(self):
        return f"Revision {self.number}"


class HistoryEntry(SignedRecord):
    """One step in a story's life, told in words by articles.history."""

    class Action(models.TextChoices):
        CREATED = "created"
        SAVED = "saved"
        SAVED_PENDING = "saved_pending"
        SUBMITTED = "submitted"
        CHANGES_REQUESTED = "changes_requested"
        APPROVED = "approved"
        SCHEDULED = "scheduled"
        UNSCHEDULED = "unscheduled"
        PUBLISHED = "published"
        CHANGES_PUBLISHED = "changes_published"
        CHANGES_DISCARDED = "changes_discarded"
        WITHDRAWN = "withdrawn"
        REINSTATED = "reinstated"
        RESTORED = "restored"
        CONFLICT = "conflict"
        MOVED = "moved"
        LINK_MADE = "link_made"
        LINK_REVOKED = "link_revoked"
        CORRECTED = "corrected"
        CORRECTION_EDITED = "correction_edited"
        CORRECTION_DELETED = "correction_deleted"

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="history")
    action = models.CharField(max_length=20, choices=Action)
    revision = models.PositiveIntegerField(null=True, help_text="The number of the revision it made.")
    data = models.JSONField(default=dict, help_text="What the sentence needs: a note, a time, a zone.")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "history"
        indexes = [models.Index(fields=["article", "-at", "-id"], name="history_newest")]

    def __str__(self):
        return f"{self.get_action_display()} {self.at:%Y-%m-%d %H:%M}"


class Note(SignedRecord):
    """What one editor tells the others on a story. Readers never see it."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="notes")
    text = models.TextField(max_length=2000)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["article", "at"], name="note_in_order")]

    def __str__(self):
        return self.text[:60]
