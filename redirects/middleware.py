"""Answers an address that is no longer there with the one that replaced it."""

from copy import copy
from urllib.parse import unquote

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    QueryDict,
)
from django.urls import Resolver404, resolve

from pagecache.requests import TRIAL
from pagecache.showing import apart
from redirects import missing
from redirects.workflow import find_redirect, further_paths, old_paths

# A query that WordPress used as the whole address of a post, page or category.
WORDPRESS_QUERIES = ("p", "page_id", "attachment_id", "cat")
# Redirects that are followed for one reader: a second one where the page of the first is gone.
STEPS = 2


def old_addresses(get_response):
    """Middleware: a 404 becomes a 301 where a redirect is known; so does `/?p=12` on the front.

    Where none is known for that, readers are sent to the front page, for this time.
    What stays missing is counted.

    A redirect names where it leads to, and what a page is called tells of it. So it is only given
    away where there is a page: one that was withdrawn answers for its old address itself, and one
    that readers may not see yet is as if there were no redirect.
    """

    def moved(request):
        asked = asked_paths(request)
        address = find_redirect(asked)
        for _ in range(STEPS):
            if address is None or asked[0] in further_paths(address):
                return None
            there = look(request, address, get_response)
            if there is None or there.status_code not in (404, 410):
                return HttpResponsePermanentRedirect(address)
            if there.status_code == 410:
                return there
            address = find_redirect(further_paths(address), address)
        return None

    def middleware(request):
        if request.path == "/" and not request.GET.keys().isdisjoint(WORDPRESS_QUERIES):
            # Not the front page itself: it would be made anew for every number that somebody makes up.
            return moved(request) or HttpResponseRedirect("/")
        response = get_response(request)
        if response.status_code == 404:
            if there := moved(request):
                return there
            if not request.META.get(TRIAL):
                missing.note(request)
        if not request.META.get(TRIAL):
            with apart():  # no page shows it
                missing.write_due()
        return response

    return middleware


def look(request: HttpRequest, address: str, get_response) -> HttpResponse | None:
    """Return what a reader would get at an address, or None if that cannot be known from here.

    It can of the pages of stories, sections, tags and authors, whose addresses have a namespace.
    What else stands on this host may be served by something in front of us.
    """
    path, _, query = address.partition("#")[0].partition("?")
    for candidate in (path, f"{path}/"):
        try:
            match = resolve(candidate)
        except Resolver404:
            continue
        if match.namespace:
            reader = copy(request)
            reader.method, reader.path, reader.path_info = "GET", candidate, candidate
            reader.GET = QueryDict(query)
            return get_response(reader)
    return None


def asked_paths(request: HttpRequest) -> list[str]:
    """Return the old paths that a request may ask for: its address with its query, and without.

    An address that was encoded twice counts as well. PostgreSQL takes no NUL, which may come of that.
    """
    paths = old_paths(unquote(request.path), unquote(request.META.get("QUERY_STRING", "")))
    paths += [f"/?{name}={request.GET[name]}" for name in WORDPRESS_QUERIES if name in request.GET]
    return [path for path in paths if "\0" not in path]
