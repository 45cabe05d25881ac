from django.conf import settings
from django.db import models

from images.models import Image
from pagecache.showing import Noted
from rendering.addresses import address


class Author(Noted, models.Model):
    """Somebody whose name stands over stories, with or without a login of their own."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(
        max_length=140, unique=True, allow_unicode=True, help_text="The end of the address /author/…/"
    )
    job_title = models.CharField(max_length=120, blank=True, help_text="Such as Political editor")
    bio = models.TextField(
        blank=True,
        help_text="Two or three sentences below the author's stories. An empty line starts a paragraph.",
    )
    photo = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    email = models.EmailField("public e-mail", blank=True, help_text="Shown to readers.")
    website = models.URLField(blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name="login",
        help_text="The account this person writes with, if any.",
    )

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name", "id"], name="author_by_name")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug=""), name="author_has_a_slug"),
            models.CheckConstraint(condition=~models.Q(name=""), name="author_has_a_name"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("articles:author", self.slug)
