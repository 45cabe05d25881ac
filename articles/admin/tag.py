"""The admin of tags, in place of the one that comes with django-taggit."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.encoding import uri_to_iri
from django.utils.html import format_html
from taggit.admin import Tag
from taggit.models import TaggedItem

from articles import lists, tagging
from articles.models import Article
from articles.permissions import sees_all
from desk.conflicts import ConflictsBecomeErrors
from desk.counting import BoundedCount, number_or_more
from desk.paginator import BoundedPaginator
from desk.related import OwnColumns
from desk.slugs import SlugFromNameForm

MOST_MERGED = 50  # at once

admin.site.unregister(Tag)  # importing taggit.admin has registered its own


class TagForm(SlugFromNameForm):
    """A tag whose name is no other tag's, whatever its case."""

    class Meta:
        model = Tag
        fields = ["name", "slug"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].help_text = "The end of the address /tag/…/. Empty: made from the name."

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if fault := tagging.find_fault(name):
            raise ValidationError(fault)
        if Tag.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(
                f"There is a tag “{name}” already. In the list of tags, two can be merged."
            )
        return name


@admin.register(Tag)
class TagAdmin(OwnColumns, ConflictsBecomeErrors, admin.ModelAdmin):
    """Tags. What is saved here goes through articles.tagging."""

    form = TagForm
    list_display = ["name", "address", "stories"]
    sortable_by = ["name"]
    ordering = ["name"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    actions = ["merge"]
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    first_row_invitation = "Tags are made as stories are written; or make one here."

    def get_queryset(self, request):
        tagged = TaggedItem.objects.filter(
            tag=OuterRef("pk"), content_type__app_label="articles", content_type__model="article"
        )
        if not sees_all(request.user):
            public = Article.objects.published().order_by().filter(pk=OuterRef("object_id"))
            tagged = tagged.filter(Exists(public))
        return super().get_queryset(request).annotate(story_count=BoundedCount(tagged))

    @admin.display(description="Address")
    def address(self, tag):
        return uri_to_iri(tagging.tag_url(tag.slug)) if tag.slug else "–"

    @admin.display(description="Stories")
    def stories(self, tag):
        url = reverse("admin:articles_article_changelist")
        return format_html('<a href="{}?tag={}">{}</a>', url, tag.pk, number_or_more(tag.story_count))

    def view_on_site(self, tag):
        """Return the address of the tag's page, or None while readers see no story there."""
        return tagging.tag_url(tag.slug) if tag.slug and not lists.TAG.is_empty(tag.pk) else None

    def save_model(self, request, obj, form, change):
        tagging.save_tag(obj)

    def get_deleted_objects(self, objs, request):
        """Return the names of the tags and how many stories lose one, not each of them by name."""
        tags = [tag.name for tag in objs]
        losing = TaggedItem.objects.filter(tag__in=[tag.pk for tag in objs])[:1001].count()
        return tags, {"tags": len(tags), "uses of them": number_or_more(losing)}, set(), []

    @admin.action(description="Merge selected tags", permissions=["change"])
    def merge(self, request, queryset):
        """Ask which of the tags stays, and merge the others into it."""
        tags = list(queryset.order_by("-story_count", "name")[: MOST_MERGED + 1])
        if not 2 <= len(tags) <= MOST_MERGED:
            self.message_user(
                request, f"Choose between 2 and {MOST_MERGED} tags to merge.", messages.WARNING
            )
            return None
        form = MergeForm(tags, request.POST if "confirmed" in request.POST else None)
        if form.is_valid():
            stays = form.cleaned_data["stays"]
            tagging.merge_tags(tags, into=stays)
            self.log_change(request, stays, f"Merged: {', '.join(tag.name for tag in tags)}.")
            self.message_user(request, f"{len(tags)} tags are “{stays}” now.", messages.SUCCESS)
            return None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Merge tags",
            "subtitle": None,
            "tags": tags,
            "form": form,
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/taggit/tag/merge.html", context)


class MergeForm(forms.Form):
    """Asks which of `tags` stays."""

    stays = forms.ModelChoiceField(
        None, label="Which one stays?", widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, tags, data=None):
        super().__init__(data)
        self.fields["stays"].queryset = Tag.objects.filter(pk__in=[tag.pk for tag in tags]).order_by(
            "name"
        )
        self.initial["stays"] = tags[0].pk
