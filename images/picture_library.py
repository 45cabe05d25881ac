"""The picture library as the editor of texts asks for it: JSON, for static/richtext/library.js."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from images.models import Image
from images.staff import staff_file, trouble
from images.workflow import take_in

PAGE_SIZE = 24
MOST_IDS = 500


def describe(image: Image) -> dict[str, Any]:
    """Return what the editor shows of a picture."""
    return {
        "id": image.pk,
        "title": image.title,
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
        "thumbnail": staff_file(image, "square", 320)["url"],
        "preview": staff_file(image, "full", 960)["url"],
        "page": reverse("admin:images_image_change", args=[image.pk]),
        "trouble": trouble(image),
    }


class LibraryView:
    """Mixin of the ModelAdmin: `picture_library_view` searches pictures and takes new ones in."""

    def picture_library_view(self, request: HttpRequest) -> JsonResponse:
        """GET `?q=words&before=pk` or `?ids=1,2`: pictures, newest first. POST: store one."""
        if request.method == "POST":
            return self._receive(request)
        if not self.has_view_permission(request):
            raise PermissionDenied
        if "ids" in request.GET:
            wanted = [number for number in request.GET["ids"].split(",") if _is_key(number)]
            found = self.get_queryset(request).filter(pk__in=wanted[:MOST_IDS])
            return JsonResponse({"pictures": [describe(image) for image in found]})
        pictures, older = self._page(request)
        answer = {
            "pictures": [describe(image) for image in pictures],
            "older": older,
            "may_upload": self.has_add_permission(request),
        }
        return JsonResponse(answer)

    def _page(self, request: HttpRequest) -> tuple[list[Image], int | None]:
        """Return the pictures asked for, and the key to ask for older ones with."""
        found: QuerySet[Image] = self.get_queryset(request).order_by("-pk")
        found, _ = self.get_search_results(request, found, request.GET.get("q", "")[:200])
        before = request.GET.get("before", "")
        if _is_key(before):
            found = found.filter(pk__lt=int(before))
        pictures = list(found[: PAGE_SIZE + 1])
        older = pictures[PAGE_SIZE - 1].pk if len(pictures) > PAGE_SIZE else None
        return pictures[:PAGE_SIZE], older

    def _receive(self, request: HttpRequest) -> JsonResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        upload = request.FILES.get("upload")
        if upload is None:
            return JsonResponse({"errors": {"upload": ["Choose a file."]}}, status=400)
        words = {name: request.POST.get(name, "").strip() for name in ("alt", "caption", "credit")}
        try:
            image, is_new = take_in(upload, uploaded_by=request.user, **words)
        except ValidationError as error:
            errors = error.message_dict if hasattr(error, "error_dict") else {"upload": error.messages}
            return JsonResponse({"errors": errors}, status=400)
        if not is_new:
            message = f"“{image.title}” was in the library already, and is chosen now."
        else:
            message = f"“{image.title}” is in the library now."
            self.log_addition(request, image, "Uploaded while writing.")
        return JsonResponse({"picture": describe(image), "message": message, "is_new": is_new})


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16
