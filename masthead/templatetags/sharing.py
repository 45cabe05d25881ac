"""How a page looks where people share it."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from images.models import Image

register = template.Library()

LARGE = 600  # pixels wide, from which a picture is shown over the whole card
DRAWN = {"url": "sharing.png", "width": 1200, "height": 630}  # in static/, for papers without their own


@register.simple_tag(takes_context=True)
def sharing_picture(context, *candidates: Image | str | None) -> SafeString:
    """Return Open Graph's and X's tags for the first of the pictures that readers may see.

    Without one, for the paper's own picture for sharing, else for its logo, else for one that says
    no more than that this is a newspaper. An empty string, as templates have it for what is not
    there, is none.
    """
    site = context["site"]
    for image in [*candidates, site.default_picture, site.logo]:
        if file := image.link_preview() if image else None:
            alt = image.shown.alt
            break
    else:
        file, alt = DRAWN | {"url": static(DRAWN["url"])}, site.name
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
        *(url, file["width"], file["height"], alt, card, url, alt),
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
