"""How comments are read. `visible()` is the only definition of what readers see under a story."""

import datetime as dt

from django.db import models
from django.db.models.functions import JSONObject

# What readers see of a comment, and what its place among the others is told by.
SHOWN = (
    *("id", "article_id", "parent_id", "thread_id", "reply_count", "status", "name", "website", "body"),
    *("created_at", "user_id", "picked_at", "edited_at"),
)
_MOMENTS = ("created_at", "picked_at", "edited_at")


class Rows(models.Subquery):
    """The rows of a subquery, whose only column is `entry`, a JSON object, as one JSON array.

    So a bounded number of rows that belong to each of a page's rows come by the same query.
    """

    output_field = models.JSONField()

    def as_sqlite(self, compiler, connection):
        template = '(SELECT JSON_GROUP_ARRAY(JSON("entry")) FROM (%(subquery)s))'
        return self.as_sql(compiler, connection, template)

    def as_postgresql(self, compiler, connection):
        template = '(SELECT JSONB_AGG("entry") FROM (%(subquery)s) AS "entries")'
        return self.as_sql(compiler, connection, template)


class CommentQuerySet(models.QuerySet):
    """Comments; the methods chain."""

    def visible(self):
        """Only what readers of the story see."""
        return self.filter(status="approved")

    def waiting(self):
        """Only what no moderator has decided on."""
        return self.filter(status="pending")

    def picked(self, article):
        """The editors' picks under a story."""
        return self.visible().filter(article=article, picked_at__isnull=False)

    def first_of_threads(self, article):
        """The comments that the visible threads of a story begin with.

        One that was hidden itself is among them while visible replies stand below it.
        """
        return self.filter(article=article, listed=True)

    def in_thread(self, first):
        """The visible comments of a thread but for its first one."""
        return self.visible().filter(thread=first).exclude(pk=first)

    def for_readers(self):
        """With what readers see and nothing else: what only moderators may know is not read."""
        return self.only(*SHOWN)

    def as_json(self):
        """As the rows of Rows; `from_json` makes comments of them again.

        The comment that each replies to is asked for one by one: a join would tempt the database
        to read a whole thread.
        """
        parent = self.model.objects.visible().filter(pk=models.OuterRef("parent_id")).order_by()
        fields = {name: name for name in SHOWN}
        return self.values(
            entry=JSONObject(**fields, parent_name=models.Subquery(parent.values("name")[:1]))
        )

    def from_json(self, rows: list[dict] | None) -> list:
        """Return the comments of an array of Rows, which is None where there were none.

        Each has `parent_name`, who wrote what it replies to; None if readers do not see that.
        """
        return [self._comment(dict(row)) for row in rows or []]

    def _comment(self, row: dict):
        parent_name = row.pop("parent_name")
        row |= {name: _moment(row[name]) for name in _MOMENTS}
        comment = self.model(**row)
        comment.parent_name = parent_name
        return comment


def _moment(text: str | None) -> dt.datetime | None:
    """Return a moment out of JSON, where SQLite leaves out that it is one of UTC."""
    if text is None:
        return None
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
