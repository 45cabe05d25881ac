"""Every request knows the paper it is for, and speaks its language in its time zone."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone, translation

from masthead.models import SiteSettings
from masthead.spoken import remember
from pagecache.showing import until


def site_settings(get_response):
    """Middleware: sets `request.site_settings`, the language and the time zone of the request."""

    def middleware(request):
        request.site_settings = SiteSettings.load()
        with speaking_for(request.site_settings):
            remember(translation.get_language())
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response

    return middleware


@contextmanager
def speaking_for(site: SiteSettings) -> Iterator[None]:
    """Use the paper's language and time zone; what is shown there is good until the day ends."""
    language = site.language or translation.get_language()
    with timezone.override(site.zone), translation.override(language):
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        until(dt.datetime.combine(tomorrow, dt.time.min, tzinfo=site.zone))
        yield
