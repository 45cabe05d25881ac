"""Addresses that readers came to and that are not there: counted, so that somebody can redirect them.

Each process counts in memory and writes what it has counted every now and then, by a few statements:
whoever asks for a thousand addresses a second costs little more than their answers. Memory and table
are bounded. A process that dies loses the counts of the last half minute; nothing hangs on them.
"""

import logging
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.http import HttpRequest
from django.urls import ResolverMatch, is_valid_path
from django.utils import timezone

from redirects.models import MissingAddress

logger = logging.getLogger(__name__)

EVERY = 30.0  # seconds after which what was counted is written
SOONEST = 10.0  # seconds between two writes, however much there is to write
MOST_WAITING = 500  # addresses that a process remembers in between; further ones are not counted
# Addresses that are kept, honest ones and robots' noise: half for what is asked for most, half for what
# was asked for last, so that a link that has just broken can gather its count beside made-up addresses.
MOST_ROWS = {False: 10_000, True: 1_000}
MOST_REFERRERS = 8  # of one address
LONGEST = 600  # characters of an address; longer ones are not counted
LONGEST_REFERRER = 300  # characters

CURSOR = "before"  # the parameter of lists that names their further pages
API = "/api/v1/"  # whose addresses programs ask for

# What robots try on every site there is. `index.php/…` may be an old address of ours.
_NOISE = re.compile(
    r"""\.(?:php\d?|phtml|aspx?|jspx?|cgi|pl|sh|exe|dll|sql|bak|old|swp|ini|cfg|ya?ml|toml|env|log
         |zip|rar|7z|t?gz|tar|pem|key|axd|action|do)/?$
      | /\.(?!well-known/)
      | ^/(?:wp-(?!content/uploads/)|wordpress/|cgi-bin|phpmyadmin|pma/|mysql|adminer|vendor/
            |node_modules/|actuator|solr/|jenkins|owa/|autodiscover|boaform|hnap1|geoserver|telescope/
            |_ignition|api/jsonws|server-status|xmlrpc|favicon|apple-touch-icon|browserconfig)
      | //|\.\./|<|%|\$\{|[\x00-\x1f]
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass
class Tally:
    """How often an address was asked for since the last write, and from where."""

    hits: int = 0
    referrers: Counter = field(default_factory=Counter)


class Waiting:
    """What this process has counted and not written."""

    def __init__(self):
        self._lock = Lock()
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.tallies: dict[str, Tally] = {}
        self.written = time.monotonic()

    def add(self, path: str, referrer: str) -> None:
        """Count an address, unless there are too many others."""
        with self._lock:
            if path not in self.tallies and len(self.tallies) >= MOST_WAITING:
                return
            tally = self.tallies.setdefault(path, Tally())
            tally.hits += 1
            if referrer and (referrer in tally.referrers or len(tally.referrers) < MOST_REFERRERS):
                tally.referrers[referrer] += 1

    def take_due(self) -> dict[str, Tally]:
        """Return what is to be written now, for one caller only."""
        waited = time.monotonic() - self.written
        if not self.tallies or waited < SOONEST:
            return {}
        if waited < EVERY and len(self.tallies) < MOST_WAITING:
            return {}
        with self._lock:
            taken, self.tallies, self.written = self.tallies, {}, time.monotonic()
        return taken


waiting = Waiting()


def note(request: HttpRequest) -> None:
    """Count the address of a request that was answered with 404.

    Addresses that carry a secret, such as a link that was mailed to one person, are not kept; nor
    are forms, the desk, the API, pages of ours that have no such part, and what the program asks
    itself. PostgreSQL takes no NUL: one would cost the
    counts of all other addresses.
    """
    match = request.resolver_match
    path = unquote(request.path)
    if (
        request.method not in ("GET", "HEAD")
        or len(path) > LONGEST
        or "\0" in path
        or path.startswith(API)
        or (
            match
            and ("token" in match.kwargs or match.namespace == "admin" or _is_there(request, match))
        )
        or request.META.get("newsroom.asking")
        or _gets_a_slash(request)
    ):
        return
    referrer = _referrer(request)
    waiting.add(path, referrer if "\0" not in referrer else "")


def _is_there(request: HttpRequest, match: ResolverMatch) -> bool:
    """Whether a page of ours is at the path, and it is what was asked of it that there is not.

    So it is where the path is a fixed one, such as that of the search, and with further pages of lists.
    """
    return not match.kwargs or (CURSOR in request.GET and match.url_name != "flatpage")


def _gets_a_slash(request: HttpRequest) -> bool:
    """Whether the reader is sent on to the same address with a slash, which is counted then."""
    path = request.path_info
    return settings.APPEND_SLASH and not path.endswith("/") and is_valid_path(f"{path}/")


def write_due() -> None:
    """Write what was counted, if it is time; a database that does not take it costs the counts."""
    if tallies := waiting.take_due():
        try:
            write(tallies)
        except (DatabaseError, InterfaceError):
            logger.warning("Counts of missing addresses were lost: the database did not take them.")


@transaction.atomic
def write(tallies: dict[str, Tally]) -> None:
    """Add counts to the table, and drop from it what was asked for least where it grows too large."""
    now = timezone.now()
    paths = sorted(tallies)
    rows = [
        MissingAddress(path=path, is_noise=is_noise(path), first_seen=now, last_seen=now)
        for path in paths
    ]
    MissingAddress.objects.bulk_create(rows, ignore_conflicts=True)
    stored = list(MissingAddress.objects.select_for_update().filter(path__in=paths).order_by("path"))
    for row in stored:
        tally = tallies[row.path]
        referrers = Counter(row.referrers) + tally.referrers
        row.hits += tally.hits
        row.referrers = dict(referrers.most_common(MOST_REFERRERS))
        row.last_seen = now
    MissingAddress.objects.bulk_update(stored, ["hits", "referrers", "last_seen"])
    for noise, most in MOST_ROWS.items():
        _drop_least(noise, most)


def _drop_least(noise: bool, most: int) -> None:
    rows = MissingAddress.objects.filter(is_noise=noise)
    surplus = rows.count() - most
    if surplus > 0:
        frequent = rows.order_by("-hits", "-last_seen", "-pk").values("pk")[: most // 2]
        oldest = rows.exclude(pk__in=frequent).order_by("last_seen", "pk")
        keys = list(oldest.values_list("pk", flat=True)[:surplus])
        MissingAddress.objects.filter(pk__in=keys).delete()


def is_noise(path: str) -> bool:
    """Whether an address is one that robots try everywhere, and no reader."""
    return bool(_NOISE.search(path.replace("/index.php/", "/", 1)))


def _referrer(request: HttpRequest) -> str:
    """Return where a reader came from, without what may be private in it; pages of ours as paths."""
    try:
        parts = urlsplit(request.headers.get("referer", ""))
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    if host == urlsplit(settings.SITE_URL).hostname:
        return unquote(parts.path)[:LONGEST_REFERRER]
    return f"{parts.scheme}://{host}{parts.path}"[:LONGEST_REFERRER]
