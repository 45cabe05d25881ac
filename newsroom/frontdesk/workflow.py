"""Saves the front page: all changes of an editor at once, and never over another's."""

import datetime as dt

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from articles.models import Article
from masthead import banner
from masthead.models import SiteSettings
from newsroom.frontdesk import arrangement as arrangements
from newsroom.frontdesk.arrangement import Arrangement, Pin
from newsroom.frontdesk.changes import Change
from newsroom.frontdesk.draft import Draft
from newsroom.frontdesk.wording import clock
from newsroom.models import FrontBlock, FrontPage, FrontPin


class StaleError(Exception):
    """Somebody else has saved the front page since the version that an editor started from."""


def current_version() -> int:
    """Return the version of the front page as it is saved; 0 before the first save."""
    return FrontPage.objects.filter(pk=1).values_list("version", flat=True).first() or 0


@transaction.atomic
def save(user, version: int, changes: list[Change], pinnable: QuerySet[Article]) -> Draft:
    """Apply an editor's changes to the front page and save it; return the draft with what was done.

    Changes that cannot be made (any more) are left out; the draft says which. Raises StaleError, and
    changes nothing, when the saved page is not at `version`.
    """
    FrontPage.objects.get_or_create(pk=1)
    if not FrontPage.objects.filter(pk=1, version=version).update(version=F("version") + 1):
        raise StaleError
    now = timezone.now()
    asked = {change.story for change in changes} - {None}
    list(Article.objects.select_for_update().filter(pk__in=asked).order_by("pk").values("pk"))
    saved = arrangements.load(now, upcoming=True)
    before = list(saved.pins)
    draft = Draft(saved, changes, now, pinnable)
    _write_blocks(draft.arrangement)
    _write_pins(before, draft.pins, now)
    done = [outcome.sentence for outcome in draft.outcomes if outcome.applied]
    log(user, " ".join(done) or "Saved without a change.")
    return draft


def log(user, sentence: str) -> None:
    """Write into the history of the front page who did what."""
    page = FrontPage.objects.filter(pk=1)
    LogEntry.objects.log_actions(user.pk, page, CHANGE, change_message=sentence, single_object=True)


@transaction.atomic
def set_banner(user, version: int, text: str, link: str, starts_at, ends_at) -> str:
    """Put a banner over every page; return the sentence that tells it, which the history keeps.

    Raises masthead.banner.BannerChangedError when somebody else has changed it since `version`.
    """
    banner.show_banner(version, text, link, starts_at, ends_at)
    begins = f" from {clock(starts_at)}" if starts_at > timezone.now() else ""
    return _log_banner(user, f"Breaking news: “{text}”{begins} until {clock(ends_at)}.")


@transaction.atomic
def end_banner(user, version: int) -> str:
    """Take the banner away at once; return and raise as `set_banner`."""
    banner.end_banner(version)
    return _log_banner(user, "Breaking news: the banner is gone.")


def _log_banner(user, sentence: str) -> str:
    site = SiteSettings.objects.filter(pk=1)
    LogEntry.objects.log_actions(user.pk, site, CHANGE, change_message=sentence, single_object=True)
    return sentence


def _write_blocks(arrangement: Arrangement) -> None:
    FrontPage.objects.filter(pk=1).update(has_chosen_blocks=arrangement.has_chosen_blocks)
    FrontBlock.objects.all().delete()
    if arrangement.has_chosen_blocks:
        FrontBlock.objects.bulk_create(
            FrontBlock(category=block.category, position=position, size=block.size)
            for position, block in enumerate(arrangement.blocks, 1)
        )


def _write_pins(before: list[Pin], after: list[Pin], now: dt.datetime) -> None:
    """Make the rows of the pins what they are now; those whose time is over go too.

    Changed rows are deleted and come back under their own keys: so two can trade slots, which the
    database would refuse one by one.
    """
    changed = set(before) - set(after)
    FrontPin.objects.filter(pk__in=[int(pin.key) for pin in changed]).delete()
    FrontPin.objects.filter(ends_at__lte=now).delete()
    FrontPin.objects.bulk_create(
        FrontPin(
            pk=int(pin.key) if pin.key.isdecimal() else None,
            slot=pin.place.slot,
            category_id=pin.place.category,
            position=pin.place.position,
            article_id=pin.story,
            starts_at=pin.starts_at,
            ends_at=pin.ends_at,
        )
        for pin in after
        if pin not in before
    )
