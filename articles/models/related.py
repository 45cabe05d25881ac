import uuid

from django.db import models

from articles.models.article import Article


class PinnedStory(models.Model):
    """A story that an editor wants beside another, before those that articles.related chooses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="pins")
    story = models.ForeignKey(Article, models.CASCADE, related_name="pinned_beside")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "pinned story"
        verbose_name_plural = "pinned stories"
        constraints = [
            models.UniqueConstraint(fields=["article", "story"], name="story_is_pinned_once"),
            models.CheckConstraint(
                condition=~models.Q(article=models.F("story")), name="pinned_story_is_another_story"
            ),
        ]

    def __str__(self):
        return str(self.story)


class BannedStory(models.Model):
    """A story that an editor does not want beside another, however like it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="bans")
    story = models.ForeignKey(Article, models.CASCADE, related_name="banned_beside")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "banned story"
        verbose_name_plural = "banned stories"
        constraints = [
            models.UniqueConstraint(fields=["article", "story"], name="story_is_banned_once"),
            models.CheckConstraint(
                condition=~models.Q(article=models.F("story")), name="banned_story_is_another_story"
            ),
        ]

    def __str__(self):
        return str(self.story)


class RelatedStory(models.Model):
    """A story shown beside another, chosen by articles.related."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="related_rows")
    story = models.ForeignKey(Article, models.CASCADE, related_name="related_from_rows")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "related stories"
        constraints = [
            models.UniqueConstraint(fields=["article", "story"], name="related_story_is_listed_once"),
            models.CheckConstraint(
                condition=~models.Q(article=models.F("story")), name="related_story_is_another_story"
            ),
        ]

    def __str__(self):
        return str(self.story)
