"""The admin of stories: where the paper is written."""

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.forms import Media, Script
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.encoding import uri_to_iri
from django.utils.html import format_html

from articles import workflow
from articles.admin.actions import StoryActions
from articles.admin.filters import (
    AuthorFilter,
    AutocompleteFilter,
    KindFilter,
    SectionFilter,
    StatusFilter,
    TagFilter,
)
from articles.admin.forms import ArticleForm
from articles.admin.inlines import BylineInline, FAQInline, PinnedStoryInline
from articles.admin.story_list import (
    StoryChangeList,
    StoryColumns,
    short_time,
    state_badge,
    state_label,
    state_of,
)
from articles.admin.tag_field import suggest_names
from articles.folding import fold
from articles.models import Article, Byline
from desk.conflicts import ConflictsBecomeErrors
from desk.paginator import BoundedPaginator
from desk.related import RelatedFields
from images.select import ChoosesPictures
from richtext.rendering import render


@admin.register(Article)
class ArticleAdmin(
    StoryColumns,
    StoryActions,
    ChoosesPictures,
    RelatedFields,
    ConflictsBecomeErrors,
    admin.ModelAdmin,
):
    """Stories. What is saved here goes through articles.workflow."""

    form = ArticleForm
    readonly_fields = ["updated", "formatted_body"]
    inlines = [BylineInline, FAQInline, PinnedStoryInline]
    autocomplete_fields = ["category", "also_in"]
    ordering = ["-modified_at", "-pk"]
    search_fields = ["headline"]  # what is searched is said in get_search_results
    search_help_text = (
        "Words of the headline, the standfirst, the text or the address, or an author's name."
    )
    list_filter = [StatusFilter, KindFilter, SectionFilter, AuthorFilter, TagFilter, "published_at"]
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    first_row_invitation = "Write the first one."

    @property
    def media(self):
        unsaved = Media(js=[Script("newsroom_admin/unsaved.js", defer=True)])
        return super().media + AutocompleteFilter.media(self.admin_site) + unsaved

    # The list

    def get_changelist(self, request, **kwargs):
        return StoryChangeList

    def get_ordering(self, request):
        """Newest edits first; stories that have a time, once filtered by it, by that time."""
        if request.GET.get(StatusFilter.parameter_name) in ("published", "scheduled"):
            return ["-published_at", "-pk"]
        return super().get_ordering(request)

    def get_search_results(self, request, queryset, search_term):
        """Return the stories that hold every word, and False: none of them comes twice."""
        for word in search_term.split()[:8]:
            by_author = Byline.objects.filter(author__name__icontains=word).values("article")
            queryset = queryset.filter(
                Q(search_text__contains=fold(word)) | Q(slug__icontains=word) | Q(pk__in=by_author)
            )
        return queryset, False

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
        publishing = ["published_at", "comments_open"]
        if obj and obj.updated_at:
            publishing.insert(1, "updated")
        if state == "published" and may_write:
            publishing.insert(1, "mark_updated")
        if state in ("draft", "in_review", "scheduled"):
            publishing.insert(0, "status")
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

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        state = obj.stored_state if obj else "draft"
        may_write = add or self.has_change_permission(request, obj)
        context |= {
            "state_badge": state_badge(state) if obj else "",
            "show_publish": may_write and state != "published" and not context["is_popup"],
            "show_withdraw": may_write and change and state == "published" and not context["is_popup"],
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Saving

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        if form.cleaned_data.get("mark_updated") and obj.is_public:
            obj.updated_at = timezone.now()
        workflow.save(obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        workflow.settle(form.instance)

    def response_add(self, request, obj, post_url_continue=None):
        if self._may_go_on_after_publishing(request, obj):
            return self._response_publish(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if self._may_go_on_after_publishing(request, obj):
            return self._response_publish(request, obj)
        return super().response_change(request, obj)

    def _may_go_on_after_publishing(self, request, article) -> bool:
        pressed = "_publish" in request.POST and IS_POPUP_VAR not in request.POST
        return pressed and self.has_view_or_change_permission(request, article)

    def _response_publish(self, request, article):
        self.message_user(
            request,
            format_html(
                'Readers see “{}” now. <a href="{}">Look at it on the site</a>.',
                article,
                article.get_absolute_url(),
            ),
            messages.SUCCESS,
        )
        return HttpResponseRedirect(self._form_url(request, article))

    def _form_url(self, request, article) -> str:
        context = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return add_preserved_filters(
            context, reverse("admin:articles_article_change", args=[article.pk])
        )

    # Pages of its own

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("tags/", view(self.suggest_tags), name="articles_article_tags"),
            path("<int:pk>/withdraw/", view(self.withdraw), name="articles_article_withdraw"),
            *super().get_urls(),
        ]

    def suggest_tags(self, request):
        """Answer the names of tags with `q` in them, for those who may write stories."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        return JsonResponse({"names": suggest_names(request.GET.get("q", ""))})

    def withdraw(self, request, pk):
        """Ask whether readers shall no longer see a story; on POST, take it away from them."""
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        if request.method == "POST" and self.change_one(
            request, pk, workflow.withdraw, "withdrawn", lambda article: article.is_public
        ):
            self.message_user(request, f"Readers no longer see “{article}”.", messages.SUCCESS)
            return HttpResponseRedirect(self._form_url(request, article))
        if not article.is_public:
            return HttpResponseRedirect(self._form_url(request, article))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Withdraw this story?",
            "subtitle": None,
            "original": article,
            "address": uri_to_iri(article.get_absolute_url()),
            "form_url": self._form_url(request, article),
        }
        return TemplateResponse(request, "admin/articles/article/withdraw.html", context)
