from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class CommentRules(models.Model):
    """The columns of the site settings that say how readers may comment."""

    class CommentModeration(models.TextChoices):
        ALL = "all", "Every comment waits for a moderator"
        FIRST = "first", "The first comments of a person wait, further ones appear at once"
        NONE = "none", "Comments appear at once"

    class CommentOrder(models.TextChoices):
        OLDEST = "oldest", "Oldest first"
        NEWEST = "newest", "Newest first"
        REPLIES = "replies", "Most replied first"

    comments_open = models.BooleanField(
        "readers may comment", default=True, help_text="Off closes the comments of every story."
    )
    comment_moderation = models.CharField(
        max_length=8, choices=CommentModeration, default=CommentModeration.ALL
    )
    comments_close_after_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(9999)],
        help_text="Days after publication. Empty: never.",
    )
    comments_hold_after_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(9999)],
        help_text="Days after publication from which every comment waits for a moderator. Empty: never.",
    )
    comments_trusted_after = models.PositiveSmallIntegerField(
        default=1,
        db_default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="After this many approved comments, a person’s further ones appear at once.",
    )
    comment_order = models.CharField(
        max_length=8, choices=CommentOrder, default=CommentOrder.OLDEST, db_default=CommentOrder.OLDEST
    )
    comment_edit_minutes = models.PositiveSmallIntegerField(
        default=5,
        db_default=5,
        validators=[MaxValueValidator(120)],
        help_text="How many minutes writers may change or take back what they said. 0: not at all.",
    )
    comment_reply_mail = models.BooleanField(
        "mail to commenters",
        default=True,
        db_default=True,
        help_text="Readers may ask to be told by mail of replies; their address is confirmed first.",
    )
    comment_trash_days = models.PositiveSmallIntegerField(
        default=30,
        db_default=30,
        validators=[MinValueValidator(1), MaxValueValidator(9999)],
        help_text="Spam and trash can be restored for so many days; then they are deleted for good.",
    )
    comment_network_days = models.PositiveSmallIntegerField(
        default=90,
        db_default=90,
        validators=[MinValueValidator(1), MaxValueValidator(9999)],
        help_text="Days after which network addresses and browsers of commenters are forgotten.",
    )
    comment_policy = models.TextField(
        blank=True, help_text="A short text above the comment form: what is welcome and what is not."
    )

    class Meta:
        abstract = True
