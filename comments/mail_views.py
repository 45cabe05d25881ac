"""The pages that a mail to a reader links to: confirming the address, and stopping the mail.

Whoever holds the token of a link may do what it is for: no cookie, no login, and no page of this
site is needed. A GET changes nothing, as programs that look for viruses follow links too.
"""

from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments import subscriptions
from comments.models import MailAddress
from comments.reader_mail import read_confirm_token, read_stop_token


def _by_token(view):
    """Mark a view whose address is a secret: kept by no cache, listed nowhere, told to no other site."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answer


@_by_token
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET: ask whether mail is wanted. POST: it is; with `never`, it never is."""
    address = read_confirm_token(token)
    if address is None:
        return _show(request, "unknown", status=404)
    if request.method != "POST":
        return _show(request, "confirm")
    if "never" in request.POST:
        subscriptions.turn_off(subscriptions.digest(address.email))
        return _show(request, "off")
    subscriptions.confirm(address)
    return _show(request, "confirmed")


@_by_token
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET: ask what to stop. POST: stop all mail, as RFC 8058 has it; or what `stop` says.

    `stop` is "thread" for the one conversation, or "none" to take back that all mail was stopped.
    """
    found = read_stop_token(token)
    if found is None:
        return _show(request, "unknown", status=404)
    address, thread, digest = found
    if request.method != "POST":
        return _show(request, "stop")
    match request.POST.get("stop"):
        case "thread":
            subscriptions.stop_thread(address, thread)
            return _show(request, "thread_off")
        case "none":
            subscriptions.take_back_stop(address, digest)
            is_confirmed = MailAddress.objects.filter(pk=address, confirmed_at__isnull=False).exists()
            return _show(request, "on" if is_confirmed else "unconfirmed")
    subscriptions.turn_off(digest)
    return _show(request, "off")


def _show(request: HttpRequest, state: str, status: int = 200) -> HttpResponse:
    return render(request, "comments/mail.html", {"state": state}, status=status)
