from django.db import models

from masthead.models.site_settings import SiteSettings
from masthead.models.validators import validate_link


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
