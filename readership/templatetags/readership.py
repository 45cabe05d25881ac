"""`{% load readership %}`: counting the reader of a story's page, and the most read stories."""

from django import template

from readership import ranking
from readership.beacon import PATH, token_of
from readership.models import MostRead

register = template.Library()


@register.inclusion_tag("readership/counting.html", takes_context=True)
def count_reader(context) -> dict:
    """Load the script that has the reader counted; on the story's own page only, no preview of it."""
    match = getattr(context["request"], "resolver_match", None)
    if match is None or match.view_name != "articles:detail":
        return {"token": ""}
    return {"token": token_of(context["article"].pk), "path": PATH}


@register.simple_tag
def most_read_today(number: int) -> list:
    """Return the most read stories of the last 24 hours, by one query."""
    return ranking.most_read(MostRead.Period.DAY, number)
