"""Withheld pictures for those who may see them in the admin."""

import mimetypes
import posixpath

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest

from images.files import withheld_storage
from images.models import Image
from images.withholding import names


class ServesFiles:
    """Mixin of the ModelAdmin: `file_view` answers with a file of a picture, wherever it lies."""

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
