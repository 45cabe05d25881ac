import uuid

from django.db import models

from articles.models.article import Article
from authors.models import Author


class Byline(models.Model):
    """An author of a story, in its order, with what they did."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, related_name="bylines")
    credit = models.CharField(
        max_length=80,
        blank=True,
        help_text="Such as Photographs or Additional reporting. Empty: wrote it.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "author"], name="byline_names_an_author_once"),
        ]
        indexes = [
            models.Index(fields=["article", "position"], name="byline_order"),
            models.Index(fields=["author", "-article"], name="byline_newest_of_author"),
        ]

    def __str__(self):
        return f"{self.author} ({self.credit})" if self.credit else str(self.author)
