from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.flatpages.models import FlatPage
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone

from images.models import Image


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a zone of the IANA database, such as Asia/Karachi."""
    if name not in available_timezones():
        raise ValidationError(
            f"“{name}” is not a time zone. Write it like Asia/Karachi or Europe/Paris."
        )


def validate_link(value: str) -> None:
    """Raise ValidationError unless `value` is a path of this site or a web address."""
    if not value.startswith(("/", "https://", "http://")) or value.startswith("//"):
        raise ValidationError(
            "Write a path of this site, such as /section/world/, or an https:// address."
        )


class SiteSettings(models.Model):
    """The paper itself: one row, edited in the admin, read by every page."""

    class CommentModeration(models.TextChoices):
        ALL = "all", "Every comment waits for a moderator"
        FIRST = "first", "The first comments of a person wait, further ones appear at once"
        NONE = "none", "Comments appear at once"

    class CommentOrder(models.TextChoices):
        OLDEST = "oldest", "Oldest first"
        NEWEST = "newest", "Newest first"
        REPLIES = "replies", "Most replied first"

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
    comments_open = models.BooleanField(
        "readers may comment", default=True, help_text="Off closes the comments of every story."
    )
    comment_moderation = models.CharField(
        max_length=8, choices=CommentModeration, default=CommentModeration.ALL
    )
    comments_close_after_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(9999)],
        help_text="Days after publication. Empty: never.",
    )
    comments_hold_after_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(9999)],
        help_text="Days after publication from which every comment waits for a moderator. Empty: never.",
    )
    comments_trusted_after = models.PositiveSmallIntegerField(
        default=1,
        db_default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="So many approved comments make a person known, whose further ones appear at once.",
    )
    comment_order = models.CharField(
        max_length=8, choices=CommentOrder, default=CommentOrder.OLDEST, db_default=CommentOrder.OLDEST
    )
    comment_edit_minutes = models.PositiveSmallIntegerField(
        default=5,
        db_default=5,
        validators=[MaxValueValidator(120)],
        help_text="For so long can writers change or take back what they said. 0: not at all.",
    )
    comment_reply_mail = models.BooleanField(
        "mail to commenters",
        default=True,
        db_default=True,
        help_text="Readers may ask to be told by mail of replies; their address is confirmed first.",
    )
    comment_trash_days = models.PositiveSmallIntegerField(
        default=30,
        db_default=30,
        validators=[MinValueValidator(1), MaxValueValidator(9999)],
        help_text="Spam and trash can be restored for so many days; then they are deleted for good.",
    )
    comment_network_days = models.PositiveSmallIntegerField(
        default=90,
        db_default=90,
        validators=[MinValueValidator(1), MaxValueValidator(9999)],
        help_text="Days after which network addresses and browsers of commenters are forgotten.",
    )
    comment_policy = models.TextField(
        blank=True, help_text="A short text above the comment form: what is welcome and what is not."
    )
    sends_mail = models.BooleanField(
        "mail the newsroom",
        default=True,
        db_default=True,
        help_text="Tell people by mail when a story waits for them. Everybody can switch off their own.",
    )
    feeds_full_text = models.BooleanField(
        "whole stories in feeds",
        default=True,
        db_default=True,
        help_text="Off: feeds tell how a story begins, and readers come to the site for the rest.",
    )
    websub_hub = models.URLField(
        "WebSub hub",
        max_length=600,
        blank=True,
        default="",
        db_default="",
        help_text="Told of every change, so that who follows a feed there has it at once. Empty: none.",
    )
    indexnow_key = models.CharField(
        "IndexNow key",
        max_length=128,
        blank=True,
        default="",
        db_default="",
        validators=[
            RegexValidator(r"^[A-Za-z0-9-]{8,128}\Z", "Write 8 to 128 letters, digits and hyphens.")
        ],
        help_text="Search engines are told of every change, and find the key on the site. Make one up; "
        "empty: they are not told.",
    )
    x_account = models.CharField(
        "account on X",
        max_length=16,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(r"^@\w{1,15}\Z", "Write it like @meridian.")],
        help_text="Named where X shows a story, such as @meridian.",
    )
    robots_txt = models.TextField(
        "further lines of robots.txt",
        blank=True,
        default="",
        db_default="",
        max_length=8000,
        help_text="Such as User-agent: GPTBot, and below it Disallow: /",
    )
    ads_txt = models.TextField(
        "ads.txt",
        blank=True,
        default="",
        db_default="",
        max_length=60_000,
        help_text="Who may sell the paper's ads.",
    )
    security_contact = models.TextField(
        "security contact",
        blank=True,
        default="",
        db_default="",
        max_length=2000,
        help_text="Where weaknesses of the site are reported, one address in a line: "
        "mailto:security@example.org or https://… Empty: there is no security.txt.",
    )
    menu = models.JSONField(
        default=dict, editable=False, help_text="The navigation and the footer, kept by masthead.menu."
    )

    # The banner over every page; it stands on this row, which every page reads anyway, and is kept
    # by masthead.banner. The defaults of the database are for older code that still serves.
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
        verbose_name = verbose_name_plural = "site settings"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="site_settings_are_one_row"),
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

    def __str__(self):
        return self.name

    @classmethod
    def load(cls) -> "SiteSettings":
        """Return the one row, with its logo; the defaults, unsaved, when there is none yet."""
        return cls.objects.select_related("logo").first() or cls(pk=1)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the paper's dates are in."""
        return ZoneInfo(self.time_zone or settings.TIME_ZONE)

    @property
    def shows_banner(self) -> bool:
        """Whether the banner stands over every page now."""
        return bool(self.banner_text) and (self.banner_starts_at <= timezone.now() < self.banner_ends_at)

    @property
    def banner_waits(self) -> bool:
        """Whether there is a banner whose time is still to come."""
        return bool(self.banner_text) and self.banner_starts_at > timezone.now()


class NavigationLink(models.Model):
    """A link that stands on every page, in the order of its place."""

    class Place(models.TextChoices):
        HEADER = "header", "The bar below the masthead"
        FOOTER = "footer", "The footer"

    # The default of the database is for older code that still serves while an upgrade migrates.
    place = models.CharField(max_length=8, choices=Place, default=Place.HEADER, db_default=Place.HEADER)
    site = models.ForeignKey(SiteSettings, models.CASCADE, related_name="navigation")
    label = models.CharField(max_length=40)
    url = models.CharField(
        "address",
        max_length=600,
        validators=[validate_link],
        help_text="A path of this site, such as /section/world/, or an https:// address.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place__in=["header", "footer"]), name="navigation_link_place_is_known"
            )
        ]

    def __str__(self):
        return self.label


class SocialLink(models.Model):
    """The paper's account elsewhere, linked in the footer."""

    site = models.ForeignKey(SiteSettings, models.CASCADE, related_name="social_links")
    label = models.CharField(max_length=40, help_text="Such as Mastodon or YouTube")
    url = models.URLField("address")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.label


class StandingPage(FlatPage):
    """About, Contact, Privacy: one of Django's flat pages under the name that a newsroom gives it."""

    class Meta:
        proxy = True
        ordering = ["title", "pk"]
        verbose_name = "standing page"
