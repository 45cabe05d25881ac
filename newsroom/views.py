"""The front page, search, and what a reader gets when something is not there."""

import sys
from urllib.parse import urlencode

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from articles.models import Article
from newsroom.front import front_page

LONGEST_QUERY = 120  # characters
SECONDS_TO_RETRY = 30


def front(request):
    """The front page."""
    return render(request, "newsroom/front.html", front_page())


def search(request):
    """Stories that hold every word asked for, the newest first."""
    query = " ".join(request.GET.get("q", "").split())
    context = {"query": query, "stories": [], "message": ""}
    if len(query) > LONGEST_QUERY:
        context["message"] = _("That is a long question. Ask with a few words.")
    elif query:
        found = Article.objects.published().saying(query).newest_first()
        page = found.for_cards().with_bylines().page(request.GET.get("before"))
        context["stories"] = page.stories
        context["next_url"] = f"?{urlencode({'q': query, 'before': page.older})}" if page.older else None
        context["previous_url"] = None if page.first else f"?{urlencode({'q': query})}"
        if not page.stories:
            context["message"] = _("No story holds all of these words. Try fewer or other ones.")
    return render(request, "newsroom/search.html", context)


def not_found(request, exception):
    """A 404 page that helps on: search and the latest stories."""
    try:
        latest = list(Article.objects.published().newest_first().for_cards()[:6])
    except DatabaseError:
        latest = []
    return render(request, "404.html", {"latest": latest}, status=404)


def server_error(request):
    """A 500 page, or a 503 page while the database is away; neither needs database or context."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        later = {"Retry-After": SECONDS_TO_RETRY}
        return HttpResponse(render_to_string("503.html"), status=503, headers=later)
    return HttpResponse(render_to_string("500.html"), status=500)
