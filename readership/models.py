"""How often stories are read: by hour, by day, from where. No row tells who read."""

from django.db import models

from articles.models import Article


class HourlyViews(models.Model):
    """How often a story was read in an hour; kept for readership.retention.HOURS."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="hourly_views", db_index=False)
    hour = models.DateTimeField(help_text="When the hour began.")
    views = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "hour"], name="hourly_views_are_one_row"),
        ]
        indexes = [models.Index(fields=["hour"], name="hourly_views_hour")]

    def __str__(self):
        return f"{self.hour:%Y-%m-%d %H:%M}: {self.views}"


class DailyViews(models.Model):
    """How often a story was read on a day of the paper's time zone; kept as long as the story."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="daily_views", db_index=False)
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ("view",)
        verbose_name = "readership"
        verbose_name_plural = "readership"
        constraints = [
            models.UniqueConstraint(fields=["article", "day"], name="daily_views_are_one_row"),
        ]
        indexes = [models.Index(fields=["day"], name="daily_views_day")]

    def __str__(self):
        return f"{self.day}: {self.views}"


class DailyReferrals(models.Model):
    """How many readers of a story came from a host on a day; kept for readership.retention.REFERRALS."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="referrals", db_index=False)
    day = models.DateField()
    host = models.CharField(max_length=100, blank=True, help_text="Empty: from nowhere that is told.")
    views = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["article", "day", "host"], name="daily_referrals_are_one_row"
            ),
        ]
        indexes = [models.Index(fields=["day"], name="daily_referrals_day")]

    def __str__(self):
        return f"{self.day} {self.host}: {self.views}"


class MostRead(models.Model):
    """A place in the list of the most read stories, as readership.ranking worked it out last."""

    class Period(models.TextChoices):
        DAY = "day", "24 hours"
        WEEK = "week", "7 days"

    period = models.CharField(max_length=4, choices=Period)
    position = models.PositiveSmallIntegerField()
    article = models.ForeignKey(Article, models.CASCADE, related_name="most_read")

    class Meta:
        ordering = ["period", "position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["period", "position"], name="most_read_place_is_taken_once"),
            models.CheckConstraint(
                condition=models.Q(period__in=["day", "week"]), name="most_read_period_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.period} {self.position}: {self.article_id}"
