"""Which shared caches stand in front of the site, as the settings name them."""

import re

from django.core.exceptions import ImproperlyConfigured

# What each of them needs, and how it is called in pagecache.edges.backends.
NEEDED = {
    "varnish": ("PURGE_VARNISH", "PURGE_VARNISH_SECRET"),
    "nginx": ("PURGE_NGINX", "PURGE_NGINX_SECRET"),
    "cloudflare": ("PURGE_CLOUDFLARE_ZONE", "PURGE_CLOUDFLARE_TOKEN"),
    "fastly": ("PURGE_FASTLY_SERVICE", "PURGE_FASTLY_TOKEN"),
}
OPTIONS = {
    "varnish": ("url", "secret"),
    "nginx": ("url", "secret"),
    "cloudflare": ("zone", "token"),
    "fastly": ("service", "token"),
}
SHORTEST_SECRET = 16  # characters
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[!-~]+")

Edges = list[tuple[str, dict[str, str]]]


def edges(page_cache_size: int, **given: str | list[str]) -> Edges:
    """Return a row for each shared cache: its kind, and what is to be known of it.

    None without the page cache, whose pages they keep. Raises ImproperlyConfigured when half of what
    one needs is given.
    """
    found: Edges = []
    for kind, (where, secret) in NEEDED.items():
        if bool(given[where]) != bool(given[secret]):
            there, missing = (where, secret) if given[where] else (secret, where)
            raise ImproperlyConfigured(
                f"{there} is set and {missing} is not. Set both, or none of them."
            )
        if not given[where]:
            continue
        if not _SECRET.fullmatch(given[secret]) or len(given[secret]) < SHORTEST_SECRET:
            raise ImproperlyConfigured(
                f"{secret} is too short or holds what no header can. Write {SHORTEST_SECRET} or more "
                "letters, digits and signs, without blanks."
            )
        places = given[where] if isinstance(given[where], list) else [given[where]]
        for place in places:
            if not isinstance(given[where], list) and not _NAME.fullmatch(place):
                raise ImproperlyConfigured(f"{where} is “{place}”. Write its id: letters and digits.")
            found.append((kind, dict(zip(OPTIONS[kind], (place, given[secret]), strict=True))))
    return found if page_cache_size else []
