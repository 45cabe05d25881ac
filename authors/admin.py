"""The admin of authors."""

from django import forms
from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils.html import format_html

from authors import workflow
from authors.models import Author
from desk.conflicts import ConflictsBecomeErrors
from desk.counting import BoundedCount, number_or_more
from desk.paginator import BoundedPaginator
from desk.related import OwnColumns, RelatedFields
from desk.slugs import SlugFromNameForm
from images.select import ChoosesPictures
from images.staff import small_picture


@admin.register(Author)
class AuthorAdmin(OwnColumns, ChoosesPictures, RelatedFields, ConflictsBecomeErrors, admin.ModelAdmin):
    """Authors. What is saved here goes through authors.workflow."""

    form = SlugFromNameForm
    list_display = ["portrait", "name", "job_title", "login", "stories"]
    list_display_links = ["name"]
    list_select_related = ["photo", "user"]
    sortable_by = ["name"]
    search_fields = ["name", "job_title", "email"]
    search_help_text = "Name, job title or e-mail address"
    readonly_fields = ["login"]
    autocomplete_fields = ["user"]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    first_row_invitation = "Add the first one; an author needs no login."

    def get_queryset(self, request):
        bylines = Author._meta.get_field("bylines").related_model
        stories = bylines.objects.filter(author=models.OuterRef("pk"))
        if not (
            request.user.has_perm("articles.view_article")
            or request.user.has_perm("articles.change_article")
        ):
            public = _public_stories().filter(pk=models.OuterRef("article"))
            stories = stories.filter(models.Exists(public))
        return super().get_queryset(request).annotate(story_count=BoundedCount(stories))

    @admin.display(description="Portrait")
    def portrait(self, author):
        return small_picture(author.photo) or ""

    @admin.display(description="Login")
    def login(self, author):
        return author.user or "–"

    @admin.display(description="Stories")
    def stories(self, author):
        url = reverse("admin:articles_article_changelist")
        return format_html(
            '<a href="{}?author={}">{}</a>', url, author.pk, number_or_more(author.story_count)
        )

    def get_fieldsets(self, request, obj=None):
        """The fields; who may not look at accounts can neither find nor open one, and reads its name."""
        login = "user" if request.user.has_perm("auth.view_user") else "login"
        return [
            ("The person", {"fields": ["name", "job_title", "bio", "photo"]}),
            ("For readers", {"fields": ["slug", "email", "website"]}),
            ("In the newsroom", {"fields": [login]}),
        ]

    def view_on_site(self, author):
        """Return the address of the author's page, or None while readers see no story there."""
        has_page = _public_stories().filter(bylines__author=author).exists()
        return author.get_absolute_url() if has_page else None

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["widgets"] = {"bio": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})}
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request, obj, form, change):
        workflow.save_author(obj)


def _public_stories() -> models.QuerySet:
    bylines = Author._meta.get_field("bylines").related_model
    article = bylines._meta.get_field("article").related_model
    return article.objects.published().order_by()
