from django.conf import settings
from django.db import models
from django.utils.timezone import localtime

from articles.models import Article
from comments.querysets import CommentQuerySet

# What tells where a comment came from is still on its row.
TRACED = models.Q(ip_address__isnull=False) | ~models.Q(network="") | ~models.Q(user_agent="")

# Its status was changed, or the program has never judged it: it came from an old site, or the newsroom.
MAY_VOUCH = models.Q(decided_at__isnull=False) | models.Q(spam_score__isnull=True)


class Comment(models.Model):
    """What a reader says under a story: plain text, threaded.

    Readers see it when `Comment.objects.visible()` has it. `thread` is the comment at the top of
    the thread, itself included, so that a page reads whole threads by one index; `reply_count`
    stands on that comment. Both, and the status, are written by comments.workflow only. Addresses
    of people and networks are for moderators only.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting"
        APPROVED = "approved", "Approved"
        SPAM = "spam", "Spam"
        TRASH = "trash", "Trash"
        REMOVED = "removed", "Removed for good"  # an empty place above replies: comments.removal

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="comments", verbose_name="story", db_index=False
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies", verbose_name="in reply to"
    )
    thread = models.ForeignKey(
        "self", models.CASCADE, null=True, editable=False, related_name="+", db_index=False
    )
    reply_count = models.PositiveIntegerField(
        default=0, editable=False, help_text="Visible comments of the thread below its first one."
    )
    listed = models.GeneratedField(
        expression=models.Case(
            models.When(parent__isnull=False, then=False),
            models.When(status="approved", then=True),
            models.When(reply_count__gt=0, then=True),
            default=False,
        ),
        output_field=models.BooleanField(),
        db_persist=True,
        help_text="Whether a thread that readers see something of begins here.",
    )
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
    network = models.CharField(
        max_length=43,
        blank=True,
        editable=False,
        help_text="The neighbourhood of the address that limits count together: a /24 or a /64.",
    )
    user_agent = models.CharField("browser", max_length=300, blank=True)

    # What moderation knows of it. Defaults of the database are for older code that still serves.
    held_for = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        editable=False,
        help_text="Why readers did not see it at once, as comments.reasons lays it out.",
    )
    spam_score = models.FloatField(
        null=True, editable=False, help_text="From 0, certainly honest, to 1, certainly spam."
    )
    gist = models.CharField(
        max_length=32,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Equal for comments that differ in nothing that matters; see comments.text.gist.",
    )
    decided_at = models.DateTimeField(
        null=True, editable=False, help_text="When its status was last changed."
    )
    report_count = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="Reports of readers not set aside."
    )
    picked_at = models.DateTimeField(
        null=True, editable=False, help_text="When it was made an editors’ pick."
    )
    edited_at = models.DateTimeField(
        null=True, editable=False, help_text="When its words last changed before readers’ eyes."
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["article", "created_at", "id"],
                condition=models.Q(listed=True),
                name="comment_listed_threads",
            ),
            models.Index(
                fields=["article", "-reply_count", "created_at", "id"],
                condition=models.Q(listed=True),
                name="comment_most_replied",
            ),
            models.Index(
                fields=["article", "picked_at", "id"],
                condition=models.Q(picked_at__isnull=False),
                name="comment_picks",
            ),
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(report_count__gt=0),
                name="comment_reported",
            ),
            models.Index(
                fields=["status", "decided_at", "id"],
                condition=models.Q(status__in=["spam", "trash"]),
                name="comment_removed",
            ),
            models.Index(fields=["gist", "-created_at"], name="comment_by_gist"),
            models.Index(fields=["thread", "status", "created_at", "id"], name="comment_of_thread"),
            models.Index(fields=["status", "-created_at", "-id"], name="comment_queue"),
            models.Index(fields=["-created_at", "-id"], name="comment_newest"),
            models.Index(
                fields=["article", "status", "-created_at", "-id"], name="comment_queue_of_story"
            ),
            models.Index(fields=["email", "-created_at"], name="comment_by_email"),
            models.Index(
                fields=["email", "status"], condition=MAY_VOUCH, name="comment_vouched_by_email"
            ),
            models.Index(fields=["network", "-created_at"], name="comment_by_network"),
            models.Index(
                fields=["created_at", "id"],
                condition=TRACED,
                name="comment_with_trace",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["pending", "approved", "spam", "trash", "removed"]),
                name="comment_status_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(pk=models.F("parent")), name="comment_is_not_its_parent"
            ),
        ]

    def __str__(self):
        """Name nobody: the admin's log keeps this when the comment, and whoever wrote it, is gone."""
        return f"Comment {self.pk}, {localtime(self.created_at):%Y-%m-%d %H:%M}"

    def get_absolute_url(self):
        """The comment's own address, which leads to the page of the story that shows it."""
        return f"{self.article.get_absolute_url()}comments/{self.pk}/"

    @property
    def is_visible(self) -> bool:
        """Whether readers see it now, if they see the story: `visible()` for one row in hand."""
        return self.status == self.Status.APPROVED

    @property
    def web_address(self) -> str:
        """The writer's website if it is one that can be linked to, else nothing."""
        return self.website if self.website.lower().startswith(("https://", "http://")) else ""
