"""What the templates of header and footer ask of their links."""

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def lead_to(links: list[dict] | None, path: str) -> bool:
    """Whether one of `links` leads to a path of this site, with or without its host and last slash."""
    path = path.rstrip("/")
    addresses = {path, f"{settings.SITE_URL}{path}"}
    return any(link["url"].rstrip("/") in addresses for link in links or [])
