"""The admin of standing pages, in place of the one that comes with Django."""

import re

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.flatpages.admin import FlatPage
from django.contrib.sites.admin import Site
from django.core.exceptions import ValidationError
from django.utils.encoding import uri_to_iri

from desk.conflicts import ConflictsBecomeErrors
from masthead import menu, pages
from masthead.models import NavigationLink, StandingPage
from richtext.fields import RichTextFormField

# The imports above have registered Django's own admins. Flat pages are edited as StandingPages, and of
# the one site there is nothing to set.
admin.site.unregister([FlatPage, Site])

FOOTER = NavigationLink.Place.FOOTER

_URL = re.compile(r"/(?:[-\w.~]+/)+")


class PageForm(forms.ModelForm):
    """A standing page, and whether the footer links to it; an empty address is made from the title."""

    url = forms.CharField(
        label="Address",
        required=False,
        max_length=pages.LONGEST_URL,
        help_text="Such as /about/. Empty: made from the title.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    content = RichTextFormField(label="Text", required=False)
    in_footer = forms.BooleanField(
        required=False,
        label="Link to it in the footer",
        help_text="The order of the footer is set in the site settings.",
    )

    class Meta:
        model = StandingPage
        fields = ["title", "url", "content"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["in_footer"] = uri_to_iri(self.instance.url) in menu.linked_urls(FOOTER)
        else:
            self.initial.setdefault("in_footer", True)

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


class PageList(ChangeList):
    """Standing pages, each with whether the footer links to it."""

    def get_results(self, request):
        super().get_results(request)
        linked = menu.linked_urls(FOOTER)
        for page in self.result_list:
            page.in_footer = uri_to_iri(page.url) in linked


@admin.register(StandingPage)
class PageAdmin(ConflictsBecomeErrors, admin.ModelAdmin):
    """Standing pages. What is saved and deleted here goes through masthead.pages."""

    form = PageForm
    list_display = ["title", "url", "footer"]
    ordering = ["title"]
    search_fields = ["title", "url"]
    first_row_invitation = "Write the first one, such as About us or Contact."

    class Media:
        js = [forms.Script("newsroom_admin/unsaved.js", defer=True)]

    def get_changelist(self, request, **kwargs):
        return PageList

    def get_fields(self, request, obj=None):
        """Leave the box out for those who cannot tick it: it is no column that could be shown."""
        may_tick = obj is None or self.has_change_permission(request, obj)
        return ["title", "url", *(["in_footer"] if may_tick else []), "content"]

    @admin.display(description="In the footer")
    def footer(self, page):
        return "Yes" if page.in_footer else "–"

    def save_model(self, request, obj, form, change):
        pages.save_page(obj)
        if form.cleaned_data["in_footer"]:
            menu.show_link(obj.url, obj.title, FOOTER)
        else:
            menu.hide_link(obj.url, FOOTER)

    def delete_model(self, request, obj):
        pages.delete_pages([obj])

    def delete_queryset(self, request, queryset):
        pages.delete_pages(queryset)
