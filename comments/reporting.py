"""Readers tell the newsroom that something is wrong with a comment. It hides nothing by itself."""

import datetime as dt
import math

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from comments.counting import lock_stories
from comments.models import Comment, Report
from comments.refusals import ReportedMuch

NETWORK_REPORTS = 10  # of one network, in as many seconds as:
NETWORK_WINDOW = 600
MOST_REPORTS = 100  # of one comment; further ones would tell moderators nothing new


def report(comment: Comment, reason: Report.Reason, words: str, network: str) -> bool:
    """Keep a reader's report of a visible comment; return whether it is one that was not there before.

    `network` is that of the reader (network.neighbourhood), of which one report of a comment counts,
    also after moderators have set it aside; empty where it is not known.

    Raises ReportedMuch, or Comment.DoesNotExist when readers no longer see the comment.
    """
    with transaction.atomic():
        lock_stories([comment.article_id])
        comment = Comment.objects.visible().get(pk=comment.pk)
        if comment.report_count >= MOST_REPORTS:
            return False
        if network and comment.reports.filter(network=network).exists():
            return False
        if wait := _seconds_to_wait(network):
            raise ReportedMuch(wait)
        signed = {"network": network, "at": timezone.now()}
        Report.objects.create(comment=comment, reason=reason, words=words, **signed)
        Comment.objects.filter(pk=comment.pk).update(report_count=F("report_count") + 1)
        return True


def _seconds_to_wait(network: str) -> int:
    """Return after how many seconds a network may report again; 0: at once."""
    if not network:
        return 0
    now = timezone.now()
    since = now - dt.timedelta(seconds=NETWORK_WINDOW)
    recent = Report.objects.filter(network=network, at__gt=since).order_by("-at")
    times = recent.values_list("at", flat=True)[:NETWORK_REPORTS]
    if len(times) < NETWORK_REPORTS:
        return 0
    return max(1, math.ceil(NETWORK_WINDOW - (now - times[NETWORK_REPORTS - 1]).total_seconds()))
