from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from taggit.managers import TaggableManager

from articles.models.category import Category
from articles.querysets import ArticleQuerySet
from authors.models import Author
from images.models import Image
from pagecache.showing import Noted
from rendering.addresses import address
from richtext.fields import RichTextField


class Article(Noted, models.Model):
    """A story.

    Readers see it when `Article.objects.published()` has it: nothing else decides that. The
    changes of its state are made by articles.workflow.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        CHANGES_REQUESTED = "changes_requested", "Changes requested"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Kind(models.TextChoices):
        NEWS = "news", "News"
        ANALYSIS = "analysis", "Analysis"
        OPINION = "opinion", "Opinion"
        EDITORIAL = "editorial", "Editorial"
        FEATURE = "feature", "Feature"
        INTERVIEW = "interview", "Interview"
        REVIEW = "review", "Review"
        EXPLAINER = "explainer", "Explainer"

    headline = models.CharField(max_length=250)
    slug = models.SlugField(
        max_length=200,
        allow_unicode=True,
        blank=True,
        help_text="The end of the story's address. Empty: made from the headline.",
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.NEWS)
    standfirst = models.TextField(
        max_length=600, blank=True, help_text="One or two sentences below the headline."
    )
    excerpt = models.TextField(
        max_length=600,
        blank=True,
        help_text="Shown with the headline in lists. Empty: the standfirst, or how the text begins.",
    )
    body = RichTextField("text", blank=True)
    summary = models.TextField(
        blank=True, editable=False, help_text="What lists show: the excerpt or what stands in for it."
    )

    search_text = models.TextField(
        blank=True, editable=False, help_text="The words of headline, standfirst and text, folded."
    )

    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        help_text="The section of the breadcrumb.",
    )
    also_in = models.ManyToManyField(
        Category,
        blank=True,
        related_name="+",
        verbose_name="also in",
        help_text="Further sections that list the story.",
    )
    tags = TaggableManager(blank=True)

    lead_image = models.ForeignKey(
        Image, models.PROTECT, null=True, blank=True, related_name="lead_of", verbose_name="lead picture"
    )
    lead_caption = models.TextField(
        "caption", blank=True, help_text="For this story only. Empty: the caption of the picture."
    )

    authors = models.ManyToManyField(Author, through="Byline", related_name="articles")

    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(
        "published",
        null=True,
        blank=True,
        help_text="In the future: readers see the story from then on.",
    )
    url_month = models.DateField(
        null=True,
        editable=False,
        help_text="The month in the address (its first day); it stays once readers have seen the story.",
    )
    embargo_until = models.DateTimeField(
        "embargo until", null=True, blank=True, help_text="Nobody can publish the story before."
    )
    expires_at = models.DateTimeField(
        "expires",
        null=True,
        blank=True,
        help_text="From then on readers no longer see the story. Empty: never.",
    )
    withdrawal_reason = models.TextField(
        "reason",
        max_length=600,
        blank=True,
        db_default="",
        help_text="Readers who come to the address of the withdrawn story read it. It may be empty.",
    )
    updated_at = models.DateTimeField(
        "updated",
        null=True,
        blank=True,
        help_text="Shown to readers as the time of the last real change.",
    )
    comments_open = models.BooleanField("readers may comment", default=True)
    comments_close_after_days = models.PositiveSmallIntegerField(
        "close comments after",
        null=True,
        blank=True,
        validators=[MaxValueValidator(9999)],
        help_text="Days after publication. Empty: as the site settings say.",
    )
    comments_hold_after_days = models.PositiveSmallIntegerField(
        "hold comments after",
        null=True,
        blank=True,
        validators=[MaxValueValidator(9999)],
        help_text="Days after publication from which comments wait for a moderator; 0 holds all. "
        "Empty: as the site settings say.",
    )
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    correction_notes = models.JSONField(
        null=True,
        editable=False,
        help_text="What readers are told that was wrong, kept here by articles.corrections.",
    )

    seo_title = models.CharField(
        "title for search engines", max_length=200, blank=True, help_text="Empty: the headline."
    )
    seo_description = models.TextField(
        "description for search engines", max_length=400, blank=True, help_text="Empty: the standfirst."
    )

    related = models.ManyToManyField("self", through="RelatedStory", symmetrical=False)

    head = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="The number of the newest revision; 0 before the first.",
    )
    live = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="The number of the revision that the story's own rows hold. A later head is pending.",
    )
    pending_status = models.CharField(
        max_length=20,
        choices=Status,
        blank=True,
        db_default="",
        editable=False,
        help_text="Where the pending changes stand on their way to the readers.",
    )

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = "story"
        verbose_name_plural = "stories"
        # What a permission allows on which story is said in articles.permissions.
        permissions = [
            ("write_own_article", "Can write own stories and submit them"),
            ("revise_own_article", "Can edit own stories after they were approved"),
            ("publish_own_article", "Can publish own stories"),
            ("publish_article", "Can approve, schedule, publish and withdraw stories"),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="article_newest"),
            models.Index(
                fields=["kind", "status", "-published_at", "-id"], name="article_newest_of_kind"
            ),
            models.Index(fields=["-modified_at", "-id"], name="article_last_modified"),
            models.Index(fields=["status", "-modified_at", "-id"], name="article_modified_of_status"),
            models.Index(fields=["created_by", "-modified_at", "-id"], name="article_of_its_maker"),
            models.Index(fields=["url_month", "id"], name="article_of_month"),
            # For lists of thousands of stories of which nothing else is asked: rows are wide.
            models.Index(
                fields=["expires_at", "id"],
                condition=models.Q(expires_at__isnull=False),
                name="article_expiring",
            ),
            models.Index(
                fields=["embargo_until", "id"],
                condition=models.Q(embargo_until__isnull=False),
                name="article_embargoed",
            ),
            models.Index(
                fields=["pending_status", "-modified_at", "-id"],
                condition=~models.Q(pending_status=""),
                name="article_changes_on_the_way",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["url_month", "slug"],
                name="article_address_is_unique",
                violation_error_message="Another story of that month has this slug. Choose another one.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(published_at__isnull=False, url_month__isnull=False) & ~models.Q(slug=""),
                name="published_article_has_time_and_address",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[
                        *("draft", "in_review", "changes_requested", "approved"),
                        *("published", "withdrawn"),
                    ]
                ),
                name="article_status_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(embargo_until=None)
                | models.Q(published_at__gte=models.F("embargo_until")),
                name="article_keeps_its_embargo",
                violation_error_message="The story is under embargo at its publication time.",
            ),
            models.CheckConstraint(
                condition=models.Q(live__lte=models.F("head")),
                name="article_head_is_its_newest_revision",
            ),
        ]

    def __str__(self):
        return self.headline

    def get_absolute_url(self):
        """The permanent address; of a story that has none yet, the address it would get now."""
        month = self.url_month or timezone.localdate().replace(day=1)
        return address("articles:detail", month.year, month.month, self.slug or "untitled")

    @property
    def is_scheduled(self) -> bool:
        """Whether the story waits for its time."""
        return self.status == self.Status.PUBLISHED and self.published_at > timezone.now()

    @property
    def has_expired(self) -> bool:
        """Whether the story was public until its time ran out."""
        expired = self.expires_at is not None and self.expires_at <= timezone.now()
        return self.status == self.Status.PUBLISHED and expired and not self.is_scheduled

    @property
    def is_public(self) -> bool:
        """Whether readers see the story now: what `published()` asks, for one row in hand."""
        published = self.status == self.Status.PUBLISHED and self.published_at <= timezone.now()
        return published and not self.has_expired

    @property
    def is_under_embargo(self) -> bool:
        """Whether nobody may publish the story yet."""
        return self.embargo_until is not None and self.embargo_until > timezone.now()

    @property
    def has_pending_changes(self) -> bool:
        """Whether there is a newer text than the story's own rows hold."""
        return self.head != self.live
