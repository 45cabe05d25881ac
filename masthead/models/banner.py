from django.db import models
from django.utils import timezone

from masthead.models.validators import validate_link


class Banner(models.Model):
    """The columns of the site settings that are the banner over every page, kept by masthead.banner.

    They stand on the row that every page reads anyway. The defaults of the database are for older
    code that still serves while an upgrade migrates.
    """

    banner_text = models.CharField(max_length=160, blank=True, default="", db_default="", editable=False)
    banner_link = models.CharField(
        max_length=600,
        blank=True,
        default="",
        db_default="",
        editable=False,
        validators=[validate_link],
    )
    banner_starts_at = models.DateTimeField(null=True, blank=True, editable=False)
    banner_ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    banner_version = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="Counts the changes of the banner."
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(banner_text="")
                | models.Q(
                    banner_starts_at__isnull=False,
                    banner_ends_at__isnull=False,
                    banner_ends_at__gt=models.F("banner_starts_at"),
                ),
                name="banner_begins_and_ends",
            ),
        ]

    @property
    def shows_banner(self) -> bool:
        """Whether the banner stands over every page now."""
        return bool(self.banner_text) and (self.banner_starts_at <= timezone.now() < self.banner_ends_at)

    @property
    def banner_waits(self) -> bool:
        """Whether there is a banner whose time is still to come."""
        return bool(self.banner_text) and self.banner_starts_at > timezone.now()
