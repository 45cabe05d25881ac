"""How long views are kept in what detail. Days stay; hours and hosts are for the weeks after."""

import datetime as dt

from django.utils import timezone

from readership.models import DailyReferrals, HourlyViews

HOURS = dt.timedelta(days=15)
REFERRALS = dt.timedelta(days=90)


def thin(now: dt.datetime | None = None) -> int:
    """Delete hours and hosts that are older than they are kept; return how many rows.

    The days were counted along with the hours, so that nothing has to be added up.
    """
    now = now or timezone.now()
    hours, _ = HourlyViews.objects.filter(hour__lt=now - HOURS).delete()
    hosts, _ = DailyReferrals.objects.filter(day__lt=(now - REFERRALS).date()).delete()
    return hours + hosts
