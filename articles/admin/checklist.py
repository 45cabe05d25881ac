"""The checklist in the admin: its rules, its panel on the form of a story, its warnings."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from articles import checklist, content, revisions
from articles.checklist import Finding
from articles.models import Article, Checklist

# Where on the form a field of the content begins, if not at the input that has its name.
_ANCHORS = {"body": "fieldset-0-0-heading", "bylines": "bylines-heading"}


def findings_of(article: Article) -> list[dict]:
    """Return what the checklist finds in the newest saved text of a story, with the field's anchor."""
    at = article.published_at or timezone.now()
    return [
        {"finding": finding, "anchor": _ANCHORS.get(finding.field, f"id_{finding.field}")}
        for finding in checklist.check(revisions.head_content(article), at)
    ]


class TellsFindings:
    """A mixin for ArticleAdmin."""

    def warn(self, request, article: Article) -> None:
        """Say what the checklist finds in what was just published or scheduled."""
        findings: list[Finding] = checklist.check(content.read(article), article.published_at)
        if findings:
            told = " ".join(finding.sentence for finding in findings)
            self.message_user(request, f"“{article}”, worth a look: {told}", messages.WARNING)


@admin.register(Checklist)
class ChecklistAdmin(admin.ModelAdmin):
    """The rules. There is one row; it is neither added nor deleted."""

    fieldsets = [
        (
            "The story",
            {
                "fields": [
                    "standfirst",
                    "category",
                    "byline",
                    ("tags", "tags_at_least"),
                    ("headline", "headline_min", "headline_max"),
                ],
                "description": "A warning is told before and after publishing. What blocks must be put "
                "right first, by whoever publishes, schedules or publishes changes.",
            },
        ),
        ("The text", {"fields": ["headings", "links"]}),
        (
            "Pictures",
            {"fields": ["picture", "picture_alt", "picture_credit", "text_alt", "rights"]},
        ),
    ]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """Open the one row."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:articles_checklist_change", args=[1]))

    def get_object(self, request, object_id, from_field=None):
        """Return the one row, which is made if it is not there yet."""
        if object_id == "1":
            Checklist.objects.get_or_create(pk=1)
        return super().get_object(request, object_id, from_field)

    def render_change_form(self, request, context, *args, **kwargs):
        context |= {"show_save_and_continue": False, "subtitle": None, "title": "Before publishing"}
        return super().render_change_form(request, context, *args, **kwargs)
