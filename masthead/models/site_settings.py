from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models

from images.models import Image
from masthead.models.banner import Banner
from masthead.models.comment_rules import CommentRules
from masthead.models.for_machines import ForMachines
from masthead.models.validators import validate_time_zone
from rendering.prepared import Prepared


class SiteSettings(CommentRules, ForMachines, Banner):
    """The paper itself: one row, edited in the admin, read by every page."""

    name = models.CharField(max_length=80, default="Newsroom", help_text="The name on the masthead.")
    tagline = models.CharField(max_length=160, blank=True, help_text="One line under the name.")
    description = models.TextField(
        max_length=320, blank=True, help_text="What search engines show below the site's name."
    )
    logo = models.ForeignKey(
        Image,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Shown in place of the name; the name stays as its alt text.",
    )
    language = models.CharField(
        max_length=12,
        choices=settings.LANGUAGES,
        blank=True,
        help_text="The language that the paper is written in. Empty: as the server is set.",
    )
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text="Dates and schedules follow it, such as Asia/Karachi. Empty: as the server is set.",
    )
    sends_mail = models.BooleanField(
        "mail the newsroom",
        default=True,
        db_default=True,
        help_text="Tell people by mail when a story waits for them. Everybody can switch off their own.",
    )
    search_newer_first = models.BooleanField(
        "newer stories first in search",
        default=True,
        db_default=True,
        help_text="A story of today counts 15 % more than a very old one. Off: its age counts nothing.",
    )
    menu = models.JSONField(
        default=dict, editable=False, help_text="The navigation and the footer, kept by masthead.menu."
    )

    class Meta:
        verbose_name = verbose_name_plural = "site settings"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="site_settings_are_one_row"),
            *Banner.Meta.constraints,
        ]

    def __str__(self):
        return self.name

    @classmethod
    def load(cls) -> "SiteSettings":
        """Return the one row, with its pictures; the defaults, unsaved, when there is none yet."""
        return next(iter(_rows()), None) or cls(pk=1)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the paper's dates are in."""
        return ZoneInfo(self.time_zone or settings.TIME_ZONE)


@Prepared
def _rows():
    return SiteSettings.objects.select_related("logo", "default_picture")
