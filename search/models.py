"""The tables of the index, besides the one of FTS5 or GIN that search.backends keeps.

No row names a model of another room: a document is a key, and what it is filed under are marks.
"""

import datetime as dt

from django.db import models


class DocumentQuerySet(models.QuerySet):
    """Documents; of those in the index, readers may see some not yet, or no more."""

    def readable(self, now: dt.datetime):
        """Only those that readers may see at `now`."""
        not_expired = models.Q(expires_at=None) | models.Q(expires_at__gt=now)
        return self.filter(not_expired, published_at__lte=now)


class Document(models.Model):
    """What the index keeps of a document, under the key that it was given."""

    id = models.BigIntegerField(primary_key=True)
    published_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=32)
    length = models.PositiveIntegerField(help_text="Its terms, each as often as its field weighs.")
    marks = models.TextField(help_text="What it is filed under, such as `c3 t17 y2024`.")
    terms = models.BinaryField(help_text="Its terms in their order, a line for each field, packed.")
    indexed = models.BinaryField(help_text="What stands in the index of it and is counted, packed.")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-published_at", "-id"], name="search_newest")]

    def __str__(self):
        return f"Document {self.pk}"


class TermQuerySet(models.QuerySet):
    """Terms, of which some stand only in documents that readers may not see."""

    def counted(self, with_hidden: bool = False):
        """Only those that stand in documents, with the number of these as `number`.

        By default of those that readers may see: whatever others hold must not change an answer, or
        whoever asks with a guessed word learns whether it stands in one.
        """
        hidden = 0 if with_hidden else models.F("hidden")
        return self.annotate(number=models.F("documents") - hidden).filter(number__gt=0)


class Term(models.Model):
    """In how many documents a term stands, and how many of these readers may not see.

    Terms are stems as they are; `!harbour` counts documents that are about it, `'harbours` those in
    which the word is written so, `=c3` those with a mark. `=documents` and `=length` are totals.
    """

    term = models.CharField(primary_key=True, max_length=60)
    documents = models.BigIntegerField()
    hidden = models.BigIntegerField(db_default=0)

    objects = TermQuerySet.as_manager()

    def __str__(self):
        return self.term


class Change(models.Model):
    """A change of the counts that waits to be added up: rows that no two writers share."""

    counts = models.BinaryField(help_text="Terms and by how much, as packed JSON.")
    hidden = models.BinaryField(null=True, help_text="As `counts`, of Term.hidden; null for none.")

    def __str__(self):
        return f"Change {self.pk}"


class Stale(models.Model):
    """A document whose text may have changed without it: to be written anew by whoever knows it."""

    document = models.BigIntegerField(unique=True)

    def __str__(self):
        return f"Document {self.document}"
