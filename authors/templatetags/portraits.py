"""`{% load portraits %}`: who somebody is."""

from django import template

from authors import portraits

register = template.Library()
register.simple_tag(portraits.portrait)
register.simple_tag(portraits.author_box)
