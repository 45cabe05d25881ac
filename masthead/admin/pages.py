"""The admin of standing pages, in place of the one that comes with Django."""

import re

from django import forms
from django.contrib import admin
from django.contrib.flatpages.admin import FlatPage
from django.contrib.sites.admin import Site
from django.core.exceptions import ValidationError

from desk.conflicts import ConflictsBecomeErrors
from masthead import pages
from masthead.models import StandingPage
from richtext.fields import RichTextFormField

# The imports above have registered Django's own admins. Flat pages are edited as StandingPages, and of
# the one site there is nothing to set.
admin.site.unregister([FlatPage, Site])

_URL = re.compile(r"/(?:[-\w.~]+/)+")


class PageForm(forms.ModelForm):
    """A standing page; an empty address is made from the title."""

    url = forms.CharField(
        label="Address",
        required=False,
        max_length=pages.LONGEST_URL,
        help_text="Such as /about/. Empty: made from the title.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    content = RichTextFormField(label="Text", required=False)

    class Meta:
        model = StandingPage
        fields = ["title", "url", "content"]

    def clean_url(self) -> str:
        title = self.cleaned_data.get("title", "")
        url = self.cleaned_data["url"] or pages.free_url(title)
        if title and not _URL.fullmatch(url):
            raise ValidationError(
                "Write the address with a slash at both ends, such as /about/. "
                "It may hold letters, digits, hyphens and dots."
            )
        if pages.belongs_to_the_site(url):
            raise ValidationError(f"The site itself has a page at {url}. Choose another address.")
        if pages.url_is_taken(url, self.instance):
            raise ValidationError(f"There is a page at {url} already. Choose another address.")
        return url


@admin.register(StandingPage)
class PageAdmin(ConflictsBecomeErrors, admin.ModelAdmin):
    """Standing pages, linked in the footer."""

    form = PageForm
    fields = ["title", "url", "content"]
    list_display = ["title", "url"]
    ordering = ["title"]
    search_fields = ["title", "url"]
    first_row_invitation = "Write the first one, such as About us or Contact."

    class Media:
        js = [forms.Script("newsroom_admin/unsaved.js", defer=True)]

    def save_model(self, request, obj, form, change):
        pages.save_page(obj)
