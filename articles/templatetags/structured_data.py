"""What pages tell machines of themselves, as a script element that no browser runs."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import structured_data

register = template.Library()


@register.simple_tag(takes_context=True)
def front_data(context) -> SafeString:
    """Return what the front page tells."""
    return _element(structured_data.front_data(context["site"]))


@register.simple_tag(takes_context=True)
def list_data(context, name: str, crumbs: list[dict] | None = None) -> SafeString:
    """Return what a page with a list of `stories` tells; `crumbs` are those above it."""
    path, stories = context["request"].path, context.get("stories") or []
    return _element(structured_data.list_data(context["site"], name, path, stories, crumbs or []))


@register.simple_tag(takes_context=True)
def author_data(context) -> SafeString:
    """Return what an author's page tells."""
    return _element(structured_data.author_data(context["site"], context["author"]))


@register.simple_tag(takes_context=True)
def page_data(context, title: str) -> SafeString:
    """Return what a standing page tells."""
    return _element(structured_data.page_data(context["site"], title, context["request"].path))


def _element(data: SafeString) -> SafeString:
    return format_html('<script type="application/ld+json">{}</script>', data)
