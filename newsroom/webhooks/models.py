"""Who is told, what of, and every attempt to do so."""

import secrets
import uuid
from base64 import b64encode

from django.db import models

SECRET_BYTES = 32


def new_secret() -> str:
    """Return a secret as https://www.standardwebhooks.com writes it."""
    return "whsec_" + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


class Event(models.TextChoices):
    """What can become of a story."""

    PUBLISHED = "story.published", "a story appears"
    UPDATED = "story.updated", "a story that readers see changes"
    WITHDRAWN = "story.withdrawn", "a story is withdrawn, expires or is deleted"


def all_events() -> list[str]:
    """Return every event: what a new webhook is told of."""
    return list(Event.values)


class Webhook(models.Model):
    """An address of another program that is told of stories."""

    name = models.CharField(max_length=80, help_text="Whose it is, for the list.")
    url = models.URLField(
        "address",
        max_length=600,
        help_text="It gets a POST with JSON. Only addresses of the public web.",
    )
    events = models.JSONField(default=all_events)
    secret = models.CharField(max_length=80, default=new_secret, editable=False)
    is_on = models.BooleanField(
        "on", default=True, help_text="Off: what comes up meanwhile is not kept."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class Delivery(models.Model):
    """That a webhook is to be told of one event: until `due_at` is empty, it is tried again."""

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, editable=False, help_text="The same in every attempt.")
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    event = models.CharField(max_length=20, choices=Event)
    story = models.BigIntegerField(help_text="The key of the story, which may be deleted by now.")
    path = models.TextField(help_text="Its address when it happened.")
    created_at = models.DateTimeField("happened")
    due_at = models.DateTimeField(null=True, help_text="When it is sent, or tried again.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Since it was last begun anew.")
    claim = models.UUIDField(null=True, help_text="Of the process that sends it.")
    delivered_at = models.DateTimeField("delivered", null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(due_at__isnull=False),
                name="delivery_due",
            ),
            models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
            models.Index(fields=["created_at", "id"], name="delivery_oldest"),
        ]

    def __str__(self):
        return f"{self.event} {self.path}"

    @property
    def state(self) -> str:
        """How it stands, in words."""
        if self.delivered_at:
            return "delivered"
        if self.due_at:
            return "to be tried again" if self.attempts else "waits"
        return "given up"


class Attempt(models.Model):
    """One time that a delivery was sent, and what came of it."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, help_text="Empty: there was no answer.")
    said = models.TextField(blank=True, help_text="Why not, or how the answer begins.")

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.status or ''}"
