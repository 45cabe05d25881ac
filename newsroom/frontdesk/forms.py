"""The forms of the front page desk. Moments are typed on the paper's clocks."""

import datetime as dt

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Article, Category
from desk.related import AutocompleteSelect
from desk.times import PaperTimeField
from masthead.models import SiteSettings, validate_link
from newsroom.frontdesk.arrangement import Arrangement, Pin, Place
from newsroom.frontdesk.wording import place_name, quoted
from newsroom.models import FrontPin

BANNER_TIME = dt.timedelta(hours=2)  # a banner's, unless somebody chooses


class MomentWidget(forms.SplitDateTimeWidget):
    """A day and a time by the browser's own controls, which need no script of ours."""

    def __init__(self, name: str):
        super().__init__(
            date_attrs={"type": "date", "aria-label": f"{name}, date"},
            time_attrs={"type": "time", "aria-label": f"{name}, time"},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        )


class PutForm(forms.Form):
    """Where a story stands, and for how long: a new pin, or one that is there already.

    `moment` gives the times in the form: `starts_at` is empty for a pin that is in force.
    """

    story = forms.ModelChoiceField(None)
    pin = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    place = forms.ChoiceField()
    starts_at = PaperTimeField(label="From", required=False, widget=MomentWidget("From"))
    ends_at = PaperTimeField(label="Until", required=False, widget=MomentWidget("Until"))

    def __init__(self, *args, places: list[tuple], stories: QuerySet[Article], pin=None, **kwargs):
        super().__init__(*args, prefix="put", **kwargs)
        self.fields["place"].choices = places
        self.fields["story"].queryset = stories
        field = FrontPin._meta.get_field("article")
        self.fields["story"].widget = AutocompleteSelect(
            field, admin.site, choices=self.fields["story"].choices
        )
        if pin:
            del self.fields["story"]

    @property
    def chosen_place(self) -> Place:
        """The place of a valid form."""
        return Place.parse(self.cleaned_data["place"])


class BannerForm(forms.Form):
    """The banner of breaking news. An empty start means at once; the end has to be said.

    `is_stale`: somebody else has changed the banner since the form was opened.
    """

    is_stale = False

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    text = forms.CharField(max_length=160, widget=forms.TextInput(attrs={"size": 60}))
    story = forms.ModelChoiceField(None, required=False)
    link = forms.CharField(max_length=600, required=False, validators=[validate_link])
    starts_at = PaperTimeField(label="From", required=False, widget=MomentWidget("Banner from"))
    ends_at = PaperTimeField(
        label="Until",
        widget=MomentWidget("Banner until"),
        error_messages={"required": "A banner needs an end: choose a day and a time."},
    )

    def __init__(self, data=None, *, site: SiteSettings, stories: QuerySet[Article]):
        super().__init__(data, prefix="banner", initial=_banner_initial(site))
        self.site = site
        self.fields["story"].queryset = stories
        field = FrontPin._meta.get_field("article")
        self.fields["story"].widget = AutocompleteSelect(
            field, admin.site, choices=self.fields["story"].choices
        )

    def clean_text(self) -> str:
        """Return the text on one line."""
        return " ".join(self.cleaned_data["text"].split())

    def clean(self) -> dict:
        """Check that the times make sense and that the link leads somewhere; a story becomes a link."""
        values = super().clean()
        now = timezone.now()
        starts_at, ends_at = values.get("starts_at") or now, values.get("ends_at")
        values["starts_at"] = max(starts_at, now)
        if ends_at and ends_at <= now:
            self.add_error("ends_at", "That is over. Choose a later time.")
        elif ends_at and ends_at <= values["starts_at"]:
            self.add_error("ends_at", "It ends before it begins. Choose a later time.")
        if story := values.get("story"):
            self._link_to(story, values)
        return values

    def _link_to(self, story: Article, values: dict) -> None:
        if values.get("link"):
            self.add_error("story", "Choose a story or write an address, not both.")
        elif not Article.objects.published(values["starts_at"]).filter(pk=story.pk).exists():
            self.add_error(
                "story", f"Readers cannot see {quoted(story)} then: the link would lead nowhere."
            )
        values["link"] = story.get_absolute_url()


def _banner_initial(site: SiteSettings) -> dict:
    """What the form of the banner begins with: the one there is, or an end in two hours."""
    initial = {"version": site.banner_version}
    if site.shows_banner or site.banner_waits:
        initial |= {"text": site.banner_text, "link": site.banner_link}
        initial |= {"ends_at": site.banner_ends_at}
        initial |= {"starts_at": site.banner_starts_at if site.banner_waits else None}
    else:
        initial["ends_at"] = timezone.now().replace(second=0, microsecond=0) + BANNER_TIME
    return initial


class LookForm(forms.Form):
    """The moment at which one wants to see the front page."""

    at = PaperTimeField(
        label="As it will stand on",
        widget=MomentWidget("As it will stand on"),
        error_messages={"required": "Choose a day and a time."},
    )

    def clean_at(self) -> dt.datetime:
        """Refuse the past: what readers saw then is not kept."""
        at = self.cleaned_data["at"]
        if at < timezone.now():
            raise ValidationError("That is over. Choose a moment to come.")
        return at


def place_choices(arrangement: Arrangement, categories: dict[int, Category]) -> list[tuple]:
    """Return the slots of the page as choices, those of a block in a group."""
    choices, groups = [], {}
    for place in arrangement.places:
        name = place_name(place, categories).removeprefix("the ").capitalize()
        if place.category is None:
            choices.append((str(place), name))
        else:
            group = groups.setdefault(place.category, [])
            group.append((str(place), f"Place {place.position}"))
    top = [("Top of the page", choices)]
    return top + [(categories[key].name, group) for key, group in groups.items()]


def title_of(pin: Pin | None, story: Article | None) -> str:
    """Return the heading over a form that puts a story somewhere."""
    if pin:
        return f"Move {quoted(story)} or set its times"
    return f"Pin {quoted(story)}" if story else "Pin a story"
