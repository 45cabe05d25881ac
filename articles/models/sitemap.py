"""Which parts the sitemap of stories has."""

from django.db import models

PART = 10_000  # stories of a part, at most; https://www.sitemaps.org/protocol.html allows 50,000


class SitemapPart(models.Model):
    """Stories of one month whose primary keys begin at `first`: a file of the sitemap.

    A story belongs to a part by the month of its address and its primary key, which never change. So
    no part is ever arranged anew, and each has PART stories at most. Rows are made when a story
    gets its address (articles.sitemap_parts); they stay, whether or not readers see a story of it.
    """

    month = models.DateField(help_text="Its first day.")
    first = models.PositiveBigIntegerField(help_text="A multiple of PART.")
    changed_at = models.DateTimeField(help_text="When a story of it was last saved.")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["month", "first"], name="sitemap_part_is_one"),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.first}"
