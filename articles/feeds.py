"""Feeds of what the newsroom publishes."""

import datetime as dt
import re

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from articles.models import Correction

NEWEST = 50  # entries

# What no XML may hold: https://www.w3.org/TR/xml/#charsets
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return a text without what no XML may hold."""
    return _NOT_IN_XML.sub("", text)


class DatedFeed(Atom1Feed):
    """A feed that stays the same as long as nothing is in it; Django's would change every second."""

    def latest_post_date(self) -> dt.datetime:
        return super().latest_post_date() if self.items else dt.datetime.fromtimestamp(0, dt.UTC)


class UndatedFeed(Feed):
    """A feed that names no time of its newest change: entries go, and change, without a later one."""

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        response.headers.pop("Last-Modified", None)
        return response


class CorrectionsFeed(UndatedFeed):
    """The newest corrections, as Atom (RFC 4287)."""

    feed_type = DatedFeed

    def get_object(self, request):
        return request.site_settings

    def title(self, site):
        return xml_text(_("Corrections – %(name)s") % {"name": site.name})

    def link(self, site):
        return f"{settings.SITE_URL}{reverse('articles:corrections')}"

    def feed_url(self, site):
        return f"{settings.SITE_URL}{reverse('articles:corrections_feed')}"

    def author_name(self, site):
        return xml_text(site.name)

    def items(self, site):
        return Correction.objects.public().newest_first().for_lists()[:NEWEST]

    def item_title(self, correction):
        return xml_text(f"{correction.get_kind_display()}: {correction.article.headline}")

    def item_description(self, correction):
        return linebreaks(xml_text(correction.text), autoescape=True)

    def item_link(self, correction):
        return f"{settings.SITE_URL}{correction.get_absolute_url()}"

    def item_guid(self, correction):
        return correction.pk.urn

    def item_pubdate(self, correction):
        return correction.at

    def item_updateddate(self, correction):
        return correction.edited_at or correction.at
