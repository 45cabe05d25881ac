"""The front page, search, and what a reader gets when something is not there."""

import sys

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string

from articles.models import Article
from newsroom.front import front_page
from newsroom.results import read, results_page
from pagecache.showing import stored

SECONDS_TO_RETRY = 30
A_TEXT = 40  # characters, from which on a value is nothing that is quickly typed again


@stored()
def front(request):
    """The front page."""
    return render(request, "newsroom/front.html", front_page())


def search(request):
    """Stories that answer a question, the best or the newest first; the form alone without one."""
    return render(
        request, "newsroom/search.html", results_page(read(request.GET), request.site_settings)
    )


def not_found(request, exception):
    """A 404 page that helps on: search and the latest stories."""
    try:
        latest = list(Article.objects.published().newest_first().for_headlines()[:6])
    except DatabaseError:
        latest = []
    return render(request, "404.html", {"latest": latest}, status=404)


def server_error(request):
    """A 500 page, or a 503 page while the database is away; neither needs the database.

    What was sent stands on it, to be kept or to be sent again.
    """
    context = {"address": request.get_full_path(), "unsent": unsent(request)}
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        later = {"Retry-After": SECONDS_TO_RETRY}
        return HttpResponse(render_to_string("503.html", context), status=503, headers=later)
    return HttpResponse(render_to_string("500.html", context), status=500)


def unsent(request) -> list[tuple[str, str, bool]]:
    """Return the fields of a form that was sent, each with its value and whether people wrote that.

    It is empty for other requests, and for forms that hold a password or files, or that are larger
    than the site takes: these cannot be sent again from here.
    """
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        if request.FILES or any("password" in name for name, _ in fields):
            return []
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return []
    return [(name, value, name == "comment" or _is_text(value)) for name, value in fields]


def _is_text(value: str) -> bool:
    return len(value) > A_TEXT and any(character.isspace() for character in value)
