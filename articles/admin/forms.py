"""The form in which a story is written."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.encoding import uri_to_iri
from django.utils.html import format_html

from articles import workflow
from articles.admin.tag_field import TagsField
from articles.models import Article
from desk.times import PaperTimeField, zone_label

# Of a story that readers have not seen; after that, the buttons Withdraw and Publish change it.
STATUS_CHOICES = [
    (Article.Status.DRAFT, "Draft"),
    (Article.Status.IN_REVIEW, "In review"),
    (Article.Status.PUBLISHED, "Published, at the time below or now"),
]


class ArticleForm(forms.ModelForm):
    """A story. With `_publish` among the data, it is meant to be public now."""

    tags = TagsField(
        required=False,
        help_text="Parted by commas: Climate change, Lahore. New ones are made when the story is saved.",
    )
    published_at = PaperTimeField(required=False, label="Publication time")
    mark_updated = forms.BooleanField(
        required=False,
        label="Tell readers that it was updated",
        help_text="For a real change, not a comma. The page shows this moment as that of the update.",
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
        if "status" in self.fields:
            self.fields["status"].choices = STATUS_CHOICES
        if "published_at" in self.fields:
            zone = zone_label(timezone.get_current_timezone(), timezone.now())
            self.fields[
                "published_at"
            ].help_text = f"{zone}. In the future: readers see it from then on."
        if "slug" in self.fields:
            self.fields["slug"].help_text = self._slug_help()

    def _slug_help(self) -> str:
        address = settings.SITE_URL + uri_to_iri(self.instance.get_absolute_url())
        if self.was_public:
            return format_html(
                "The end of the address <b>{}</b>. Change it, and the old address leads to the new one.",
                address,
            )
        return format_html("Empty: made from the headline. The address will be like <b>{}</b>", address)

    @property
    def publishes(self) -> bool:
        """Whether the button Publish was pressed."""
        return "_publish" in self.data

    def clean(self):
        cleaned = super().clean()
        if "published_at" not in self.fields or "published_at" in self.errors:
            return cleaned
        time, now = cleaned.get("published_at"), timezone.now()
        if self.publishes:
            self.instance.status = cleaned["status"] = Article.Status.PUBLISHED
            time = min(time or now, now)
        elif self.was_public and (time is None or time > now):
            self.add_error(
                "published_at",
                "Readers see this story already. Give the time since when, or withdraw the story.",
            )
            return cleaned
        elif cleaned.get("status") == Article.Status.PUBLISHED:
            time = time or now
        cleaned["published_at"] = time
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        if self.errors or "slug" not in self.fields or not self.instance.slug:
            return
        # A slug that nobody typed gets a number when it is taken; what somebody chose is not touched.
        chosen = self.was_public or "slug" in self.changed_data
        if chosen and workflow.address_is_taken(self.instance):
            self.add_error("slug", "Another story of that month has this address. Choose another slug.")
