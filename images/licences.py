"""Which pictures may be shown, and for how long.

Readers see a picture on the last day of its licence and not on the day after, on the paper's
calendar: whoever shows pictures asks `Image.shown`, and no job has to run for it.
"""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from images.models import Image


def ending(within_days: int) -> QuerySet[Image]:
    """Pictures whose licence holds today and ends within so many days, the first to end first.

    With 0, those whose last day is today. Days are those of the active time zone.
    """
    today = timezone.localdate()
    last = today + dt.timedelta(days=within_days)
    return Image.objects.filter(licence_ends__range=(today, last)).order_by("licence_ends", "pk")


def ended() -> QuerySet[Image]:
    """Pictures whose licence has ended, the last to end first."""
    return Image.objects.filter(licence_ends__lt=timezone.localdate()).order_by("-licence_ends", "-pk")


def withheld_and_not_ended() -> QuerySet[Image]:
    """Pictures that are withheld for their licence, which holds (again): another day was set."""
    withheld = Image.objects.filter(withheld_for=Image.Withheld.LICENCE, withheld_at__isnull=False)
    today = timezone.localdate()
    return withheld.filter(licence_ends=None) | withheld.filter(licence_ends__gte=today)
