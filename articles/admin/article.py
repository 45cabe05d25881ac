"""The admin of stories: where the paper is written."""

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import PermissionDenied
from django.forms import Media, Script
from django.http import JsonResponse
from django.urls import path, reverse

from articles import content, saving, writing
from articles.admin.actions import StoryActions
from articles.admin.checklist import TellsFindings, findings_of
from articles.admin.corrections import CorrectionPages
from articles.admin.editing import EditsRevisions, note_form
from articles.admin.filters import (
    AuthorFilter,
    AutocompleteFilter,
    KindFilter,
    SectionFilter,
    StatusFilter,
    TagFilter,
)
from articles.admin.finding import FindsStories, is_typed_into
from articles.admin.forms import ArticleForm
from articles.admin.inlines import BannedStoryInline, BylineInline, FAQInline, PinnedStoryInline
from articles.admin.keeping import KeepsText
from articles.admin.links import SharesStories
from articles.admin.preview import PreviewsStories
from articles.admin.story_list import (
    StoryChangeList,
    StoryColumns,
    pending_badge,
    short_time,
    state_badge,
    state_label,
    state_of,
)
from articles.admin.story_pages import StoryPages
from articles.admin.tag_field import suggest_names
from articles.admin.takedown import TakedownPage
from articles.models import Article
from articles.permissions import Act, grants_of, may, sees_all, visible_to
from articles.steps import Step, may_step, steps_for
from desk.conflicts import ConflictsBecomeErrors
from desk.paginator import BoundedPaginator
from desk.related import RelatedFields
from images.select import ChoosesPictures
from richtext.rendering import render


