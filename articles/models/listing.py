"""Where published stories stand in the lists of readers, in the order of the lists.

The page of a section, a tag or an author reads the first rows of one index, however many stories
there are. The rows say where a story would stand, not whether it is visible:
`Article.objects.published()` decides that. articles.listing keeps them right.
"""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from taggit.models import Tag

from articles.models.article import Article
from articles.models.category import Category
from authors.models import Author


class ListingQuerySet(models.QuerySet):
    """Listings; the methods chain."""

    def visible(self, now: dt.datetime | None = None):
        """Those of stories that readers see at `now` (default: this moment)."""
        now = now or timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), published_at__reached=now)


class Listing(models.Model):
    """A story in a list, with the times of the story."""

    published_at = models.DateTimeField(help_text="That of the story.")
    expires_at = models.DateTimeField(null=True, help_text="That of the story.")

    objects = ListingQuerySet.as_manager()

    class Meta:
        abstract = True


class SectionListing(Listing):
    """A story in a section or in one above it: one of `world/asia` stands there and in `world`."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="listings")
    article = models.ForeignKey(Article, models.CASCADE, related_name="listings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "category"], name="section_lists_a_story_once"),
        ]
        indexes = [
            models.Index(fields=["category", "-published_at", "-article"], name="section_newest"),
        ]

    def __str__(self):
        return f"{self.article_id} in section {self.category_id}"


class TagListing(Listing):
    """A story below a tag that it has."""

    # Both need no index of their own: those below begin with them.
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="listings", db_index=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="tag_listings", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "tag"], name="tag_lists_a_story_once"),
        ]
        indexes = [models.Index(fields=["tag", "-published_at", "-article"], name="tag_newest")]

    def __str__(self):
        return f"{self.article_id} below tag {self.tag_id}"


class AuthorListing(Listing):
    """A story of an author who is named over it."""

    author = models.ForeignKey(Author, models.CASCADE, related_name="listings", db_index=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="author_listings", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "author"], name="author_lists_a_story_once"),
        ]
        indexes = [models.Index(fields=["author", "-published_at", "-article"], name="author_newest")]

    def __str__(self):
        return f"{self.article_id} by author {self.author_id}"
