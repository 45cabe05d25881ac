"""`{% load readership %}`: counting the reader of a story's page, and the most read stories."""

from django import template

from readership import ranking
from readership.beacon import PATH, token_of
from readership.models import MostRead

register = template.Library()


@register.inclusion_tag("readership/counting.html", takes_context=True)
def count_reader(context) -> dict:
    """Load the script that has the reader counted: at the story's own address, not in previews of it."""
    article = context["article"]
    return {"token": token_of(article.pk), "path": PATH, "address": article.get_absolute_url()}


@register.simple_tag
def most_read_today(number: int) -> list:
    """Return the most read stories of the last 24 hours, by one query."""
    return ranking.most_read(MostRead.Period.DAY, number)
