"""The form in which a story is written."""

import datetime as dt
from copy import copy

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.encoding import uri_to_iri
from django.utils.html import format_html

from articles import saving
from articles.admin.tag_field import TagsField
from articles.content import TIMES
from articles.history import told_time
from articles.models import Article
from articles.steps import Step
from desk.times import PaperTimeField, zone_label


class ArticleForm(forms.ModelForm):
    """What a story says, and beside it what the buttons below the form need.

    `step` is set by the admin: the step whose button was pressed, if one was.
    """

    step: Step | None = None

    tags = TagsField(
        required=False,
        help_text="Separated by commas: Climate change, Lahore. New ones are made on saving.",
    )
    published_at = PaperTimeField(
        required=False,
        label="Publication time",
        help_text="Press “Schedule”, and readers see the story from then on.",
    )
    embargo_until = PaperTimeField(
        required=False,
        label="Embargo until",
        help_text="Nobody can publish the story before. Empty: no embargo.",
    )
    expires_at = PaperTimeField(
        required=False,
        label="Expires",
        help_text="From then on readers no longer see the story. Empty: never.",
    )
    started_from = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        required=False,
        max_length=300,
        label="Note to the newsroom",
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "autocomplete": "off"}),
        help_text="Goes with what you press below: why, or what you ask for. Readers never see it.",
    )
    mark_updated = forms.BooleanField(
        required=False,
        label="Tell readers that it was updated",
        help_text="For a real change, not a comma: once you press “Publish changes”, the page shows "
        "that moment as that of the update.",
    )

    class Meta:
        widgets = {
            "standfirst": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "excerpt": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "lead_caption": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "seo_description": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.was_public = self.instance.is_public
        self.initial["started_from"] = self.instance.head
        if self.was_public and "published_at" in self.fields:
            self.fields["published_at"].help_text = "Since when readers see the story."
        for name in TIMES:
            if name in self.fields:
                self._show_time(self.fields[name], getattr(self.instance, name))
        if "slug" in self.fields:
            self.fields["slug"].help_text = self._slug_help()

    def _show_time(self, field: PaperTimeField, moment: dt.datetime | None) -> None:
        """Let a field say on which clocks it is; these may differ between now and then."""
        field.shown = moment
        zone = zone_label(timezone.get_current_timezone(), moment or timezone.now())
        field.help_text = f"{zone}. {field.help_text}"

    def _slug_help(self) -> str:
        address = settings.SITE_URL + uri_to_iri(self.instance.get_absolute_url())
        if self.was_public:
            return format_html(
                "The end of the address <b>{}</b>. Change it, and the old address leads to the new one.",
                address,
            )
        return format_html("Empty: made from the headline. The address will be like <b>{}</b>", address)

    def clean(self):
        cleaned = super().clean()
        if self.step == Step.REQUEST_CHANGES and not cleaned.get("note", "").strip():
            self.add_error("note", "Say here what should be changed. Nothing was saved yet.")
        if not {"published_at", "embargo_until", "expires_at"} & self.errors.keys():
            self._check_times(cleaned)
        return cleaned

    def _check_times(self, cleaned) -> None:
        """Refuse times that contradict one another or the button, saying what would happen."""
        time, embargo, end = (
            cleaned.get(name) for name in ("published_at", "embargo_until", "expires_at")
        )
        now = timezone.now()
        scheduled = self.step == Step.SCHEDULE or (self.instance.is_scheduled and not self.step)
        if self.was_public and (time is None or time > now):
            self.add_error(
                "published_at",
                "Readers see this story already. Give the time since when, or withdraw the story.",
            )
        elif scheduled and time is None:
            self.add_error("published_at", "Give the day and the time from which readers see the story.")
        elif scheduled and time <= now:
            self.add_error(
                "published_at",
                f"{told_time(time)} is past: readers would see the story at once. For that, press "
                "“Publish now”; or choose a later time.",
            )
        elif scheduled and embargo and time < embargo:
            self.add_error(
                "published_at",
                f"That is before the embargo ends, {told_time(embargo)}. Choose a later time.",
            )
        begin = now if self.step == Step.PUBLISH else time
        if end and begin and end <= begin:
            self.add_error("expires_at", "That is before readers see the story. Choose a later end.")

    def _post_clean(self):
        super()._post_clean()
        if self.errors or "slug" not in self.fields or not self.instance.slug:
            return
        # A slug that nobody typed gets a number when it is taken; what somebody chose is not touched.
        chosen = self.was_public or "slug" in self.changed_data
        if chosen and saving.address_is_taken(self._as_asked()):
            self.add_error("slug", "Another story of that month has this address. Choose another slug.")

    def _as_asked(self) -> Article:
        """Return the story as it would stand after the button that was pressed."""
        article = copy(self.instance)
        if self.step in (Step.PUBLISH, Step.SCHEDULE):
            now = timezone.now()
            article.status = Article.Status.PUBLISHED
            time = article.published_at or now
            article.published_at = time if self.step == Step.SCHEDULE else min(time, now)
        return article
