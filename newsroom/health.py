"""Tells a load balancer or a monitor whether this process can serve."""

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpResponse

PATH = "/health/"


def health(get_response):
    """Middleware: answers /health/ with 200 when the database answers, with 503 when it does not.

    It stands before the check of hosts, so that a probe may ask by address, and needs no template.
    """

    def middleware(request):
        if request.path_info != PATH:
            return get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except (DatabaseError, InterfaceError):
            return _answer("The database does not answer.", status=503)
        return _answer("ok", status=200)

    return middleware


def _answer(text: str, status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "Content-Length": str(len(text) + 1)}
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain", headers=headers)
