"""What readers are told that was wrong in a story, or has changed since."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.revision import SignedRecord


class CorrectionQuerySet(models.QuerySet):
    """Corrections; the methods chain."""

    def public(self):
        """Only those of stories that readers see now."""
        # Asked row by row: read along the index of times, a page looks at its own stories only.
        return self.filter(Exists(Article.objects.published().filter(pk=OuterRef("article_id"))))

    def newest_first(self):
        """In the order in which readers were told, the newest first; the key breaks ties."""
        return self.order_by("-at", "-pk")

    def for_lists(self):
        """With the stories that they link to."""
        story = ("headline", "slug", "url_month")
        return self.select_related("article").only(
            *("kind", "text", "at", "edited_at"), *(f"article__{name}" for name in story)
        )


class Correction(SignedRecord):
    """A note to the readers of a story. Made, changed and deleted by articles.corrections.

    `at` is when readers were told first.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        UPDATE = "update", _("Update")

    class Place(models.TextChoices):
        TOP = "top", "Above the text"
        END = "end", "Below the text"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="corrections")
    kind = models.CharField(max_length=13, choices=Kind, default=Kind.CORRECTION)
    text = models.TextField(max_length=2000, help_text="An empty line starts a paragraph.")
    place = models.CharField(max_length=3, choices=Place, default=Place.TOP)
    revision = models.PositiveIntegerField(
        help_text="The number of the revision that readers saw when they were told."
    )
    edited_at = models.DateTimeField(null=True, editable=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="correction_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["correction", "clarification", "update"]),
                name="correction_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(place__in=["top", "end"]), name="correction_place_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.at:%Y-%m-%d}"

    def get_absolute_url(self):
        """Its place on the page of its story."""
        return f"{self.article.get_absolute_url()}#correction-{self.pk}"

    @classmethod
    def usual_place(cls, kind: str) -> str:
        """Return where a note of that kind stands, unless an editor decides otherwise."""
        return cls.Place.END if kind == cls.Kind.UPDATE else cls.Place.TOP
