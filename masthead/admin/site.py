"""The admin of the site settings: one row, opened without a list."""

from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from desk.one_row import OneRow
from desk.ordering import OrderedFormSet, OrderedInline
from desk.related import RelatedFields
from images.select import ChoosesPictures
from masthead import menu
from masthead.models import NavigationLink, SiteSettings, SocialLink
from masthead.pictures import register_site
from outgoing.http import refusal


class SiteSettingsForm(forms.ModelForm):
    """The paper; its time zone is chosen from the list of those there are."""

    time_zone = forms.ChoiceField(
        required=False, help_text="Dates and schedules follow it. Addresses of stories stay as they are."
    )

    class Meta:
        widgets = {
            name: forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
            for name in ("description", "comment_policy")
        } | {
            name: forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField", "spellcheck": "false"})
            for name, rows in (("robots_txt", 5), ("ads_txt", 5), ("security_contact", 2))
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields:
            self.fields["time_zone"].choices = [
                ("", f"As the server is set ({settings.TIME_ZONE})"),
                *time_zones(),
            ]

    def clean_websub_hub(self) -> str:
        hub = self.cleaned_data["websub_hub"]
        if hub and hub != self.instance.websub_hub and (why := refusal(hub)):
            raise ValidationError(f"This hub cannot be told of changes. {why}")
        return hub

    def clean_security_contact(self) -> str:
        contacts = [line.strip() for line in self.cleaned_data["security_contact"].splitlines()]
        for contact in filter(None, contacts):
            if not contact.startswith(("mailto:", "https://", "tel:")) or " " in contact:
                raise ValidationError(f"“{contact}” begins with none of mailto:, https:// and tel:.")
        return "\n".join(filter(None, contacts))


@cache
def time_zones() -> list:
    """Return the time zones by region, as choices: `[("Asia", [("Asia/Karachi", "Karachi"), …]), …]`."""
    regions = {}
    for name in sorted(available_timezones()):
        region, _, place = name.partition("/")
        if place and region not in ("Etc", "SystemV", "US"):
            regions.setdefault(region, []).append((name, place.replace("_", " ")))
    return [("UTC", "UTC"), *regions.items()]


class LinkFormSet(OrderedFormSet):
    """The links of one place, whose name begins the names of its fields."""

    place: NavigationLink.Place

    @classmethod
    def get_default_prefix(cls):
        return cls.place.value

    def save_new(self, form, commit=True):
        form.instance.place = self.place
        return super().save_new(form, commit)


class HeaderFormSet(LinkFormSet):
    place = NavigationLink.Place.HEADER


class FooterFormSet(LinkFormSet):
    place = NavigationLink.Place.FOOTER


class LinkInline(OrderedInline):
    model = NavigationLink
    verbose_name = "link"
    fields = [("label", "url", "position")]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(place=self.formset.place)


class HeaderInline(LinkInline):
    formset = HeaderFormSet
    verbose_name_plural = "navigation, the bar below the masthead"


class FooterInline(LinkInline):
    formset = FooterFormSet
    verbose_name_plural = "footer, the links at the end of every page"


class SocialInline(OrderedInline):
    model = SocialLink
    verbose_name = "link"
    verbose_name_plural = "the paper elsewhere, linked in the footer"
    fields = [("label", "url", "position")]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(SiteSettings)
class SiteSettingsAdmin(OneRow, ChoosesPictures, RelatedFields, admin.ModelAdmin):
    """The paper itself. There is one row; it is neither added nor deleted."""

    page_title = "Site settings"
    form = SiteSettingsForm
    inlines = [HeaderInline, FooterInline, SocialInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = [
        ("The paper", {"fields": ["name", "tagline", "description", "logo"]}),
        ("Language and time", {"fields": ["language", "time_zone"]}),
        ("Mail", {"fields": ["sends_mail"]}),
        (
            "Comments",
            {
                "fields": [
                    "comments_open",
                    "comment_moderation",
                    "comments_trusted_after",
                    "comments_close_after_days",
                    "comments_hold_after_days",
                    "comment_order",
                    "comment_edit_minutes",
                    "comment_trash_days",
                    "comment_policy",
                    "comment_reply_mail",
                    "comment_network_days",
                ]
            },
        ),
        ("Search", {"fields": ["search_newer_first"]}),
        ("Feeds", {"fields": ["feeds_full_text", "websub_hub"]}),
        (
            "Search engines and sharing",
            {
                "fields": [
                    "default_picture",
                    "x_account",
                    "indexnow_key",
                    "robots_txt",
                    "ads_txt",
                    "security_contact",
                ]
            },
        ),
    ]

    def save_model(self, request, obj, form, change):
        """Save what the form holds: the banner, which it does not, may be another one by now."""
        columns = {field.name for field in obj._meta.concrete_fields}
        obj.save(update_fields=columns & form.cleaned_data.keys())
        register_site(obj)

    def save_related(self, request, form, formsets, change):
        """Save the links, and make the menu anew: the form wrote back the one it was opened with."""
        super().save_related(request, form, formsets, change)
        menu.rebuild_menu()
