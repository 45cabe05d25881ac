"""The feeds that a page links to."""

from django import template

from articles.feed_addresses import feed_url
from articles.feed_formats import FEED_FORMATS

register = template.Library()


@register.filter
def feeds(page: str, key: str) -> list[dict[str, str]]:
    """Return the feeds of a page, as articles.feed_addresses.feed_url names it, for links to them."""
    return [
        {"url": feed_url(name, page, key), "type": format.media_type, "label": format.label}
        for name, format in FEED_FORMATS.items()
    ]
