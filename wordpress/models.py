from django.db import models
from django.db.models import Q


class ImportedItem(models.Model):
    """A thing of an old site and what became of it here; what makes an import repeatable.

    It is written in the transaction that writes the thing itself. `source_digest` says whether a
    newer export has a newer text; `written_digest`, whether somebody has edited the thing here since.
    """

    class Kind(models.TextChoices):
        AUTHOR = "author", "Author"
        GUEST = "guest", "Guest author"
        CATEGORY = "category", "Category"
        TAG = "tag", "Tag"
        ATTACHMENT = "attachment", "Picture"
        POST = "post", "Story"
        PAGE = "page", "Page"
        COMMENT = "comment", "Comment"

    site = models.CharField(max_length=200, help_text="The old site's address without its scheme.")
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(
        max_length=200, help_text="What WordPress knows it by: the id of a post, the slug of a term."
    )
    object_id = models.BigIntegerField(help_text="The primary key of what it became.")
    origin = models.CharField(
        max_length=240,
        blank=True,
        help_text="Date and slug there: a post that has neither any more is another one.",
    )
    source_digest = models.CharField(max_length=64)
    written_digest = models.CharField(max_length=64)
    belongs_to = models.CharField(
        max_length=200, blank=True, help_text="Of a picture: the id of the post it was uploaded to."
    )
    position = models.IntegerField(default=0, help_text="Among the pictures of that post.")
    is_unresolved = models.BooleanField(
        default=False, help_text="It refers to a page or picture of the old site that is not here yet."
    )
    needs_related = models.BooleanField(
        default=False, help_text="The stories beside it are still to be chosen."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "key"], name="imported_item_is_known_once"),
        ]
        indexes = [
            models.Index(
                fields=["site", "belongs_to"],
                condition=~Q(belongs_to=""),
                name="imported_item_of_post",
            ),
            models.Index(
                fields=["site"], condition=Q(needs_related=True), name="imported_item_to_relate"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.key} of {self.site}"


class OldAddress(models.Model):
    """An address that the old site had for something imported, by which links find it here."""

    site = models.CharField(max_length=200, help_text="The old site's address without its scheme.")
    path = models.CharField(max_length=600, help_text="Percent-decoded, with the query if it has one.")
    item = models.ForeignKey(ImportedItem, models.CASCADE, related_name="old_addresses")

    class Meta:
        verbose_name_plural = "old addresses"
        constraints = [
            models.UniqueConstraint(fields=["site", "path"], name="old_address_leads_to_one_item"),
        ]

    def __str__(self):
        return self.path
