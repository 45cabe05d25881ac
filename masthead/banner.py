"""The banner of breaking news over every page: set, changed and ended, by one person at a time."""

import datetime as dt

from django.db.models import F

from masthead.models import SiteSettings


class BannerChangedError(Exception):
    """Somebody else has changed the banner since the version that an editor started from."""


def show_banner(
    version: int, text: str, link: str, starts_at: dt.datetime, ends_at: dt.datetime
) -> None:
    """Put a banner over every page between two moments, in place of the one that is there.

    Raises BannerChangedError, and changes nothing, when the banner is not at `version`.
    """
    _write(
        version,
        banner_text=text,
        banner_link=link,
        banner_starts_at=starts_at,
        banner_ends_at=ends_at,
    )


def end_banner(version: int) -> None:
    """Take the banner away, at once and whether or not it has begun; raises as `show_banner`."""
    _write(version, banner_text="", banner_link="", banner_starts_at=None, banner_ends_at=None)


def _write(version: int, **values) -> None:
    SiteSettings.objects.get_or_create(pk=1)
    site = SiteSettings.objects.filter(pk=1, banner_version=version)
    if not site.update(banner_version=F("banner_version") + 1, **values):
        raise BannerChangedError
