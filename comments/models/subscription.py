"""Readers who want mail when somebody replies, and the mail that waits for them."""

from django.db import models
from django.db.models import Q

from comments.models.comment import Comment


class MailAddress(models.Model):
    """An address that asked for mail, in lower case. It gets none before it has confirmed that once."""

    email = models.EmailField(unique=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(confirmed_at=None), name="mail_address_unconfirmed"
            )
        ]

    def __str__(self):
        return self.email


class Subscription(models.Model):
    """Somebody wants to hear of replies to a comment."""

    address = models.ForeignKey(
        MailAddress, models.CASCADE, related_name="subscriptions", db_index=False
    )
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="subscriptions")
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["address", "comment"], name="comment_is_followed_once")
        ]

    def __str__(self):
        return f"{self.address_id} follows {self.comment_id}"


class NeverMail(models.Model):
    """An address that wants no mail, as a keyed hash: it stays off when all else of it is erased."""

    digest = models.CharField(max_length=32, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.digest


class ReaderMail(models.Model):
    """A mail to a reader, waiting or sent. The row of a reply that was sent stays: it comes once."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", "asks to confirm the address"
        REPLY = "reply", "tells of a reply"

    kind = models.CharField(max_length=7, choices=Kind)
    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="mails", help_text="What it is about, and to whom."
    )
    reply = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="+")
    network = models.CharField(
        max_length=43, blank=True, help_text="Where the form came from that asked; kept for a day."
    )
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(
        null=True, help_text="When to try next. Empty: sent, given up, or waiting for the address."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True, help_text="Why the last attempt failed.")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "reply"],
                condition=Q(kind="reply"),
                name="reply_is_told_of_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="reader_mail_due"
            ),
            models.Index(
                fields=["created_at"], condition=Q(kind="confirm"), name="reader_mail_confirming"
            ),
            models.Index(fields=["created_at"], condition=~Q(error=""), name="reader_mail_failed"),
            models.Index(
                fields=["network", "created_at"], condition=~Q(network=""), name="reader_mail_network"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.created_at:%Y-%m-%d %H:%M}"
