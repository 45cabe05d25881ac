"""Many pictures at once: a page that takes files in, each by itself."""

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from images.models import Image
from images.processing import ACCEPTED_TYPES
from images.staff import staff_file
from images.workflow import take_in

logger = logging.getLogger(__name__)

# A web server in front gives up after a minute or so, while a picture takes a second or two.
SECONDS = 45


@dataclass(frozen=True)
class Received:
    """What came of one file: its picture, or why there is none."""

    name: str
    image: Image | None = None
    is_new: bool = False
    error: str = ""

    @property
    def thumbnail(self) -> dict:
        """The file to show of the picture."""
        return staff_file(self.image, "square", 160)


class TakesManyIn:
    """Mixin of the ModelAdmin: `upload_view` takes in all files that are sent, one after the other."""

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """GET: the page. POST `upload`, any number of times: what came of each file.

        static/images/upload.js sends each file to the library by itself instead.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        received = self._receive_all(request) if request.method == "POST" else []
        new = [found.image for found in received if found.is_new]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Upload pictures",
            "media": self.media,
            "received": received,
            "new": new,
            "new_keys": ",".join(str(image.pk) for image in new),
            "failed": [found for found in received if found.error],
            "accepted": ",".join(ACCEPTED_TYPES),
            "most_bytes": settings.IMAGE_MAX_BYTES,
            "most_together": settings.REQUEST_MAX_SIZE,
            "may_describe": self.has_change_permission(request),
        }
        return TemplateResponse(request, "admin/images/image/upload.html", context)

    def _receive_all(self, request: HttpRequest) -> list[Received]:
        until = time.monotonic() + SECONDS
        return [self._receive_one(request, file, until) for file in request.FILES.getlist("upload")]

    def _receive_one(self, request: HttpRequest, upload: File, until: float) -> Received:
        name = upload.name or "A file without a name"
        if time.monotonic() > until:
            return Received(
                name, error="There was no time left for it. Choose it again, and send it alone."
            )
        try:
            image, is_new = take_in(upload, uploaded_by=request.user)
        except ValidationError as error:
            return Received(name, error=" ".join(error.messages))
        except OSError:
            logger.exception("An uploaded picture cannot be stored")
            return Received(name, error="The server could not store it. Nothing was kept. Try again.")
        if is_new:
            self.log_addition(request, image, "Uploaded with others.")
        return Received(name, image, is_new)
