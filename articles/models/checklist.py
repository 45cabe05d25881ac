"""What a newsroom wants looked at before a story is published."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class Level(models.TextChoices):
    """What a finding does."""

    OFF = "off", "Do not look"
    WARN = "warn", "Warn"
    BLOCK = "block", "Block"


def _rule(name: str, help_text: str = "") -> models.CharField:
    return models.CharField(name, max_length=5, choices=Level, default=Level.WARN, help_text=help_text)


class Checklist(models.Model):
    """The newsroom's rules: one row, edited in the admin, applied by articles.checklist.

    Each field that holds a level is a rule by its name there.
    """

    standfirst = _rule("standfirst")
    category = _rule("category")
    byline = _rule("byline")
    tags = _rule("tags")
    tags_at_least = models.PositiveSmallIntegerField(
        "tags, at least",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    headline = _rule("length of the headline")
    headline_min = models.PositiveSmallIntegerField(
        "headline, at least", default=20, validators=[MaxValueValidator(250)], help_text="Characters."
    )
    headline_max = models.PositiveSmallIntegerField(
        "headline, at most",
        default=110,
        validators=[MinValueValidator(1), MaxValueValidator(250)],
        help_text="Characters. Search engines cut longer ones.",
    )
    headings = _rule("headings", "No level left out, such as a heading 4 below a heading 2; none empty.")
    links = _rule("links", "Those to this site lead to something that readers see.")
    picture = _rule("lead picture")
    picture_alt = _rule("alt text of the lead picture")
    picture_credit = _rule("credit of the lead picture")
    text_alt = _rule("alt text of pictures in the text")
    rights = _rule(
        "rights of pictures", "No licence has ended when readers see the story; none was taken down."
    )

    class Meta:
        verbose_name = "checklist"
        verbose_name_plural = "before publishing"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="checklist_is_one_row"),
            models.CheckConstraint(
                condition=models.Q(headline_min__lte=models.F("headline_max")),
                name="checklist_headline_can_be_written",
                violation_error_message="No headline could be that long and that short.",
            ),
        ]

    def __str__(self):
        return "Before publishing"

    @classmethod
    def load(cls) -> "Checklist":
        """Return the one row; the defaults, unsaved, when there is none yet."""
        return cls.objects.first() or cls(pk=1)
