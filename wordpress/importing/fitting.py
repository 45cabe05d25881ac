"""Makes texts of WordPress fit the columns here."""

import re
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import slugify

_SLUG = re.compile(r"[-\w]+")


def fit(text: str, limit: int) -> str:
    """Return text of at most `limit` characters, cut between words and ending in “…” if longer."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip() + "…"


def fit_slug(text: str, limit: int) -> str:
    """Return a slug as it may stand in an address here: percent-decoded, letters of any script."""
    slug = unquote(text).strip()
    if not _SLUG.fullmatch(slug):
        slug = slugify(slug, allow_unicode=True)
    if len(slug) > limit:
        slug = slug[:limit].rpartition("-")[0] or slug[:limit]
    return slug


def fit_url(url: str, limit: int = 200) -> str:
    """Return a web address if it is one and not longer than `limit`, else nothing."""
    url = url.strip()
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        return ""
    return url if len(url) <= limit else ""
