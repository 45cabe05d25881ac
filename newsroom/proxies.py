"""Who a reader is, behind the proxies of TRUSTED_PROXIES."""

from typing import Any

from django.conf import settings

from incoming.network import parsed


def trusted_proxies(get_response):
    """Middleware: REMOTE_ADDR becomes the reader's own address.

    From anybody but our own proxies, the X-Forwarded headers are dropped.
    """

    def middleware(request):
        if is_trusted(request.META.get("REMOTE_ADDR", "")):
            request.META["REMOTE_ADDR"] = reader_of(request.META)
        else:
            for name in ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"):
                request.META.pop(name, None)
        return get_response(request)

    return middleware


def reader_of(environ: dict[str, Any]) -> str:
    """Return the address of the reader whose request has the WSGI environment `environ`.

    X-Forwarded-For is read from its end, where our own proxies write, up to the first address that
    is not theirs: what the reader wrote before that is not believed.
    """
    peer = environ.get("REMOTE_ADDR", "")
    if is_trusted(peer):
        for hop in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            if not parsed(hop.strip()):
                break
            peer = hop.strip()
            if not is_trusted(peer):
                break
    return peer


def is_trusted(peer: str) -> bool:
    """Whether an address is that of one of our own proxies."""
    if not settings.TRUSTED_PROXIES:
        return False
    address = parsed(peer)
    if address is None:
        return "unix" in settings.TRUSTED_PROXIES  # a socket has no address
    return any(network != "unix" and address in network for network in settings.TRUSTED_PROXIES)
