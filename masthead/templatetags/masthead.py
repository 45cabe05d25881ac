"""`{% load masthead %}`: what stands above and below every page, and what it asks of its links."""

from collections.abc import Iterable

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from masthead import furniture
from masthead.models import SiteSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def masthead(context) -> SafeString:
    """Show the head of the page, where its place in the paper is marked."""
    above = [crumb["url"] for crumb in context.get("crumbs") or []]
    return furniture.masthead(context["site"] or SiteSettings(), context["request"].path, above)


@register.simple_tag(takes_context=True)
def colophon(context) -> SafeString:
    """Show the foot of every page."""
    return furniture.colophon(context["site"] or SiteSettings())


@register.filter
def lead_to(links: Iterable[furniture.Link], path: str) -> bool:
    """Whether one of `links` leads to a path of this site, with or without its host and last slash."""
    path = path.rstrip("/")
    addresses = {path, f"{settings.SITE_URL}{path}"}
    return any(link.url.rstrip("/") in addresses for link in links)
