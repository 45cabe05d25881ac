from django import template

from richtext.rendering import render

register = template.Library()

register.simple_tag(render, name="rich_text")
