"""The end of an address, made from a name where nobody writes one."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify


class SlugFromNameForm(forms.ModelForm):
    """A form with `name` and `slug`; an empty slug is made from the name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """Return the slug, made from the name if need be."""
        length = self.fields["slug"].max_length
        name = self.cleaned_data.get("name", "")
        slug = self.cleaned_data["slug"] or slugify(name, allow_unicode=True)[:length]
        if name and not slug:
            raise ValidationError("Write a slug: the name has no letters to make one from.")
        return slug
