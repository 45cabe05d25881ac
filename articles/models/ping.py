"""What other servers are still to be told of."""

from django.db import models


class Ping(models.Model):
    """Addresses of ours that have changed, for one service; deleted once it was told."""

    class Service(models.TextChoices):
        WEBSUB = "websub", "the WebSub hub"
        INDEXNOW = "indexnow", "IndexNow"

    service = models.CharField(max_length=8, choices=Service)
    urls = models.JSONField(help_text="Absolute addresses.")
    due_at = models.DateTimeField(help_text="When it is sent, or tried again if it was not taken.")
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, help_text="Of the process that sends it.")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["service", "due_at", "id"], name="ping_due")]

    def __str__(self):
        return f"{self.get_service_display()}: {len(self.urls)}"
