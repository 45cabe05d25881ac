"""`{% load cards %}`: stories in lists."""

from django import template

from articles import cards

register = template.Library()
register.simple_tag(cards.story_card)
register.simple_tag(cards.recent_list)
register.simple_tag(cards.ranks)
register.simple_tag(cards.teasers)
