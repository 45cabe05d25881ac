"""How a page looks where people share it."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from images.models import Image

register = template.Library()

LARGE = 600  # pixels wide, from which a picture is shown over the whole card


@register.simple_tag
def sharing_picture(*candidates: Image | str | None) -> SafeString:
    """Return Open Graph's and X's tags for the first of the pictures that readers may see.

    Without one, a card of words. An empty string, as templates have it for what is not there, is none.
    """
    for image in candidates:
        file = image.link_preview() if image else None
        if file:
            break
    else:
        return format_html('<meta name="twitter:card" content="{}">', "summary")
    url = file["url"] if "//" in file["url"] else f"{settings.SITE_URL}{file['url']}"
    card = "summary_large_image" if file["width"] >= LARGE else "summary"
    return format_html(
        '<meta property="og:image" content="{}">\n'
        '  <meta property="og:image:width" content="{}">\n'
        '  <meta property="og:image:height" content="{}">\n'
        '  <meta property="og:image:alt" content="{}">\n'
        '  <meta name="twitter:card" content="{}">\n'
        '  <meta name="twitter:image" content="{}">\n'
        '  <meta name="twitter:image:alt" content="{}">',
        *(url, file["width"], file["height"], image.shown.alt, card, url, image.shown.alt),
    )


@register.simple_block_tag
def words(content: SafeString) -> SafeString:
    """Return what stands in the block, so that a page can say it several times: `as` names it."""
    return content


@register.filter
def og_locale(language: str) -> str:
    """Return a language as Open Graph names it: `en`, `pt_BR`."""
    name, _, region = language.partition("-")
    return f"{name}_{region.upper()}" if len(region) == 2 else name
