"""The list of pictures as a library: cards in a grid."""

from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats, timezone

from images.admin.filters import SOON
from images.models import Image, PictureUse
from images.staff import staff_file


@dataclass(frozen=True)
class Card:
    """A picture in the library. `flags` are what the desk should see to: (kind, words) pairs."""

    picture: Image
    file: dict
    flags: list[tuple[str, str]]


class PictureChangeList(ChangeList):
    """Pictures with all that their cards show, by a number of queries that does not grow."""

    def get_queryset(self, *args, **kwargs) -> QuerySet[Image]:
        """Return the pictures that were asked for."""
        uses = PictureUse.objects.filter(image=OuterRef("pk"))
        return super().get_queryset(*args, **kwargs).annotate(is_used=Exists(uses))

    @property
    def cards(self) -> list[Card]:
        """The pictures of this page."""
        return [
            Card(image, staff_file(image, "square", 320), flags(image)) for image in self.result_list
        ]


def flags(image: Image) -> list[tuple[str, str]]:
    """Return what the desk should see to; `image` comes from a PictureChangeList."""
    found = []
    if image.withheld_for == Image.Withheld.TAKEN_DOWN:
        found.append(("bad", "Taken down"))
    elif image.is_ended:
        found.append(("bad", "Licence ended"))
    elif image.licence_ends and (image.licence_ends - timezone.localdate()).days <= SOON:
        found.append(("soon", f"Licence ends {formats.date_format(image.licence_ends, 'j M')}"))
    if not image.alt:
        found.append(("soon", "No alt text"))
    if not image.is_used:
        found.append(("quiet", "Unused"))
    return found


class ListsPictures:
    """Mixin of the ModelAdmin: the library, and what can be done with several of its pictures."""

    actions = ["describe_selected"]
    actions_selection_counter = False

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[ChangeList]:
        """Return the class of the list."""
        return PictureChangeList

    @admin.action(description="Describe the selected pictures", permissions=["change"])
    def describe_selected(self, request: HttpRequest, queryset: QuerySet[Image]):
        """Open the form that describes several pictures."""
        keys = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True))
        return HttpResponseRedirect(f"{reverse('admin:images_image_describe')}?ids={keys}")
