"""Forgetting where comments and reports came from, once their time is over."""

import datetime as dt
import time

from django.db.models import Q, QuerySet
from django.utils import timezone

from comments.models import Comment, Report
from comments.models.comment import TRACED
from masthead.models import SiteSettings

BATCH = 500  # rows of one statement
LONGEST_RUN = 20  # seconds after which a run leaves the rest to the next one
NO_TRACE = {"ip_address": None, "network": "", "user_agent": ""}


def forget_networks(site: SiteSettings) -> int:
    """Drop network addresses and browsers that are older than the paper keeps them.

    An imported comment is as old as it was on the old site. Return how many rows were changed; a
    run ends after LONGEST_RUN, and the next one goes on with the oldest.
    """
    before = timezone.now() - dt.timedelta(days=site.comment_network_days)
    ends = time.monotonic() + LONGEST_RUN
    comments = comments_with_traces(before)
    reports = Report.objects.filter(~Q(network=""), at__lt=before).order_by("at")
    return _forget(comments, NO_TRACE, ends) + _forget(reports, {"network": ""}, ends)


def comments_with_traces(before: dt.datetime) -> QuerySet[Comment]:
    """Return comments from before a time that still say where they came from, the oldest first."""
    return Comment.objects.filter(TRACED, created_at__lt=before).order_by("created_at", "pk")


def _forget(rows: QuerySet, values: dict, ends: float) -> int:
    changed = 0
    while time.monotonic() < ends:
        keys = list(rows.values_list("pk", flat=True)[:BATCH])
        if not keys:
            break
        changed += rows.model.objects.filter(pk__in=keys).update(**values)
    return changed
