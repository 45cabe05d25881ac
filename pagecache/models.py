"""The rows of the page cache: what changed, whether changes are noted, and how the processes do."""

from django.db import models

EVERYTHING = "*"


class Change(models.Model):
    """That what a key stands for changed, or will at `at`; written by triggers, where it changed.

    `written_in` is PostgreSQL's number of that transaction: ids do not follow the order of commits,
    transactions together with a snapshot tell it. SQLite has one writer at a time, and needs none.
    """

    key = models.CharField(max_length=200)
    at = models.DateTimeField(null=True)
    source = models.CharField(max_length=64, help_text="The table whose row changed.")
    noted_at = models.DateTimeField()
    written_in = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, help_text="When prune() first met the row.")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["written_in", "key"], name="page_change_of_transaction"),
            models.Index(
                fields=["at"], condition=models.Q(at__isnull=False), name="page_change_to_come"
            ),
            models.Index(fields=["counted_at", "id"], name="page_change_counted"),
        ]

    def __str__(self):
        return self.key


class Watching(models.Model):
    """That triggers write changes down, and which ones: the digest of their statements. One row."""

    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.digest


class Worker(models.Model):
    """What one process has answered from its memory, as it said last."""

    name = models.CharField(max_length=120, unique=True, help_text="The machine and the process.")
    started_at = models.DateTimeField()
    told_at = models.DateTimeField()
    hits = models.PositiveBigIntegerField(default=0)
    misses = models.PositiveBigIntegerField(default=0)
    stale = models.PositiveBigIntegerField(default=0)
    passed = models.PositiveBigIntegerField(default=0)
    from_replica = models.PositiveBigIntegerField(
        default=0, db_default=0, help_text="Misses, made from the replica of the database."
    )
    pages = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    purged = models.JSONField(default=dict, help_text="Pages that went, by the table that changed.")

    class Meta:
        default_permissions = ("view",)
        verbose_name = "process of the page cache"
        verbose_name_plural = "page cache"
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def share(self) -> float | None:
        """The share of the asked pages, 0 to 1, that were answered from memory; None without any."""
        asked = self.hits + self.misses + self.stale
        return (self.hits + self.stale) / asked if asked else None

    @property
    def told_purged(self) -> str:
        """How many pages went, by the table that changed, the most first."""
        most_first = sorted(self.purged.items(), key=lambda one: (-one[1], one[0]))
        return ", ".join(f"{source or 'everything'} {pages}" for source, pages in most_first)


class Edge(models.Model):
    """How a shared cache in front of the site does, as those tell that send to it."""

    name = models.CharField(max_length=200, unique=True, help_text="Its kind, and where it is.")
    sent_at = models.DateTimeField("last taken", null=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row, until now.")
    failed_at = models.DateTimeField("last failed", null=True)
    error = models.TextField("why", blank=True, help_text="Empty as soon as it takes something again.")
    next_at = models.DateTimeField(null=True, help_text="It is left alone until then.")

    class Meta:
        default_permissions = ()
        ordering = ["name"]

    def __str__(self):
        return self.name


class Purge(models.Model):
    """That a shared cache is to drop all pages with a key; the row goes when it has done so twice.

    Why twice: pagecache.edges.sending.
    """

    edge = models.ForeignKey(Edge, models.CASCADE, related_name="purges", db_index=False)
    key = models.CharField(max_length=200)
    noted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    is_echo = models.BooleanField(default=False, help_text="It was dropped once.")
    claim = models.UUIDField(null=True, help_text="Of the process that sends it.")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["edge", "key"], name="purge_once")]
        indexes = [models.Index(fields=["edge", "due_at"], name="purge_due")]

    def __str__(self):
        return self.key


class HandedOn(models.Model):
    """How far changes were handed on to the shared caches; one row.

    `place` is that of a Reader, `until` the moment up to which changes by time alone were, too.
    """

    place = models.JSONField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.until}"
