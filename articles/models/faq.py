import uuid

from django.db import models

from articles.models.article import Article


class FAQ(models.Model):
    """A question at the end of a story, with its answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="faqs")
    question = models.CharField(max_length=300)
    answer = models.TextField(help_text="An empty line starts a paragraph.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "question"
        verbose_name_plural = "frequently asked questions"
        indexes = [models.Index(fields=["article", "position"], name="faq_order")]

    def __str__(self):
        return self.question
