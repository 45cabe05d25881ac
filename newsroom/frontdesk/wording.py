"""How the front page desk speaks of moments and places."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from articles.models import Article, Category
from desk.times import zone_label
from newsroom.frontdesk.arrangement import LEAD, Pin, Place
from newsroom.models import FrontPin


def clock(moment: dt.datetime) -> str:
    """Return a moment on the paper's clocks, such as `14 March 09:00`.

    The year is told unless it is this one, the distance from UTC where the clocks show the time twice.
    """
    local = timezone.localtime(moment)
    this_year = local.year == timezone.localdate().year
    text = f"{local.day} {date_format(local, 'F' if this_year else 'F Y')} {local:%H:%M}"
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{text} ({zone_label(local.tzinfo, moment)})" if twice else text


def span(pin: Pin, now: dt.datetime) -> str:
    """Return when a pin is in force, such as ` from 14 March 09:00 until 12:00`; empty: from now on."""
    begins = f" from {clock(pin.starts_at)}" if pin.starts_at > now else ""
    return begins + (f" until {clock(pin.ends_at)}" if pin.ends_at else "")


def place_name(place: Place, categories: dict[int, Category]) -> str:
    """Return what a slot is called in a sentence: `the lead`, `feature 2`, `place 1 of World`."""
    if place == LEAD:
        return "the lead"
    if place.slot == FrontPin.Slot.FEATURE:
        return f"feature {place.position}"
    category = categories.get(place.category)
    return f"place {place.position} of {category.name if category else 'a category that is gone'}"


def quoted(story: Article | None) -> str:
    """Return a story's headline in quotation marks, cut to a length that a sentence bears."""
    return f"“{Truncator(story.headline).chars(80)}”" if story else "a story that is gone"


def waiting_for(story: Article, now: dt.datetime) -> str:
    """Say why readers do not see a story, whose pin shows nothing as long as that is so."""
    if story.status != Article.Status.PUBLISHED:
        return f"not public ({story.get_status_display().lower()})"
    if story.published_at > now:
        return f"waits for {clock(story.published_at)}"
    return "expired"


def state_of(story: Article, now: dt.datetime) -> str:
    """Return where a story of the column stands, such as `14 March 09:00` or `not public (draft)`."""
    return clock(story.published_at) if story.is_public else waiting_for(story, now)
