"""What is kept of the words of stories, so that like ones are found without reading them again."""

from django.db import models

from articles.models.article import Article


class WordSpace(models.Model):
    """What articles.likeness.training has learnt of the paper's words; a row for each time.

    While `is_ready` is false, stories are still being placed in it, and the one before is used.
    """

    words = models.BinaryField(help_text="The words it knows, one a line, compressed.")
    arrays = models.BinaryField(help_text="Its numbers, as articles.likeness.space packs them.")
    learnt_from = models.PositiveIntegerField(help_text="Stories it was learnt from.")
    learnt_at = models.DateTimeField()
    is_ready = models.BooleanField(default=False)
    placed_down_to = models.BigIntegerField(
        null=True,
        help_text="Stories with this key and above have their place. Empty: none was looked at.",
    )
    related_down_to = models.BigIntegerField(
        null=True, help_text="Likewise, have their related stories chosen by it."
    )

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.learnt_from} stories, {self.learnt_at:%Y-%m-%d}"


class StoryPlace(models.Model):
    """Where a public story stands in a space: near others that tell of the same."""

    space = models.ForeignKey(WordSpace, models.CASCADE, db_index=False, related_name="places")
    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    cell = models.PositiveSmallIntegerField(help_text="The part of the space.")
    published_at = models.DateTimeField(help_text="That of the story.")
    vector = models.BinaryField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["space", "article"], name="story_has_one_place_in_a_space"),
        ]
        indexes = [
            models.Index(
                fields=["space", "cell", "-published_at", "-article"], name="story_place_in_cell_by_time"
            )
        ]

    def __str__(self):
        return f"{self.article_id} in {self.cell}"


class StorySketch(models.Model):
    """By what a public story is told from near-duplicates (articles.likeness.sketch)."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="+")
    sketch = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.article_id)
