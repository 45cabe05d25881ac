"""What is to be done when a story's time comes, and when the program last did so."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class DueMoment(models.Model):
    """A moment of a story at which more is to be done than showing it: see articles.due.

    Readers see a story by its times alone; no row here decides that.
    """

    class Kind(models.TextChoices):
        WENT_LIVE = "went_live", "went live"
        EXPIRED = "expired", "expired"

    article = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="due_moments", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, help_text="When a process took it on, for good.")
    done_at = models.DateTimeField(null=True, help_text="When all of it was done.")
    attempts = models.PositiveSmallIntegerField(default=0)
    performed = models.JSONField(default=list, help_text="The names of the effects that are done.")
    error = models.TextField(blank=True, help_text="What went wrong with the others.")

    class Meta:
        ordering = ["due_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "kind", "due_at"], name="due_moment_comes_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["went_live", "expired"]), name="due_moment_kind_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(claimed_at=None), name="due_moment_unclaimed"
            ),
            models.Index(
                fields=["claimed_at", "id"],
                condition=Q(claimed_at__isnull=False, done_at=None),
                name="due_moment_unfinished",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.due_at:%Y-%m-%d %H:%M}"


class JobRun(models.Model):
    """When a job last began, and what went wrong with it since it last went well."""

    name = models.CharField(max_length=80, primary_key=True)
    began_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, help_text="Empty: it went well the last time.")

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.name


class NoMail(models.Model):
    """Somebody who wants no mail from the newsroom's program."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.user_id)
