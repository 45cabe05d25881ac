"""Replacing a picture by another one wherever it stands."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from desk.related import can_be_key
from images.models import Image
from images.staff import staff_file, trouble
from images.uses import replace_some, uses_of

CHOICES = 24  # pictures offered at once


class ReplacesPictures:
    """Mixin of the ModelAdmin: choose another picture, see what will change, and change it."""

    def replace_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: choose (`?q=words&before=pk`), then confirm (`?other=pk`). POST `other`: replace."""
        image = Image.objects.select_related("replacement").filter(pk=pk).first()
        if not self.has_change_permission(request, image):
            raise PermissionDenied
        if image is None:
            raise Http404("There is no such picture.")
        sent = request.POST if request.method == "POST" else request.GET
        other = self._other(image, sent.get("other", ""))
        if request.method == "POST" and other:
            return self._replace(request, image, other)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Replace “{image}” everywhere",
            "image": _card(image),
            "uses": uses_of(image, user=request.user),
            "media": self.media,
        }
        if other:
            return TemplateResponse(
                request, "admin/images/image/replace_confirm.html", context | {"other": _card(other)}
            )
        query = request.GET.get("q", "")[:200]
        choices, older = self._choices(request, image, query)
        context |= {
            "choices": choices,
            "query": query,
            "older": f"?{urlencode({'q': query, 'before': older})}" if older else "",
            "is_missing": "other" in sent,
        }
        return TemplateResponse(request, "admin/images/image/replace.html", context)

    def _other(self, image: Image, key: str) -> Image | None:
        found = Image.objects.filter(pk=key) if can_be_key(key) else Image.objects.none()
        return found.exclude(pk=image.pk).first()

    def _choices(self, request: HttpRequest, image: Image, query: str) -> tuple[list[dict], int | None]:
        """Return pictures to choose from, the suggested one first, and the key of the older ones."""
        found = self.get_queryset(request).exclude(pk=image.pk).order_by("-pk")
        found, _ = self.get_search_results(request, found, query)
        before = request.GET.get("before", "")
        if can_be_key(before):
            found = found.filter(pk__lt=int(before))
        rows = list(found[: CHOICES + 1])
        older = rows[CHOICES - 1].pk if len(rows) > CHOICES else None
        rows = rows[:CHOICES]
        if image.replacement and not query and not before:
            rows = [image.replacement, *(row for row in rows if row != image.replacement)]
        return [_card(row) for row in rows], older

    def _replace(self, request: HttpRequest, image: Image, other: Image) -> HttpResponseRedirect:
        here = reverse("admin:images_image_replace", args=[image.pk])
        result = replace_some(image, other, request.user)
        if result.replaced:
            times = "one place" if result.replaced == 1 else f"{result.replaced} places"
            text = f"“{other}” now stands in the place of “{image}”, in {times}."
            self.log_change(request, image, text)
            messages.success(request, text)
        for name, error in result.failed[:10]:
            messages.error(request, f"{name} was left as it is: {error}")
        if result.has_more:
            messages.warning(
                request, "There are more places than are changed at once. Replace it again to go on."
            )
            return HttpResponseRedirect(f"{here}?{urlencode({'other': other.pk})}")
        return HttpResponseRedirect(reverse("admin:images_image_change", args=[image.pk]))


def _card(image: Image) -> dict:
    return {
        "picture": image,
        "file": staff_file(image, "square", 320),
        "preview": staff_file(image, "full", 640),
        "trouble": trouble(image),
    }
