"""What was done and checked when a story was withdrawn."""

from django.db import models

from articles.models.article import Article
from articles.models.revision import SignedRecord
from images.models import Image


class Takedown(SignedRecord):
    """A story that was withdrawn. Made and checked by articles.takedown.

    `surfaces` lists where readers could meet it: `[{"url": "/latest/", "name": "The latest stories",
    "expected": "does not show it"}, …]`. `results` has the same rows, with `found`, in words, and `ok`.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="takedowns")
    surfaces = models.JSONField(default=list)
    left_out = models.PositiveIntegerField(
        default=0, help_text="Addresses that were too many to be checked."
    )
    pictures = models.ManyToManyField(
        Image, related_name="takedowns", help_text="Those that stopped being served with it."
    )
    results = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"Takedown of {self.at:%Y-%m-%d %H:%M}"

    @property
    def failures(self) -> int:
        """The number of addresses that did not answer as they shall."""
        return sum(not result["ok"] for result in self.results)

    @property
    def is_complete(self) -> bool:
        """Whether every address was checked and answers as it shall."""
        checked = self.checked_at is not None and len(self.results) == len(self.surfaces)
        return checked and not self.failures and not self.left_out
