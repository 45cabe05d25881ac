"""Time zones as words, and times on the clocks of a zone."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from desk.times import clock, zone_label

JULY = dt.datetime(2024, 7, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("UTC", "UTC"),
        ("Asia/Karachi", "Karachi, UTC+5"),
        ("Asia/Kathmandu", "Kathmandu, UTC+5:45"),
        ("America/St_Johns", "St Johns, UTC−2:30"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires, UTC−3"),
        ("Africa/Abidjan", "Abidjan, UTC"),
        ("Europe/Paris", "Paris, UTC+2"),
    ],
)
def test_zone_is_named_with_its_distance_from_utc(zone, label):
    assert zone_label(ZoneInfo(zone), JULY) == label


def test_distance_is_that_of_the_season():
    assert (
        zone_label(ZoneInfo("Europe/Paris"), dt.datetime(2024, 1, 15, tzinfo=dt.UTC)) == "Paris, UTC+1"
    )


def test_moments_of_today_need_no_date():
    with timezone.override("Asia/Karachi"), time_machine.travel(JULY, tick=False):
        assert clock(JULY) == "05:00"
        assert clock(JULY - dt.timedelta(hours=5)) == "00:00"
        assert clock(JULY - dt.timedelta(hours=5, minutes=1)) == "23:59, 14 July 2024"
