"""What happens to every request and every answer, whichever page it is for."""

from urllib.parse import unquote

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse

from desk.rendering import give_nonce
from incoming.bodies import announced_length

# What no page of ours needs, so that no script that slips in can use it.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ["camera", "geolocation", "microphone", "payment", "usb", "browsing-topics"]
)

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
MEGABYTE = 1024 * 1024


def permissions_policy(get_response):
    """Middleware: sets Permissions-Policy."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def largest_request(path: str) -> int:
    """Return how many bytes may be sent to a path: pictures to the desk, forms to other pages."""
    if path.startswith(reverse("admin:index")):
        return settings.REQUEST_MAX_SIZE
    return min(settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.REQUEST_MAX_SIZE)


def bounded_requests(get_response):
    """Middleware: refuses what no page could work with, before anything of it is read.

    That is a body larger than `largest_request` says, an address with a NUL, which PostgreSQL does not
    take into a query, and a method that no page knows, such as TRACE (RFC 9110, 15.6.2).
    """

    def middleware(request):
        if request.method not in METHODS:
            return HttpResponse("No page knows this method.\n", status=501, content_type="text/plain")
        if "\0" in request.path_info or "\0" in unquote(request.META.get("QUERY_STRING", "")):
            return HttpResponse(render_to_string("400.html"), status=400)
        most = largest_request(request.path_info)
        if (announced_length(request) or 0) > most:
            page = render_to_string("413.html", {"megabytes": most // MEGABYTE})
            return HttpResponse(page, status=413)
        return get_response(request)

    return middleware


class AdminContentSecurity:
    """Middleware: gives pages of the admin their own Content-Security-Policy.

    The import map of the rich text editor is an inline script; it gets the nonce of the answer.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if self._is_admin(request):
            response._csp_update = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response

    def process_template_response(self, request, response: TemplateResponse) -> TemplateResponse:
        if self._is_admin(request):
            give_nonce(request, response)
        return response

    @staticmethod
    def _is_admin(request) -> bool:
        return request.path_info.startswith(reverse("admin:index"))
