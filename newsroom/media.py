"""Serves uploads where no web server in front does it."""

from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

PICTURES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with an upload. Its content never changes under its name, so that it may be kept.

    What is not a picture is offered as a download: nothing that was uploaded runs on our pages.
    Raises Http404 when there is no such file.
    """
    try:
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
    except (SuspiciousFileOperation, ValueError, OSError) as error:
        raise Http404("No file has such a name.") from error
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if isinstance(response, FileResponse):
        kind = PICTURES.get(PurePosixPath(path).suffix.lower())
        response.headers["Content-Type"] = kind or "application/octet-stream"
        if kind is None:
            response.headers["Content-Disposition"] = "attachment"
    return response
