"""Times as the people of the paper type them: on the clocks of the paper's own time zone."""

import datetime as dt

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import formats, timezone

# Beyond these a conversion between time zones may leave the calendar of Python or of a database.
FIRST_YEAR, LAST_YEAR = 1000, 2999


def zone_label(zone: dt.tzinfo, moment: dt.datetime) -> str:
    """Return the place and the distance from UTC of `zone` at `moment`, such as `Karachi, UTC+5`."""
    place = str(zone).rpartition("/")[2].replace("_", " ")
    minutes = zone.utcoffset(moment.astimezone(zone)) // dt.timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC" if place == "UTC" else f"{place}, UTC"
    sign = "+" if minutes > 0 else "−"
    return f"{place}, UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def clock(moment: dt.datetime) -> str:
    """Return a moment as people tell it: `10:02` today, `10:02, 9 March 2024` on another day."""
    local = timezone.localtime(moment)
    today = local.date() == timezone.localdate()
    return formats.date_format(local, "H:i" if today else "H:i, j F Y")


class PaperTimeWidget(AdminSplitDateTime):
    """Django's two fields for a date and a time, each with a name for screen readers."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        for widget, name in zip(self.widgets, ("Date", "Time"), strict=True):
            widget.attrs["aria-label"] = name


class PaperTimeField(forms.SplitDateTimeField):
    """A date and a time on the clocks of the active time zone.

    `shown` is the moment that the form was filled with. Sent as it stands there, it stays what it is,
    though its fractions of a second are not shown and the clocks may show its time twice.
    """

    shown: dt.datetime | None = None
    widget = PaperTimeWidget
    default_error_messages = {
        "invalid_date": "This is not a date. Write it like 2024-07-15.",
        "invalid_time": "This is not a time. Write it like 18:30.",
    }

    def compress(self, data_list):
        """Return the moment meant, or None. A time that the clocks skip or repeat is refused."""
        if self.shown and data_list == _on_the_clocks(self.shown):
            return self.shown
        try:
            moment = super().compress(data_list)
        except ValidationError as error:
            if error.code == "ambiguous_timezone":
                raise ValidationError(_clock_change(*data_list), code=error.code) from error
            raise
        if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(f"The year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
        return moment


def _on_the_clocks(moment: dt.datetime) -> list:
    local = timezone.localtime(moment)
    return [local.date(), local.time().replace(microsecond=0, fold=0)]


def _clock_change(day: dt.date, time: dt.time) -> str:
    """Say why `time` on `day` is no single moment in the active time zone."""
    zone = timezone.get_current_timezone()
    naive = dt.datetime.combine(day, time)
    skipped = zone.utcoffset(naive.replace(fold=0)) < zone.utcoffset(naive.replace(fold=1))
    place = str(zone).rpartition("/")[2].replace("_", " ")
    moment = f"{time:%H:%M} on {formats.date_format(day)}"
    if skipped:
        return f"There is no {moment} in {place}: the clocks go forward over it. Choose another time."
    return f"{moment} comes twice in {place}: the clocks go back. Choose an earlier or a later time."
