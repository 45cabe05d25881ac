"""How the page cache stands in front of this site: whose requests it may answer."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import reverse

from newsroom.proxies import is_trusted
from pagecache.edges.backends import configured
from pagecache.edges.front import Front
from pagecache.requests import Screen
from pagecache.wsgi import PageCache
from redirects.middleware import WORDPRESS_QUERIES


def in_front_of(application: Callable, size: int | None = None) -> Callable:
    """Return an application with the page cache in front of it, unless it is switched off.

    `size` is in bytes, by default as the settings say.
    """
    size = settings.PAGE_CACHE_SIZE if size is None else size
    if not size:
        return application
    backends = configured()
    return PageCache(application, screen(), size, edges=Front(backends) if backends else None)


def screen() -> Screen:
    """Return what tells the requests that are answered alike for everybody.

    Who has a session, or a message waiting, gets pages of their own.
    """
    return Screen(
        host=urlsplit(settings.SITE_URL).netloc,
        allows=is_our_host,
        scheme=scheme_of,
        cookies=(settings.SESSION_COOKIE_NAME, "messages"),
        prefixes=(settings.STATIC_URL, reverse("admin:index"), "/media/", "/api/"),
        old_addresses=WORDPRESS_QUERIES,
    )


def is_our_host(host: str) -> bool:
    """Whether Django would answer under a name, which may have a port."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def scheme_of(environ: dict) -> str:
    """Return http or https: what the connection is, or what our own proxy in front says of its."""
    if settings.SECURE_PROXY_SSL_HEADER and is_trusted(environ.get("REMOTE_ADDR", "")):
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if said := environ.get(name, "").partition(",")[0].strip():
            return "https" if said == secure else "http"
    return environ["wsgi.url_scheme"]
