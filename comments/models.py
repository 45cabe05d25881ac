from django.conf import settings
from django.db import models

from articles.models import Article


class Comment(models.Model):
    """What a reader says under a story: plain text, threaded.

    `thread` is the comment at the top of the thread, itself included, so that a page reads whole
    threads by one index. Addresses of people and networks are for moderators only.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting"
        APPROVED = "approved", "Approved"
        SPAM = "spam", "Spam"
        TRASH = "trash", "Trash"

    article = models.ForeignKey(Article, models.CASCADE, related_name="comments", verbose_name="story")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies", verbose_name="in reply to"
    )
    thread = models.ForeignKey("self", models.CASCADE, null=True, editable=False, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail", blank=True)
    website = models.URLField(blank=True)
    body = models.TextField("comment")
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    created_at = models.DateTimeField("written")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="comments",
        help_text="The member of the newsroom who wrote it, if one did.",
    )
    ip_address = models.GenericIPAddressField("network address", null=True, blank=True)
    user_agent = models.CharField("browser", max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["article", "status", "thread", "created_at"], name="comment_threads"),
            models.Index(fields=["status", "-created_at", "-id"], name="comment_queue"),
            models.Index(fields=["-created_at", "-id"], name="comment_newest"),
            models.Index(fields=["email", "-created_at"], name="comment_by_email"),
            models.Index(fields=["ip_address", "-created_at"], name="comment_by_network"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["pending", "approved", "spam", "trash"]),
                name="comment_status_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(pk=models.F("parent")), name="comment_is_not_its_parent"
            ),
        ]

    def __str__(self):
        return f"{self.name} on {self.article}"

    def get_absolute_url(self):
        return f"{self.article.get_absolute_url()}#comment-{self.pk}"
