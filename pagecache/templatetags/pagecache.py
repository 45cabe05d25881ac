"""`{% load pagecache %}`: parts that many pages show alike."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from pagecache.parts import marked

register = template.Library()


@register.simple_block_tag
def part(content: SafeString, name: str, argument: object = "") -> SafeString:
    """Show what stands in the block, as a part that changes without its page (pagecache.parts)."""
    return mark_safe(marked(name, str(argument), content))  # noqa: S308 the block's own, escaped text
