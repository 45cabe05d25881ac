"""Where a request comes from, and whose page it was sent from."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def reader_address(request: HttpRequest) -> str | None:
    """Return the address of the reader's machine, or None where it is not known.

    It is REMOTE_ADDR, which newsroom.proxies.trusted_proxies has set right behind our own
    proxies. No header is looked at here: a reader may send any.
    """
    address = parsed(request.META.get("REMOTE_ADDR", ""))
    return str(address) if address else None


def neighbourhood(address: str | None, ipv4_length: int = 24) -> str:
    """Return the network that limits count as one sender: the /24 of IPv4, the /64 of IPv6.

    With `ipv4_length` 32 each address of IPv4 counts by itself. Empty where the address is not
    known, or is the machine's own: then a proxy stands in front that TRUSTED_PROXIES does not name,
    and all readers would count as one.
    """
    found = parsed(address or "")
    if found is None or found.is_loopback:
        return ""
    length = ipv4_length if found.version == 4 else 64
    return str(ip_network((found, length), strict=False))


def comes_from_this_site(request: HttpRequest, *, by_script: bool = False) -> bool:
    """Whether a form was sent from a page of this site, as far as the browser tells.

    Browsers say so in Sec-Fetch-Site, older ones in Origin, and neither can be set by a page. A form
    that comes with neither was sent by no browser that another site could misuse. What a script
    of ours sends (`by_script`) has one of them, and was sent by nobody's own hand.
    """
    if fetched_from := request.headers.get("Sec-Fetch-Site"):
        return fetched_from == "same-origin" or (fetched_from == "none" and not by_script)
    origin = request.headers.get("Origin")
    if origin is None:
        return not by_script
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    return host in {request.get_host(), urlsplit(settings.SITE_URL).netloc}


def parsed(address: str) -> IPv4Address | IPv6Address | None:
    """Return an address without its zone, or None; one of IPv4 that is written as IPv6 is IPv4."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
