"""Answers an address that is no longer there with the one that replaced it."""

from urllib.parse import quote, unquote

from django.http import HttpResponsePermanentRedirect

from redirects.models import Redirect

# A query that WordPress used as the whole address of a post, page or category.
WORDPRESS_QUERIES = ("p", "page_id", "attachment_id", "cat")


def old_addresses(get_response):
    """Middleware: a 404 becomes a 301 where a redirect is known; so does `/?p=12` on the front."""

    def middleware(request):
        if request.path == "/" and not request.GET.keys().isdisjoint(WORDPRESS_QUERIES):
            return find_redirect(request) or get_response(request)
        response = get_response(request)
        if response.status_code == 404:
            return find_redirect(request) or response
        return response

    return middleware


def find_redirect(request) -> HttpResponsePermanentRedirect | None:
    """Return the redirect for the request's address, with or without its query, or None."""
    path = unquote(request.path)
    candidates = [path, path if path.endswith("/") else f"{path}/"]
    if request.META.get("QUERY_STRING"):
        candidates.insert(0, f"{path}?{unquote(request.META['QUERY_STRING'])}")
        candidates += [
            f"/?{name}={request.GET[name]}" for name in WORDPRESS_QUERIES if name in request.GET
        ]
    known = dict(Redirect.objects.filter(old_path__in=candidates).values_list("old_path", "new_path"))
    for candidate in candidates:
        if candidate in known:
            return HttpResponsePermanentRedirect(quote(known[candidate], safe="/?=&#:%"))
    return None
