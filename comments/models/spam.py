from django.db import models


class SpamModel(models.Model):
    """What the spam classifier has learnt from this newsroom: one row, written by a chore.

    `weights` are those of comments.spam.classifier; empty as long as nothing was learnt.
    """

    weights = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    honest = models.PositiveIntegerField(default=0, help_text="Approved comments it was learnt from.")
    spam = models.PositiveIntegerField(default=0, help_text="Spam it was learnt from.")
    learnt_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="spam_model_is_one_row"),
        ]

    def __str__(self):
        return f"Version {self.version}: {self.honest} honest, {self.spam} spam"
