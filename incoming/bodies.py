"""How long what a client sends is, as it says itself."""

from django.http import HttpRequest

_DIGITS = 20  # that are looked at: Python reads no number of thousands


def announced_length(request: HttpRequest) -> int | None:
    """Return the bytes of a request's body by its Content-Length: 0 without one, None for no number."""
    length = request.headers.get("content-length") or "0"
    if not (length.isascii() and length.isdigit()):
        return None
    return int(length.lstrip("0")[:_DIGITS] or "0")
