import datetime as dt

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from pagecache.showing import Noted

# What a picture that stands in for another one is shown by.
STAND_IN_FIELDS = [
    *("id", "file", "width", "height", "title", "alt", "caption", "credit", "renditions", "licence_ends")
]

PREVIEW_WIDTH = 1280  # pixels


class Image(Noted, models.Model):
    """A picture of the newsroom, re-encoded on upload, with all that a page needs to show it.

    `renditions` is written by images.workflow and lists the files made from the original, so
    that a page shows a picture without a further query and without a look at the file system:
    `[{"crop": "full", "format": "avif", "width": 640, "height": 427, "name": "…/640x427-3f9c.avif"}]`,
    widths and heights in pixels, narrow before wide. `crop` is a key of images.renditions.CROPS,
    `format` one of its ENCODERS, `name` a name in the storage. Crops may share a file.
    """

    class Withheld(models.TextChoices):
        LICENCE = "licence", "its licence has ended"
        TAKEN_DOWN = "taken_down", "it was taken down"

    # No width_field and height_field: with them, Django opens the file whenever a row is refreshed.
    file = models.ImageField(upload_to="pictures/%Y/%m/", max_length=255, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    title = models.CharField(max_length=200, help_text="How editors find it. Readers never see it.")
    alt = models.CharField(
        "alt text",
        max_length=400,
        blank=True,
        help_text="What the picture shows, for readers who cannot see it. "
        "Leave empty only if it is decoration.",
    )
    caption = models.TextField(blank=True, help_text="The line below the picture.")
    credit = models.CharField(
        max_length=200, blank=True, help_text="Photographer and agency, such as Amina Rao / Newsroom"
    )
    focal_x = models.FloatField(
        "focal point, across",
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="0 is the left edge, 1 the right. Crops keep this point in view.",
    )
    focal_y = models.FloatField(
        "focal point, down",
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="0 is the top edge, 1 the bottom.",
    )
    licence = models.CharField(
        max_length=200, blank=True, help_text="Such as CC BY 4.0, or: Agency, one use."
    )
    licence_ends = models.DateField(
        null=True,
        blank=True,
        help_text="The last day on which readers see the picture. Empty: no end.",
    )
    source_url = models.URLField(
        "source", max_length=600, blank=True, help_text="Where the picture was found or bought."
    )
    replacement = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        help_text="What readers see in its place once its licence has ended. Empty: nothing.",
    )
    stand_in = models.JSONField(
        null=True,
        editable=False,
        help_text="What is shown of the replacement, kept here by images.stand_ins.",
    )
    withheld_at = models.DateTimeField(null=True, editable=False)
    withheld_for = models.CharField(max_length=10, choices=Withheld, blank=True, editable=False)
    is_moving = models.BooleanField(
        default=False, editable=False, help_text="Its files do not yet lie where withheld_at says."
    )
    sha256 = models.CharField(max_length=64, editable=False, help_text="Of the file as it was uploaded.")
    renditions = models.JSONField(default=list, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField("uploaded", auto_now_add=True)

    class Meta:
        verbose_name = "picture"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="image_newest"),
            models.Index(
                fields=["licence_ends", "id"],
                condition=models.Q(licence_ends__isnull=False),
                name="image_licence_ends",
            ),
            models.Index(fields=["id"], condition=models.Q(alt=""), name="image_without_alt"),
            models.Index(
                fields=["withheld_for", "id"],
                condition=models.Q(withheld_at__isnull=False),
                name="image_withheld",
            ),
            models.Index(
                fields=["id"], condition=models.Q(is_moving=True), name="image_files_are_moving"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=~models.Q(sha256=""), name="image_file_is_stored_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(replacement=models.F("id")), name="image_replacement_is_another"
            ),
            models.CheckConstraint(
                condition=models.Q(withheld_at=None, withheld_for="")
                | models.Q(withheld_at__isnull=False) & ~models.Q(withheld_for=""),
                name="image_withheld_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(focal_x__range=(0, 1)) & models.Q(focal_y__range=(0, 1)),
                name="image_focal_point_is_inside",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        """Raise ValidationError if the replacement would be none, or one of a chain."""
        if self.replacement_id is None:
            return
        if self.replacement_id == self.pk:
            raise ValidationError({"replacement": "A picture cannot stand in for itself."})
        if self.replacement.replacement_id:
            raise ValidationError(
                {
                    "replacement": f"“{self.replacement}” has a replacement itself, "
                    f"“{self.replacement.replacement}”. Choose that one."
                }
            )
        if self.pk and (replaced := self.replaces.first()):
            raise ValidationError(
                {
                    "replacement": f"This picture stands in for “{replaced}”. "
                    "Choose another replacement there first."
                }
            )

    @property
    def is_ended(self) -> bool:
        """Whether the licence has ended: from the day after its last, in the active time zone."""
        return self.licence_ends is not None and self.licence_ends < timezone.localdate()

    @property
    def shown(self) -> "Image | None":
        """What readers see where this picture stands: itself, its replacement, or None.

        The replacement comes from the row itself, without a query; it is not to be saved.
        """
        if self.withheld_at is None and not self.is_ended:
            return self
        if not self.stand_in or self.stand_in["withheld"]:
            return None
        fields = {name: self.stand_in[name] for name in STAND_IN_FIELDS}
        ends = fields["licence_ends"]
        fields["licence_ends"] = dt.date.fromisoformat(ends) if ends else None
        replacement = Image(**fields)
        return None if replacement.is_ended else replacement

    def files(self, crop: str, format: str) -> list[dict]:
        """The entries of `renditions` for a crop in a format, narrow before wide."""
        return [
            entry for entry in self.renditions if entry["crop"] == crop and entry["format"] == format
        ]

    def entry_for(self, crop: str, width: int, format: str = "jpeg") -> dict:
        """The file to show where one is wanted, as `{"name", "width", "height"}`.

        The narrowest rendition that is at least `width` pixels wide, else the widest; the original
        if there is none.
        """
        entries = self.files(crop, format)
        if not entries:
            return {"name": self.file.name, "width": self.width, "height": self.height}
        return next((entry for entry in entries if entry["width"] >= width), entries[-1])

    def file_for(self, crop: str, width: int, format: str = "jpeg") -> dict | None:
        """The file for readers where one address is wanted: feeds, link previews, structured data.

        Returns `{"url", "width", "height"}` of what `shown` and `entry_for` choose, or None if
        readers see nothing in the place of this picture.
        """
        shown = self.shown
        if shown is None:
            return None
        entry = shown.entry_for(crop, width, format)
        url = self.file.storage.url(entry["name"])
        return {"url": url, "width": entry["width"], "height": entry["height"]}

    def link_preview(self) -> dict | None:
        """The file that shows a page elsewhere: in messengers, social networks and search results.

        A landscape JPEG if there is one, else one of the whole picture, else the original; about
        1280 pixels wide, as much as such previews show. Returns what file_for returns.
        """
        shown = self.shown
        crop = "landscape" if shown and shown.files("landscape", "jpeg") else "full"
        return self.file_for(crop, PREVIEW_WIDTH)


class PictureUse(models.Model):
    """That a row of some other table shows a picture, and where. Kept by images.uses."""

    class Place(models.TextChoices):
        LEAD = "lead", "lead picture"
        TEXT = "text", "in the text"
        PENDING = "pending", "in changes not yet published"
        PORTRAIT = "portrait", "portrait"
        REPLACEMENT = "replaces", "stands in for it"
        LOGO = "logo", "logo"
        SHARING = "sharing", "where pages are shared"

    # Both foreign keys are the beginning of an index below.
    image = models.ForeignKey(Image, models.PROTECT, related_name="uses", db_index=False)
    content_type = models.ForeignKey(ContentType, models.CASCADE, db_index=False)
    object_id = models.PositiveBigIntegerField()
    place = models.CharField(max_length=12, choices=Place)

    class Meta:
        verbose_name = "use of a picture"
        verbose_name_plural = "uses of pictures"
        indexes = [models.Index(fields=["image", "-id"], name="use_of_image")]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "place", "image"], name="use_is_listed_once"
            )
        ]

    def __str__(self):
        return f"{self.get_place_display()} of {self.content_type_id}:{self.object_id}"
