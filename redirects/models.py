from django.db import models


class Redirect(models.Model):
    """An address that the site once had, or had before an import, and the one that replaced it.

    Addresses are paths with a leading slash, percent-decoded (`/2024/07/коротко/`), and may carry
    a query (`/?p=12`); that of a new one is as it was typed, and so are new ones on other sites
    (`redirects.workflow.as_target`). Django's own redirects stop at 200 characters, which a decoded
    slug of an imported story passes; hence this model.
    """

    old_path = models.CharField(
        max_length=600, unique=True, help_text="Where the reader comes to, such as /2019/old-story/"
    )
    new_path = models.CharField(
        max_length=600, db_index=True, help_text="Where the reader is sent, such as /2019/05/new-story/"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["old_path"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(old_path__startswith="/"), name="redirect_old_path_is_a_path"
            ),
            models.CheckConstraint(
                condition=~models.Q(old_path=models.F("new_path")), name="redirect_leads_elsewhere"
            ),
            models.CheckConstraint(
                condition=models.Q(new_path__startswith="/") & ~models.Q(new_path__startswith="//")
                | models.Q(new_path__startswith="https://")
                | models.Q(new_path__startswith="http://"),
                name="redirect_leads_to_an_address",
                violation_error_message="Write a path such as /2019/05/new-story/ "
                "or an https:// address.",
            ),
        ]

    def __str__(self):
        return f"{self.old_path} → {self.new_path}"


class MissingAddress(models.Model):
    """An address that readers asked for and that is not there; redirects.missing counts."""

    path = models.CharField("address", max_length=600, unique=True, help_text="Percent-decoded.")
    hits = models.PositiveBigIntegerField("times", default=0)
    referrers = models.JSONField(
        default=dict, help_text="Where readers came from, and how often: the most frequent ones."
    )
    first_seen = models.DateTimeField("first")
    last_seen = models.DateTimeField("last")
    is_noise = models.BooleanField(default=False, help_text="Robots try it on every site.")

    class Meta:
        ordering = ["-hits", "-last_seen"]
        verbose_name = "missing address"
        verbose_name_plural = "missing addresses"
        indexes = [
            models.Index(fields=["is_noise", "-hits", "-last_seen", "-id"], name="missing_by_hits"),
            models.Index(fields=["last_seen"], name="missing_by_time"),
        ]

    def __str__(self):
        return self.path