@admin.register(Article)
class ArticleAdmin(
    StoryColumns,
    FindsStories,
    StoryActions,
    StoryPages,
    SharesStories,
    CorrectionPages,
    TakedownPage,
    TellsFindings,
    ChoosesPictures,
    RelatedFields,
    PreviewsStories,
    KeepsText,
    ConflictsBecomeErrors,
    EditsRevisions,
    admin.ModelAdmin,
):
    """Stories. What is saved here goes through articles.workflow."""

    form = ArticleForm
    readonly_fields = ["updated", "formatted_body"]
    inlines = [BylineInline, FAQInline, PinnedStoryInline, BannedStoryInline]
    autocomplete_fields = ["category", "also_in"]
    ordering = ["-modified_at", "-pk"]
    list_filter = [StatusFilter, KindFilter, SectionFilter, AuthorFilter, TagFilter, "published_at"]
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    first_row_invitation = "Write the first one."

    @property
    def media(self):
        own = Media(
            css={"all": ["newsroom_admin/preview.css"]},
            js=[
                Script("newsroom_admin/unsaved.js", defer=True),
                Script("newsroom_admin/preview.js", defer=True),
            ],
        )
        return super().media + AutocompleteFilter.media(self.admin_site) + own

    # The list

    def get_changelist(self, request, **kwargs):
        return StoryChangeList

    def get_ordering(self, request):
        """Newest edits first; stories that have a time, once filtered by it, by that time."""
        if request.GET.get(StatusFilter.parameter_name) in ("published", "scheduled"):
            return ["-published_at", "-pk"]
        return super().get_ordering(request)

    def autocomplete_label(self, article) -> str:
        """Return a story with what tells it from others of its headline."""
        state = state_of(article)
        told = short_time(article.published_at) if state == "published" else state_label(state)
        return f"{article} ({told})"

    # The form

    def get_object(self, request, object_id, from_field=None):
        """Return the story with `stored_state`: what it is now, whatever a refused form makes of it."""
        article = super().get_object(request, object_id, from_field)
        if article:
            article.stored_state = state_of(article)
        return article

    def get_fieldsets(self, request, obj=None):
        """The fields as an editor thinks; those of the class `after-inlines` stand last on the page."""
        state = obj.stored_state if obj else "draft"
        may_write = self.has_change_permission(request, obj) if obj else True
        publishing = ["published_at", "embargo_until", "expires_at", "comments_open", *content.DAYS]
        if obj and obj.updated_at:
            publishing.insert(1, "updated")
        if state == "published" and may_write:
            publishing.insert(1, "mark_updated")
        if may_write:
            publishing += ["note", "started_from"]
        text = "body" if may_write else "formatted_body"
        last = ["after-inlines"]
        return [
            (
                "The story",
                {"fields": ["headline", "kind", "standfirst", text], "classes": ["story-text"]},
            ),
            ("Where it goes", {"fields": ["category", "also_in", "tags"]}),
            ("Picture", {"fields": ["lead_image", "lead_caption"]}),
            ("Publishing", {"fields": publishing, "classes": last}),
            (
                "Address and search engines",
                {
                    "fields": ["slug", "excerpt", "seo_title", "seo_description"],
                    "classes": [*last, "collapse"],
                },
            ),
        ]

    @admin.display(description="Last update told to readers")
    def updated(self, article):
        return short_time(article.updated_at)

    @admin.display(description="Text")
    def formatted_body(self, article):
        return render(article.body)

    def view_on_site(self, article):
        """Return the address of a story that readers see, or None."""
        return article.get_absolute_url() if article.is_public else None

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form, which knows the button that was pressed."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"step": self.step_asked(request)})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is None:
            possible = {Step.SUBMIT: Act.SUBMIT, Step.SCHEDULE: Act.SCHEDULE, Step.PUBLISH: Act.PUBLISH}
            steps = {step for step, act in possible.items() if may(request.user, act)}
        else:
            steps = steps_for(request.user, obj, with_changes=True)
            context["pending_badge"] = pending_badge(obj)
            context["findings"] = findings_of(obj)
            context["may_correct"] = obj.stored_state == "published" and may(
                request.user, Act.PUBLISH, obj
            )
            context["last_notes"] = reversed(obj.notes.order_by("-at", "-pk")[:3])
        may_write = add or self.has_change_permission(request, obj)
        context |= {
            "state_badge": state_badge(obj.stored_state) if obj else "",
            "may_write": may_write,
            "steps": dict.fromkeys(steps, may_write and not context["is_popup"]),
            "may_preview": may_write and not context["is_popup"],
            "is_live": bool(obj) and obj.stored_state == "published",
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Who may

    def sees_all(self, request) -> bool:
        """Whether somebody may know of every story there is."""
        return sees_all(request.user)

    def get_queryset(self, request):
        """Return the stories that somebody may open; those to link to also hold what readers see."""
        stories = super().get_queryset(request)
        visible = visible_to(request.user, stories)
        if is_typed_into(request):
            return visible | stories.published() if grants_of(request.user) else visible
        return visible

    def has_add_permission(self, request):
        return may(request.user, Act.ADD)

    def has_view_permission(self, request, obj=None):
        return may(request.user, Act.VIEW, obj)

    def has_change_permission(self, request, obj=None):
        return may(request.user, Act.EDIT, obj)

    def has_delete_permission(self, request, obj=None):
        return may(request.user, Act.DELETE, obj)

    def has_module_permission(self, request):
        return may(request.user, Act.VIEW)

    # Saving a new story; one that there is already is saved by EditsRevisions

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        saving.save(obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change:
            self.save_form_content(request, form)
        else:
            note_form(request, form)
            saving.settle(form.instance)
            writing.begin_story(form.instance, request.user)
            self.forget_saved(request, form.instance, new=True)

    def response_add(self, request, obj, post_url_continue=None):
        step = self.step_asked(request)
        if step is None or IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        if not may_step(request.user, step, obj):
            raise PermissionDenied
        if done := self.take_step(request, obj, step):
            self.tell_step(request, obj, done)
        return self.next_page(request, obj)

    def form_url(self, request, article) -> str:
        """Return the address of the form of a story, which leads back to the list as it was."""
        context = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return add_preserved_filters(
            context, reverse("admin:articles_article_change", args=[article.pk])
        )

    # Pages of its own

    def get_urls(self):
        view = self.admin_site.admin_view
        pages = [
            ("withdraw/", self.withdraw, "withdraw"),
            ("takedown/", self.takedown, "takedown"),
            ("discard/", self.discard, "discard"),
            ("notes/", self.notes, "notes"),
            ("links/", self.links, "links"),
            ("conflict/<int:number>/", self.conflict, "conflict"),
            ("revision/<int:number>/", self.revision, "revision"),
            ("revision/<int:number>/preview/", self.revision_preview, "revision_preview"),
            ("revision/<int:number>/restore/", self.restore, "restore"),
            ("compare/", self.compare, "compare"),
            ("corrections/", self.corrections, "corrections"),
            ("corrections/<uuid:key>/", self.correction, "correction"),
        ]
        return [
            path("tags/", view(self.suggest_tags), name="articles_article_tags"),
            path("autosave/", view(self.autosave), name="articles_article_autosave"),
            path(
                "autosave/<int:number>/discard/",
                view(self.discard_autosave),
                name="articles_article_discard_autosave",
            ),
            *(
                path(f"<int:pk>/{end}", view(self.answered(page)), name=f"articles_article_{name}")
                for end, page, name in pages
            ),
            *super().get_urls(),
        ]

    def suggest_tags(self, request):
        """Answer the names of tags with `q` in them, for those who may write stories."""
        if not self.has_module_permission(request):
            raise PermissionDenied
        return JsonResponse({"names": suggest_names(request.GET.get("q", ""))})
