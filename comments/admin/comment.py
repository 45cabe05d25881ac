"""The lists of comments, and the form of one."""

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime

from comments import deciding, search, workflow
from comments.admin.actions import CommentActions
from comments.admin.filters import StatusFilter, StoryFilter
from comments.admin.forms import ANSWERED, CommentForm
from comments.admin.pages import CommentPages
from comments.models import Comment
from comments.reading import readable_by
from comments.refusals import Duplicate
from comments.text import excerpt
from desk.paginator import BoundedPaginator
from desk.related import can_be_key

# The colours of the admin's style sheet, by the states of stories that they stand for.
COLOURS = {
    "pending": "in_review",
    "approved": "published",
    "spam": "withdrawn",
    "trash": "draft",
    "removed": "draft",
}
WRITER = ["name", "email", "website", "account", "written", "ip_address", "user_agent"]


@admin.register(Comment)
class CommentAdmin(CommentPages, CommentActions, admin.ModelAdmin):
    """Comments. What is changed here goes through comments.workflow.

    Only a superuser deletes outright; for everybody else the trash takes its place.
    """

    form = CommentForm
    list_display = ["words", "writer", "story", "state", "written"]
    list_filter = [StatusFilter, StoryFilter, "created_at"]
    sortable_by = ["written"]
    search_fields = ["name", "email", "body"]
    search_help_text = (
        "Whole words of the comment, of its writer’s name, e-mail or network address; "
        "harb* finds beginnings"
    )
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
        "account",
        "ip_address",
        "user_agent",
        "written",
    ]

    @property
    def media(self):
        own = forms.Media(css={"all": ["comments/admin.css", "comments/queue.css"]})
        return super().media + StoryFilter.media(self.admin_site) + own

    def get_queryset(self, request):
        """Comments with what the pages show; the text of the story is not read."""
        return readable_by(request.user, super().get_queryset(request))

    def get_search_results(self, request, queryset, search_term):
        """Look the words up in their index, narrowed down as the list is."""
        if not search_term:
            return queryset, False
        story = request.GET.get("story", "")
        keys = search.find(
            search_term,
            status=StatusFilter.status_of(request.GET.get("status")),
            story=int(story) if can_be_key(story) else None,
            limit=self.paginator.limit + 1,
        )
        return queryset.filter(pk__in=keys), False

    def get_fieldsets(self, request, obj=None):
        """The comment, its writer, and an answer where the person may give one."""
        sets = [
            ("The comment", {"fields": ["story", "answers", "state", "body"]}),
            ("Who wrote it", {"fields": WRITER}),
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

    @admin.display(description="Account")
    def account(self, comment):
        """Who of the newsroom wrote it, without Django's link to the account, which few may open."""
        return comment.user or "–"

    @admin.display(description="Written", ordering="-created_at")
    def written(self, comment):
        return date_format(localtime(comment.created_at), "j M Y, H:i")

    @admin.display(description="In reply to")
    def answers(self, comment):
        if comment.parent is None:
            return "–"
        url = reverse("admin:comments_comment_change", args=[comment.parent_id])
        parent = comment.parent
        return format_html('<a href="{}"><bdi>{}</bdi>: {}</a>', url, parent.name, excerpt(parent.body))

    # The form

    def view_on_site(self, comment):
        """Return the address of a comment that readers see, or None."""
        return comment.get_absolute_url() if comment.is_visible and comment.article.is_public else None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the form of a comment. Who answers one that is gone gets the words of the answer back."""
        if (reply := request.POST.get("reply")) and self.get_object(request, object_id or "") is None:
            told = f"The comment is gone, so your answer was not published. It said: “{reply}”"
            self.message_user(request, told, messages.WARNING)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may_decide = obj is not None and self.has_change_permission(request, obj)
        context["decisions"] = deciding.possible(obj) if may_decide else []
        if obj is not None:
            context |= self.beside(request, obj)
            context |= self._seen(request, context["adminform"].form, context["state"])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _seen(self, request, form: CommentForm, state: str) -> dict:
        """Return what the form says of the state it shows, and the comment if that is another by now."""
        if not form.is_bound:
            return {"seen": state}
        seen = form.data.get("seen", "")
        if form.stands is None:  # it comes back as it was shown
            return {"seen": seen}
        self.message_user(request, deciding.meanwhile(form.stands, seen), messages.WARNING)
        return {"seen": deciding.state_of(form.stands), "stands": form.stands}

    def save_model(self, request, obj, form, change):
        """Save words and answer, and decide: the form has made sure that nobody else has meanwhile."""
        words = {name: form.cleaned_data[name] for name in {"body", "website"} & set(form.changed_data)}
        if words:
            workflow.edit(obj, request.user, **words)
        if move := self._move_asked(request):
            self._decide(request, obj.pk, move)
        if form.cleaned_data.get("reply") and self._may_answer(request, obj):
            self._answer(request, obj.pk, form.cleaned_data["reply"])

    def _decide(self, request, pk: int, move: str) -> None:
        stored = Comment.objects.get(pk=pk)
        outcome = deciding.decide(move, {pk: deciding.state_of(stored)}, request.user)
        for sentence in outcome.missed:
            self.message_user(request, sentence, messages.WARNING)
        if outcome.done:
            now = deciding.BUTTONS[move][1]
            self.log_change(request, stored, f"Now {now}.")
            self.message_user(request, f"The comment is now {now}.", messages.SUCCESS)

    def _answer(self, request, pk: int, words: str) -> None:
        try:
            workflow.reply_as_newsroom(Comment.objects.get(pk=pk), request.user, words)
        except Duplicate:
            told = "Your answer stands below the comment already. It was not published a second time."
            self.message_user(request, told, messages.WARNING)
        else:
            self.message_user(request, "Your answer stands below the comment now.", messages.SUCCESS)

    def response_change(self, request, obj):
        if self._move_asked(request):
            return self.response_post_save_change(request, obj)
        return super().response_change(request, obj)

    def _move_asked(self, request) -> str | None:
        return next((move for move in deciding.BUTTONS if f"_{move}" in request.POST), None)

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
