from django.core.validators import RegexValidator
from django.db import models

from images.models import Image


class ForMachines(models.Model):
    """The columns of the site settings for feeds, search engines and other sites."""

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
        help_text="Told of every change, so followers of a feed there have it at once. Empty: none.",
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
    default_picture = models.ForeignKey(
        Image,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="default picture",
        help_text="Shown where people share a page that has no picture, about 1200 by 630 pixels. "
        "Empty: the logo.",
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

    class Meta:
        abstract = True
