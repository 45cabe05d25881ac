"""What somebody writes and has not saved yet, and who has a story open just now."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Autosave(models.Model):
    """A form of a story as somebody was filling it in. articles.autosaves writes and reads it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The text outlives its story: it becomes one of a new story.
    article = models.ForeignKey("articles.Article", models.SET_NULL, null=True, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, help_text="Of the open form: two tabs are two forms.")
    started_from = models.PositiveIntegerField(
        default=0, help_text="The number of the revision that the form was opened with; 0 for none."
    )
    data = models.JSONField(help_text="The form as it is: a list of [name, value].")
    is_saved = models.BooleanField(
        default=False,
        help_text="Its form was saved: nothing of it is kept, nor is what comes late.",
    )
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-saved_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "article", "-saved_at"], name="autosave_of_story"),
            models.Index(fields=["saved_at"], name="autosave_oldest"),
        ]

    def __str__(self):
        return f"Autosave {self.pk}, {self.saved_at:%Y-%m-%d %H:%M}"


class Presence(models.Model):
    """Somebody has the form of a story open. articles.presence writes and reads it."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField(help_text="Of the form that was heard of last.")
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "user"], name="presence_once_in_a_story"),
        ]

    def __str__(self):
        return f"{self.user} since {self.since:%H:%M}"
