"""The checklist in the admin: its rules, its panel on the form of a story, its warnings."""

from django.contrib import admin, messages
from django.utils import timezone

from articles import checklist, content, revisions
from articles.checklist import Finding
from articles.models import Article, Checklist
from desk.one_row import OneRow

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
class ChecklistAdmin(OneRow, admin.ModelAdmin):
    """The rules. There is one row; it is neither added nor deleted."""

    page_title = "Before publishing"
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
