"""The filters of the picture library."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from desk.related import can_be_key
from images import licences
from images.models import Image, PictureUse

SOON = 30  # days
UPLOADERS = 30  # people that are named


class UseFilter(admin.SimpleListFilter):
    """Whether anything shows the picture."""

    title = "use"
    parameter_name = "used"

    def lookups(self, request, model_admin):
        """Return the choices."""
        return [("yes", "Used"), ("no", "Unused")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        """Return the pictures of the choice."""
        is_used = Exists(PictureUse.objects.filter(image=OuterRef("pk")))
        if self.value() == "yes":
            return queryset.filter(is_used)
        return queryset.filter(~is_used) if self.value() == "no" else queryset


class LicenceFilter(admin.SimpleListFilter):
    """How long the picture may be shown."""

    title = "licence"
    parameter_name = "licence"

    def lookups(self, request, model_admin):
        """Return the choices."""
        return [
            ("ending", f"Ends within {SOON} days"),
            ("ended", "Has ended"),
            ("withheld", "Withheld from readers"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        """Return the pictures of the choice."""
        chosen = {
            "ending": lambda: licences.ending(SOON),
            "ended": licences.ended,
            "withheld": lambda: Image.objects.filter(withheld_at__isnull=False),
        }.get(self.value())
        return _among(queryset, chosen()) if chosen else queryset


class AltFilter(admin.SimpleListFilter):
    """Whether the picture is described for those who cannot see it."""

    title = "alt text"
    parameter_name = "alt"

    def lookups(self, request, model_admin):
        """Return the choices."""
        return [("none", "Without alt text")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        """Return the pictures of the choice."""
        return _among(queryset, Image.objects.filter(alt="")) if self.value() == "none" else queryset


class UploaderFilter(admin.SimpleListFilter):
    """Who put the picture into the library."""

    title = "uploader"
    parameter_name = "by"

    def lookups(self, request, model_admin):
        """Return myself, and those who have uploaded pictures."""
        has_uploaded = Exists(Image.objects.filter(uploaded_by=OuterRef("pk")))
        people = (
            get_user_model().objects.filter(has_uploaded, is_active=True).exclude(pk=request.user.pk)
        )
        others = people.order_by("username")[:UPLOADERS]
        return [("me", "Me"), *((str(user.pk), user.get_full_name() or str(user)) for user in others)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        """Return the pictures of the choice."""
        value = self.value()
        if value == "me":
            return queryset.filter(uploaded_by=request.user)
        if value:
            return queryset.filter(uploaded_by=value) if can_be_key(value) else queryset.none()
        return queryset


def _among(queryset: QuerySet[Image], found: QuerySet[Image]) -> QuerySet[Image]:
    """Return those of a list that are among `found`, few pictures that an index of theirs names.

    As a subquery: otherwise the list is read in its order, row by row, until a page of them is found.
    """
    return queryset.filter(pk__in=found.order_by().values("pk"))
