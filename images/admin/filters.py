"""The filters of the picture library."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from images.models import Image, PictureUse


class UseFilter(admin.SimpleListFilter):
    """Whether anything shows the picture."""

    title = "use"
    parameter_name = "used"

    def lookups(self, request, model_admin):
        return [("yes", "Used"), ("no", "Unused")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        is_used = Exists(PictureUse.objects.filter(image=OuterRef("pk")))
        if self.value() == "yes":
            return queryset.filter(is_used)
        return queryset.filter(~is_used) if self.value() == "no" else queryset
