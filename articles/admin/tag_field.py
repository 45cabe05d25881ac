"""The field for a story's tags: a line of text that suggests the tags there are."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Value, When
from django.urls import reverse_lazy
from taggit.models import Tag

from articles import tagging

SUGGESTIONS = 10


class TagsInput(forms.TextInput):
    """A plain line of names; newsroom_admin/tags.js adds suggestions as one types."""

    class Media:
        css = {"all": ["newsroom_admin/tags.css"]}
        js = [forms.Script("newsroom_admin/tags.js", defer=True)]

    def __init__(self, attrs=None):
        url = reverse_lazy("admin:articles_article_tags")
        super().__init__(
            {"class": "vTextField", "autocomplete": "off", "data-suggestions": url} | (attrs or {})
        )

    def format_value(self, value):
        if value is not None and not isinstance(value, str):
            value = tagging.format_names(tag.name for tag in value)
        return super().format_value(value)


class TagsField(forms.CharField):
    """Names of tags, parted by commas; `clean` returns them as a list."""

    widget = TagsInput

    def clean(self, value):
        return tagging.parse_names(super().clean(value))

    def has_changed(self, initial, data):
        try:
            names = self.clean(data)
        except ValidationError:
            return True
        return sorted(names) != sorted(tag.name for tag in initial or [])


def suggest_names(term: str) -> list[str]:
    """Return up to ten names of tags with `term` in them; those that begin with it come first."""
    term = " ".join(term.split())
    if not term:
        return []
    begins = Case(When(name__istartswith=term, then=Value(0)), default=Value(1))
    tags = Tag.objects.filter(name__icontains=term[: tagging.LONGEST_NAME])
    return list(tags.order_by(begins, "name").values_list("name", flat=True)[:SUGGESTIONS])
