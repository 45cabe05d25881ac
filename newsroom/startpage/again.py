"""The button of the start page that has unfinished work done again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from articles import due
from articles.models import DueMoment
from newsroom.startpage.page import may_run_again


@require_POST
def run_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what was begun at a moment of a story and not finished; say what became of it."""
    moment = DueMoment.objects.select_related("article").filter(pk=pk).first()
    if moment is None or not may_run_again(request.user, moment):
        raise PermissionDenied
    outcome = due.perform_again(pk)
    if outcome is None:
        messages.info(request, "It is done already, or being done just now. Nothing was repeated.")
    elif outcome.failed:
        messages.error(request, f"It failed again. {outcome.text}")
    else:
        messages.success(request, f"Done: {outcome.text}.")
    return HttpResponseRedirect(reverse("admin:index"))
