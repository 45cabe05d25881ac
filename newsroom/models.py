"""The front page as its editors arrange it: which blocks stand there, which stories are pinned."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from articles.models import Article, Category
from newsroom.webhooks.models import Attempt, Delivery, Webhook  # noqa: F401 rows of this app

FEATURES = 4
LARGEST_BLOCK = 8  # stories


class FrontPage(models.Model):
    """The front page: one row. Each save counts `version` up, so that no save overwrites another's."""

    version = models.PositiveIntegerField(default=0)
    has_chosen_blocks = models.BooleanField(
        default=False, help_text="Off: the first sections at the top of the tree have a block each."
    )

    class Meta:
        verbose_name = verbose_name_plural = "front page"
        default_permissions = ()
        permissions = [("change_front", "Can change the front page")]
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="front_page_is_one_row")]

    def __str__(self):
        return "Front page"


class FrontBlock(models.Model):
    """A category that has a block on the front page, once the blocks are chosen by hand."""

    category = models.OneToOneField(Category, models.CASCADE, related_name="front_block")
    position = models.PositiveSmallIntegerField(unique=True)
    size = models.PositiveSmallIntegerField(
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(LARGEST_BLOCK)],
        help_text="Stories in it.",
    )

    class Meta:
        ordering = ["position"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(size__range=(1, LARGEST_BLOCK)), name="front_block_size_is_possible"
            )
        ]

    def __str__(self):
        return str(self.category)


class FrontPin(models.Model):
    """A story that an editor has put into a slot of the front page, for as long as they want.

    It is in force from `starts_at` until `ends_at`. Of several in one slot, the one that began last
    is shown; that none begin together is what the constraints hold.
    """

    class Slot(models.TextChoices):
        LEAD = "lead", "Lead"
        FEATURE = "feature", "Feature"
        BLOCK = "block", "Block of a category"

    page = models.ForeignKey(FrontPage, models.CASCADE, related_name="pins", default=1)
    slot = models.CharField(max_length=8, choices=Slot)
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="front_pins"
    )
    position = models.PositiveSmallIntegerField(default=1)
    article = models.ForeignKey(Article, models.CASCADE, related_name="front_pins", verbose_name="story")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until", null=True, blank=True)

    class Meta:
        ordering = ["slot", "category", "position", "starts_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(slot="lead", category=None, position=1)
                | Q(slot="feature", category=None, position__range=(1, FEATURES))
                | Q(slot="block", category__isnull=False, position__range=(1, LARGEST_BLOCK)),
                name="front_pin_has_a_slot",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="front_pin_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["slot", "position", "starts_at"],
                condition=Q(category=None),
                name="front_pins_begin_one_by_one",
            ),
            models.UniqueConstraint(
                fields=["category", "position", "starts_at"],
                condition=Q(category__isnull=False),
                name="front_block_pins_begin_one_by_one",
            ),
            models.UniqueConstraint(
                fields=["article", "starts_at"], name="front_pin_puts_a_story_in_one_slot"
            ),
        ]

    def __str__(self):
        return f"{self.get_slot_display()} {self.position} of the front page"
