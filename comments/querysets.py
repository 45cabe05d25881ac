"""How comments are read. `visible()` is the only definition of what readers see under a story."""

import datetime as dt

from django.db import models
from django.db.models import F, Q


class CommentQuerySet(models.QuerySet):
    """Comments; the methods chain."""

    def visible(self):
        """Only what readers of the story see."""
        return self.filter(status="approved")

    def waiting(self):
        """Only what no moderator has decided on."""
        return self.filter(status="pending")

    def first_of_threads(self, article):
        """The comments that the visible threads of a story begin with, the oldest first.

        One that was hidden itself is among them while visible replies stand below it.
        """
        return self.filter(article=article, listed=True).order_by("created_at", "pk")

    def written_before(self, created_at: dt.datetime, pk: int):
        """What precedes the comment (`created_at`, `pk`) in a list that is oldest first."""
        return self.filter(
            Q(created_at__lt=created_at) | Q(created_at=created_at, pk__lt=pk),
            created_at__lte=created_at,
        )

    def in_threads(self, firsts):
        """The visible comments of the threads that begin with `firsts`, by one query.

        Those that begin a thread come first, so that a limit cuts replies only. Each carries
        `opened_at`, the time its thread began. What only moderators may know is not read.
        """
        return (
            self.visible()
            .filter(thread__in=firsts)
            .annotate(opened_at=F("thread__created_at"))
            .defer("email", "ip_address", "network", "user_agent")
            .order_by(F("parent").asc(nulls_first=True), "created_at", "pk")
        )
