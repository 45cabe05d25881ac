"""The admin of comments: what waits is decided here, one by one or many at once."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime

from articles.admin.filters import AutocompleteFilter
from articles.models import Article
from articles.permissions import nameable_by
from comments import workflow
from comments.models import Comment
from comments.text import clean_text, excerpt, has_something_to_see
from desk.paginator import BoundedPaginator

AT_ONCE = 500  # comments read and logged together

# What can be done: the change, from which states, and the word for the message afterwards.
DECISIONS = {
    "approve": (workflow.approve, workflow.MOVES["approved"][0], "approved"),
    "spam": (workflow.mark_spam, workflow.MOVES["spam"][0], "marked as spam"),
    "trash": (workflow.trash, workflow.MOVES["trashed"][0], "in the trash"),
    "restore": (workflow.restore, workflow.MOVES["restored"][0], "waiting again"),
}

# What the newsroom answers: readers see it, or will.
ANSWERED = {"pending", "approved"}

# The colours of the admin's style sheet, by the states of stories that they stand for.
COLOURS = {
    "pending": "in_review",
    "approved": "published",
    "spam": "withdrawn",
    "trash": "draft",
    "removed": "draft",
}


class StatusFilter(admin.SimpleListFilter):
    """What has been decided; without a choice, what waits for a decision."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [*Comment.Status.choices[1:], ("all", "All")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": Comment.Status.PENDING.label}, *others]

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        known = self.value() in Comment.Status
        return queryset.filter(status=self.value() if known else Comment.Status.PENDING)


class StoryFilter(AutocompleteFilter):
    """The comments of one story that the moderator may read the headline of."""

    title = "story"
    parameter_name = "story"
    field = Comment._meta.get_field("article")

    def rows(self, request):
        return nameable_by(request.user, Article.objects.all())

    def queryset(self, request, queryset):
        return queryset.filter(article=self.chosen) if self.chosen else queryset


class CommentForm(forms.ModelForm):
    """A comment as a moderator may change it, and an answer of the newsroom below it."""

    reply = forms.CharField(
        label="Answer",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
        help_text="Appears at once below the comment, in your name and marked as the newsroom's. "
        "A comment that waits is approved by it.",
    )

    def clean_body(self):
        return self._visible("body", "A comment cannot be empty. To take it away, use Trash.")

    def clean_reply(self):
        reply = clean_text(self.cleaned_data["reply"])
        if reply and self.instance.status not in ANSWERED:
            raise forms.ValidationError("Readers do not see this comment. Restore it before you answer.")
        return self._visible("reply", "There is nothing to see in this.") if reply else ""

    def _visible(self, name: str, message: str) -> str:
        text = clean_text(self.cleaned_data[name])
        if not has_something_to_see(text):
            raise forms.ValidationError(message)
        return text


class CommentActions:
    """The actions below the list of comments; a mixin for CommentAdmin."""

    actions = ["approve_comments", "mark_as_spam", "trash_comments", "restore_comments"]

    @admin.action(description="Approve selected comments", permissions=["change"])
    def approve_comments(self, request, queryset):
        self._decide_many(request, queryset, "approve")

    @admin.action(description="Mark selected comments as spam", permissions=["change"])
    def mark_as_spam(self, request, queryset):
        self._decide_many(request, queryset, "spam")

    @admin.action(description="Move selected comments to the trash", permissions=["change"])
    def trash_comments(self, request, queryset):
        self._decide_many(request, queryset, "trash")

    @admin.action(description="Restore selected comments from spam and trash", permissions=["change"])
    def restore_comments(self, request, queryset):
        self._decide_many(request, queryset, "restore")

    def _decide_many(self, request, queryset, decision: str) -> None:
        change, sources, outcome = DECISIONS[decision]
        due = queryset.filter(status__in=sources).order_by()
        keys = list(due.values_list("pk", flat=True))  # before the change moves them out of the filter
        changed = 0
        for start in range(0, len(keys), AT_ONCE):
            rows = Comment.objects.filter(pk__in=keys[start : start + AT_ONCE])
            comments = list(rows.only("name", "created_at", "article"))
            changed += change(comments, request.user)
            LogEntry.objects.log_actions(request.user.pk, comments, CHANGE, f"Now {outcome}.")
        subject = "1 comment is" if changed == 1 else f"{changed} comments are"
        self.message_user(request, f"{subject} now {outcome}.", messages.SUCCESS)


