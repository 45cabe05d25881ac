"""Links by which people outside the newsroom read a story before it is public."""

import secrets

from django.db import models
from django.utils import timezone

from articles.models.revision import SignedRecord


def new_key() -> str:
    """Return a key that nobody guesses."""
    return secrets.token_urlsafe(24)


class PreviewLink(SignedRecord):
    """A link to the newest text of a story, for somebody outside. articles.preview_links makes them."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="preview_links")
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    label = models.CharField("for whom", max_length=100, blank=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self):
        return f"Link {self.pk}"

    @property
    def is_good(self) -> bool:
        """Whether the link itself still leads to its story, whatever became of that."""
        return self.revoked_at is None and self.expires_at > timezone.now()
