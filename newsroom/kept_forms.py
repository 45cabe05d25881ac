"""A form of the desk that comes too late, after its session ended, is handed back, not thrown away.

The answer is a page that holds everything that was sent, and sends it once more to the same
address. It is made only of what passed the CSRF check, or what the browser itself says comes from
this site: no other site can have words of its own shown here.
"""

from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views import csrf

from richtext.sanitizer import sanitize


def is_navigation(request: HttpRequest) -> bool:
    """Whether a person sent a form, and waits for a page; scripts get answers of their own."""
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


def keep_form(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Answer a form that could not be taken with a page that holds it, to be sent again: 403.

    Files cannot be held, and passwords shall not be: the page names them. What is held is bounded
    as every form is, by DATA_UPLOAD_MAX_MEMORY_SIZE and DATA_UPLOAD_MAX_NUMBER_FIELDS.
    """
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    passwords = {name for name, _ in sent if "password" in name.lower()}
    held = [pair for pair in sent if pair[0] not in passwords and pair[0] != "csrfmiddlewaretoken"]
    files = [file.name for _, uploads in request.FILES.lists() for file in uploads]
    context = {
        **site.each_context(request),
        "title": "What you wrote is kept",
        "held": held,
        "texts": [_readable(value) for _, value in held if " " in value.strip()],
        "left_out": [*files, *(["the password"] if passwords else [])],
        "is_logged_in": site.has_permission(request),
        "is_refused": request.user.is_authenticated and not site.has_permission(request),
        "login": f"{reverse('admin:login')}?next={reverse('admin:index')}",
    }
    response = render(request, "admin/kept_form.html", context, status=403)
    add_never_cache_headers(response)
    return response


def _readable(text: str) -> dict:
    """Return a text for people to read and to copy: as it was formatted, if it is rich text."""
    is_rich = text.lstrip().startswith("<")
    return {"is_rich": is_rich, "text": sanitize(text) if is_rich else text}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is stale, as it is after one logged in again in another tab.

    The form is held only if it is one of the desk and the browser says that it is from this site;
    anybody else gets the plain page.
    """
    if not request.path.startswith(reverse("admin:index")) or not _is_same_origin(request):
        return csrf.csrf_failure(request, reason)
    if request.content_type == "application/json":
        return JsonResponse({"stale": True}, status=403)
    if request.path == reverse("admin:login") or not is_navigation(request):
        return csrf.csrf_failure(request, reason)
    return keep_form(request, admin.site)


def _is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that a request comes from a page of this site.

    Sec-Fetch-Site is not sent over plain http, where Origin must do.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = urlsplit(request.headers.get("Origin", ""))
    return (origin.scheme, origin.netloc) == (request.scheme, request.get_host())
