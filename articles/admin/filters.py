"""Filters beside the list of stories. None of them lists more than it can, or counts."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from taggit.models import TaggedItem

from articles.models import Article, Byline, Category
from desk.related import AutocompleteSelect, can_be_key


class StatusFilter(admin.SimpleListFilter):
    """Where a story stands; published ones are parted by whether their time has come."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [
            ("draft", "Draft"),
            ("in_review", "In review"),
            ("changes_requested", "Changes requested"),
            ("approved", "Approved"),
            ("scheduled", "Scheduled"),
            ("published", "Published"),
            ("pending", "Published, with changes that are not"),
            ("expired", "Expired"),
            ("withdrawn", "Withdrawn"),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "published":
                return queryset.published()
            case "scheduled":
                return queryset.filter(status=Article.Status.PUBLISHED, published_at__gt=timezone.now())
            case "pending":
                return queryset.filter(status=Article.Status.PUBLISHED).exclude(pending_status="")
            case "expired":
                return queryset.filter(status=Article.Status.PUBLISHED, expires_at__lte=timezone.now())
            case "in_review" | "changes_requested" | "approved" as status:
                # What waits for somebody: stories, and the changes of those that are public.
                return queryset.filter(Q(status=status) | Q(pending_status=status))
            case "draft" | "withdrawn" as status:
                return queryset.filter(status=status)
        return queryset


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return Article.Kind.choices

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() in Article.Kind else queryset


class AutocompleteFilter(admin.ListFilter):
    """A filter by one row of a table of any size, found by typing.

    `field` is the foreign key whose autocomplete is asked. A value that names no row is ignored.
    """

    template = "admin/articles/article/autocomplete_filter.html"
    parameter_name: str
    field = None

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.admin_site = model_admin.admin_site
        value = params.pop(self.parameter_name, [""])[-1]
        rows = self.rows(request)
        self.chosen = rows.filter(pk=value).first() if can_be_key(value) else None
        if self.chosen:
            self.used_parameters[self.parameter_name] = self.chosen.pk

    def rows(self, request):
        """Return the rows that the request may choose."""
        return self.field.remote_field.model.objects.all()

    @classmethod
    def media(cls, admin_site) -> forms.Media:
        """The scripts and styles that the field needs."""
        return AutocompleteSelect(SectionFilter.field, admin_site).media

    def has_output(self):
        return True

    def expected_parameters(self):
        return [self.parameter_name]

    def choices(self, changelist):
        """Return what the template shows: the field, the rest of the list's query, the way out."""
        name = self.parameter_name
        select = AutocompleteSelect(
            self.field, self.admin_site, attrs={"aria-label": f"By {self.title}"}
        )
        choice = forms.ModelChoiceField(self.field.remote_field.model.objects, widget=select)
        form = type("FilterForm", (forms.Form,), {name: choice})(initial={name: self.chosen})
        kept = {key: value for key, value in changelist.params.items() if key != name}
        clear = changelist.get_query_string(remove=[name]) if self.chosen else ""
        return [{"field": form[name], "kept": kept, "clear": clear}]


class SectionFilter(AutocompleteFilter):
    """Stories of a category and of all below it."""

    title = "section"
    parameter_name = "section"
    field = Article._meta.get_field("category")

    def queryset(self, request, queryset):
        if not self.chosen:
            return queryset
        return queryset.filter(category__in=Category.objects.branch(self.chosen.path).values("pk"))


class AuthorFilter(AutocompleteFilter):
    title = "author"
    parameter_name = "author"
    field = Byline._meta.get_field("author")

    def queryset(self, request, queryset):
        # An author stands once over a story, so the join makes no doubles.
        return queryset.filter(bylines__author=self.chosen) if self.chosen else queryset


class TagFilter(AutocompleteFilter):
    title = "tag"
    parameter_name = "tag"
    field = TaggedItem._meta.get_field("tag")

    def queryset(self, request, queryset):
        return queryset.filter(tags=self.chosen) if self.chosen else queryset
