"""Filters beside the list of comments."""

from django.contrib import admin

from articles.admin.filters import AutocompleteFilter
from articles.models import Article
from articles.permissions import nameable_by
from comments.models import Comment


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
        status = self.status_of(self.value())
        return queryset.filter(status=status) if status else queryset

    @staticmethod
    def status_of(value: str | None) -> str:
        """Return the status that the list shows for a value of the filter; empty for all."""
        if value == "all":
            return ""
        return value if value in Comment.Status else Comment.Status.PENDING


class StoryFilter(AutocompleteFilter):
    """The comments of one story that the moderator may read the headline of."""

    title = "story"
    parameter_name = "story"
    field = Comment._meta.get_field("article")

    def rows(self, request):
        return nameable_by(request.user, Article.objects.all())

    def queryset(self, request, queryset):
        return queryset.filter(article=self.chosen) if self.chosen else queryset
