"""The columns of the list of stories."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from articles.models import Article
from images.staff import small_picture

NO_PICTURE = SafeString('<span class="list-picture"></span>')


class StoryChangeList(ChangeList):
    """Stories with all that the columns show, by a number of queries that does not grow.

    `limits_of_search` says in sentences which stories may be missing from what was found by words.
    """

    def get_queryset(self, request, *args, **kwargs):
        stories = super().get_queryset(request, *args, **kwargs).for_cards().with_bylines()
        self.limits_of_search = getattr(request, "limits_of_search", [])
        return stories


class StoryColumns:
    """What a row of the list says; a mixin for ArticleAdmin."""

    list_display = [
        "thumbnail",
        "title",
        "state",
        "section",
        "people",
        "published",
        "edited",
        "comments",
    ]
    list_display_links = ["title"]
    sortable_by = ["edited"]  # the only order that an index holds for all stories together

    @admin.display(description="Picture")
    def thumbnail(self, article: Article):
        return small_picture(article.lead_image) or NO_PICTURE

    @admin.display(description="Headline")
    def title(self, article: Article):
        return format_html(
            '{}<span class="list-kind"> {}</span>', article.headline, article.get_kind_display()
        )

    @admin.display(description="Status")
    def state(self, article: Article):
        return format_html("{} {}", state_badge(state_of(article)), pending_badge(article))

    @admin.display(description="Section", empty_value="–")
    def section(self, article: Article):
        return article.category

    @admin.display(description="By")
    def people(self, article: Article):
        return ", ".join(byline.author.name for byline in article.bylines.all()) or "–"

    @admin.display(description="Published")
    def published(self, article: Article):
        time = short_time(article.published_at)
        if not article.is_public:
            return time
        return format_html('<a href="{}" title="View on site">{}</a>', article.get_absolute_url(), time)

    @admin.display(description="Edited", ordering="-modified_at")
    def edited(self, article: Article):
        return short_time(article.modified_at)

    @admin.display(description="Comments")
    def comments(self, article: Article):
        return article.comment_count


def state_of(article: Article) -> str:
    """Return where a story stands: its status, or `scheduled` or `expired` by its times."""
    if article.is_scheduled:
        return "scheduled"
    return "expired" if article.has_expired else article.status


def state_label(state: str) -> str:
    """Return what `state_of` says as a word."""
    return state.capitalize() if state in ("scheduled", "expired") else Article.Status(state).label


def state_badge(state: str) -> SafeString:
    """Return what `state_of` says as a coloured word."""
    return format_html('<span class="story-state story-state-{}">{}</span>', state, state_label(state))


def pending_badge(article: Article) -> SafeString:
    """Return how far the pending changes of a story are, as a coloured word; nothing without any."""
    if not article.has_pending_changes:
        return SafeString("")
    status = article.pending_status or Article.Status.DRAFT
    words = {"draft": "Changes not published"}.get(
        status, f"Changes: {Article.Status(status).label.lower()}"
    )
    return format_html('<span class="story-state story-state-{}">{}</span>', status, words)


def short_time(moment) -> str:
    """Return a moment on the active time zone's clocks: `15 Jul, 10:00`, or `15 Jul 2019, 10:00`."""
    if moment is None:
        return "–"
    moment = localtime(moment)
    return date_format(moment, "j M, H:i" if moment.year == localtime().year else "j M Y, H:i")
