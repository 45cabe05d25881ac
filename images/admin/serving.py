"""Withheld pictures: for those who may see them in the admin, and given back to readers."""

import mimetypes
import posixpath

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from images.files import withheld_storage
from images.models import Image
from images.staff import trouble
from images.withholding import names, release


class ServesFiles:
    """Mixin of the ModelAdmin: the files of a picture wherever they lie, and their release."""

    def release_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: serve a picture again that was taken down.

        That is for those who may delete it: there was a reason to take it from readers.
        """
        image = Image.objects.filter(pk=pk).first()
        if not self.has_delete_permission(request, image):
            raise PermissionDenied
        if image is None:
            raise Http404("There is no such picture.")
        if request.method == "POST":
            if release(image):
                self.log_change(request, image, "Served to readers again.")
                messages.success(request, f"Readers see “{image}” again.")
            elif image.withheld_at:
                messages.warning(request, f"“{image}” stays withheld. {trouble(image)}")
        return HttpResponseRedirect(reverse("admin:images_image_change", args=[pk]))

    def file_view(self, request: HttpRequest, pk: int, name: str) -> FileResponse:
        """Answer with the file of a picture that has this name, apart from its folder."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        image = Image.objects.filter(pk=pk).first()
        path = next(
            (path for path in (names(image) if image else ()) if posixpath.basename(path) == name), None
        )
        if path is None:
            raise Http404("This picture has no such file.")
        for storage in (withheld_storage, default_storage):
            try:
                file = storage.open(path)
            except OSError:
                continue
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            response = FileResponse(file, content_type=kind)
            response.headers["Cache-Control"] = "private, no-store"
            return response
        raise Http404("The file of this picture is missing.")