@admin.register(Comment)
class CommentAdmin(CommentActions, admin.ModelAdmin):
    """Comments. What is changed here goes through comments.workflow.

    Only a superuser deletes outright; for everybody else the trash takes its place.
    """

    form = CommentForm
    list_display = ["words", "writer", "story", "state", "written"]
    list_filter = [StatusFilter, StoryFilter, "created_at"]
    sortable_by = ["written"]
    search_fields = ["name", "email", "body"]
    search_help_text = "Words of the comment, or the name or e-mail address of its writer"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    readonly_fields = [
        "story",
        "answers",
        "state",
        "name",
        "email",
        "user",
        "ip_address",
        "user_agent",
        "written",
    ]

    @property
    def media(self):
        own = forms.Media(css={"all": ["comments/admin.css"]})
        return super().media + StoryFilter.media(self.admin_site) + own

    def get_queryset(self, request):
        """Comments with what the pages show; the text of the story is not read."""
        rows = super().get_queryset(request).select_related("article", "user", "parent")
        named = nameable_by(request.user, Article.objects.order_by()).filter(pk=OuterRef("article"))
        rows = rows.annotate(story_is_named=Exists(named))
        return rows.defer("article__body", "article__search_text")

    def get_fieldsets(self, request, obj=None):
        """The comment, its writer, and an answer where the person may give one."""
        sets = [
            ("The comment", {"fields": ["story", "answers", "state", "body"]}),
            (
                "Who wrote it",
                {"fields": ["name", "email", "website", "user", "written", "ip_address", "user_agent"]},
            ),
        ]
        if self._may_answer(request, obj) and (obj.status in ANSWERED or request.POST.get("reply")):
            sets.append(("Answer as the newsroom", {"fields": ["reply"]}))
        return sets

    # Columns and read-only fields

    @admin.display(description="Comment")
    def words(self, comment):
        return format_html("<bdi>{}</bdi>", excerpt(comment.body) or "–")

    @admin.display(description="Writer")
    def writer(self, comment):
        badge = " (newsroom)" if comment.user_id else ""
        return format_html("<bdi>{}</bdi>{}<br>{}", comment.name, badge, comment.email)

    @admin.display(description="Story")
    def story(self, comment):
        if not comment.story_is_named:
            return "A story that readers do not see"
        url = reverse("admin:comments_comment_changelist")
        return format_html(
            '<a href="{}?status=all&amp;story={}">{}</a>', url, comment.article_id, comment.article
        )

    @admin.display(description="Status")
    def state(self, comment):
        colour, label = COLOURS[comment.status], comment.get_status_display()
        return format_html('<span class="story-state story-state-{}">{}</span>', colour, label)

    @admin.display(description="Written", ordering="-created_at")
    def written(self, comment):
        return date_format(localtime(comment.created_at), "j M Y, H:i")

    @admin.display(description="In reply to", empty_value="–")
    def answers(self, comment):
        if comment.parent is None:
            return None
        url = reverse("admin:comments_comment_change", args=[comment.parent_id])
        parent = comment.parent
        return format_html('<a href="{}"><bdi>{}</bdi>: {}</a>', url, parent.name, excerpt(parent.body))

    # The form

    def view_on_site(self, comment):
        """Return the address of a comment that readers see, or None."""
        return comment.get_absolute_url() if comment.is_visible and comment.article.is_public else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may_decide = obj is not None and self.has_change_permission(request, obj)
        context["decisions"] = [
            name for name, (_, sources, _) in DECISIONS.items() if may_decide and obj.status in sources
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        words = {name: form.cleaned_data[name] for name in {"body", "website"} & set(form.changed_data)}
        if words:
            workflow.edit(obj, request.user, **words)
        if form.cleaned_data.get("reply") and self._may_answer(request, obj):
            workflow.reply_as_newsroom(obj, request.user, form.cleaned_data["reply"])
        for decide, _, outcome in self._decisions_of(request):
            decide([obj], request.user)
            self.log_change(request, obj, f"Now {outcome}.")

    def response_change(self, request, obj):
        for _, _, outcome in self._decisions_of(request):
            self.message_user(request, f"The comment is now {outcome}.", messages.SUCCESS)
            return self.response_post_save_change(request, obj)
        return super().response_change(request, obj)

    def _decisions_of(self, request):
        return [decision for name, decision in DECISIONS.items() if f"_{name}" in request.POST]

    def _may_answer(self, request, comment) -> bool:
        may_add = request.user.has_perm("comments.add_comment")
        return comment is not None and may_add and self.has_change_permission(request, comment)

    # Who may do what

    def has_add_permission(self, request):
        """Comments begin on the site, or as an answer in the form of another one."""
        return False

    def has_delete_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_superuser

    def delete_model(self, request, obj):
        workflow.delete([obj])

    def delete_queryset(self, request, queryset):
        workflow.delete(queryset)
