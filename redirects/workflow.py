"""Leaving and lifting redirects, without chains and without loops."""

import re
import unicodedata
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from redirects.models import MissingAddress, Redirect

BATCH = 500
PORTS = {"http": ":80", "https": ":443"}
LONGEST = Redirect._meta.get_field("new_path").max_length


def require_pair(old: str, new: str) -> None:
    """Raise ValueError, with a sentence, where no redirect can lead from an old path to a target."""
    require_path(old)
    require_path(new)
    if old == "/":
        raise ValueError("The front page stays where it is.")
    if new.startswith("//"):
        raise ValueError(f"{new} begins with two slashes: a browser would take it for another site.")
    if old in further_paths(new):
        raise ValueError(f"{old} would lead to itself.")


def require_path(path: str) -> None:
    """Raise ValueError, with a sentence, for a path or a target that cannot be stored."""
    if len(path) > LONGEST:
        raise ValueError(f"An address has {LONGEST} characters at most; this one has {len(path)}.")
    if any(unicodedata.category(letter) == "Cc" for letter in path):
        raise ValueError("An address holds a character that cannot be printed.")


@transaction.atomic
def leave_redirect(old_path: str, new_path: str) -> None:
    """Send readers of `old_path` to `new_path` from now on, in one step.

    Redirects that led to `old_path` lead to `new_path` afterwards, with the query or anchor that
    theirs had, and one that starts at `new_path` is lifted: something lives there now. Paths may be
    percent-encoded or not. Equal paths change nothing.
    """
    old_path, new_path = unquote(old_path), as_target(new_path)
    if old_path in further_paths(new_path):
        return
    lift_redirect(new_path)
    _lead_on(Redirect.objects.filter(_leads_to(old_path)), {old_path: new_path})
    Redirect.objects.update_or_create(old_path=old_path, defaults={"new_path": new_path})
    MissingAddress.objects.filter(path=old_path).delete()


@transaction.atomic
def lead_all_on(moves: dict[str, str]) -> None:
    """Let redirects that led to one of many old paths lead to its new one, as `leave_redirect` does."""
    with_more = Q(new_path__contains="?") | Q(new_path__contains="#") | ~Q(new_path__endswith="/")
    _lead_on(Redirect.objects.filter(with_more), moves)
    olds = sorted(moves)
    for start in range(0, len(olds), BATCH):
        _lead_on(Redirect.objects.filter(new_path__in=olds[start : start + BATCH]), moves)


def _lead_on(leading, moves: dict[str, str]) -> None:
    """Change where redirects lead to, as far as that moved; one that would lead to itself is lifted."""
    moved, lifted = [], []
    for redirect in leading.order_by("pk").iterator(chunk_size=BATCH):
        old = next((path for path in further_paths(redirect.new_path) if path in moves), None)
        if old is None:
            continue
        redirect.new_path = moved_address(redirect.new_path, old, moves[old])
        is_loop = redirect.old_path in further_paths(redirect.new_path)
        (lifted if is_loop else moved).append(redirect)
    Redirect.objects.bulk_update(moved, ["new_path"], batch_size=BATCH)
    for redirect in lifted:
        redirect.delete()


def _leads_to(path: str) -> Q:
    """Return what tells the redirects to a path, however that is written: see `further_paths`."""
    paths = [path] if "?" in path else _with_and_without_slash(path)
    marks = "#" if "?" in path else "?#"
    found = Q(new_path__in=paths)
    for start in (f"{path}{mark}" for path in paths for mark in marks):
        # An index serves LIKE on PostgreSQL alone, and comparisons in the order of bytes on SQLite.
        if connection.vendor == "sqlite":
            found |= Q(new_path__gte=start, new_path__lt=f"{start}\U0010ffff")
        else:
            found |= Q(new_path__startswith=start)
    return found


def moved_address(address: str, old_path: str, new_path: str) -> str:
    """Return where an address at `old_path` leads once that is `new_path`.

    Its query and anchor are kept, unless the new path has its own or they do not fit any more.
    """
    path, hash_mark, anchor = address.partition("#")
    _, mark, query = path.partition("?")
    more = f"{hash_mark}{anchor}" if "?" in old_path else f"{mark}{query}{hash_mark}{anchor}"
    has_own = not {"?", "#"}.isdisjoint(new_path)
    return new_path if has_own or len(new_path) + len(more) > LONGEST else f"{new_path}{more}"


def without_own_host(address: str) -> str:
    """Return a whole web address of this site from its path on, and any other as it is.

    Raises ValueError for what begins like a web address and is none.
    """
    parts, home = urlsplit(address), urlsplit(settings.SITE_URL)
    if parts.scheme not in PORTS or _host(parts) != _host(home):
        return address
    return urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment))


def as_target(address: str) -> str:
    """Return a new address as it is stored: of this site from its path on, which is decoded.

    Queries, anchors and addresses of other sites stay as they are: `%26` is another thing than `&`
    there, and `+` one than `%2B`. Raises ValueError for what begins like a web address and is none.
    """
    address = without_own_host(address)
    path = re.match("[^?#]*", address)[0]
    return f"{unquote(path)}{address[len(path) :]}" if path.startswith("/") else address


def _host(parts: SplitResult) -> str:
    return parts.netloc.lower().removesuffix(PORTS[parts.scheme])


def old_paths(path: str, query: str = "") -> list[str]:
    """Return the old paths whose redirect counts for a decoded path, the most exact first.

    They are the path with its query and without; and with a slash at its end, or without that.
    """
    paths = _with_and_without_slash(path)
    return [f"{path}?{query}", *paths] if query else paths


def find_redirect(candidates: list[str], address: str = "") -> str | None:
    """Return where the first of some old paths leads that leads anywhere, or None.

    With `address`, return where that leads, which is at one of these paths.
    """
    known = dict(Redirect.objects.filter(old_path__in=candidates).values_list("old_path", "new_path"))
    for candidate in candidates:
        if candidate in known:
            target = without_own_host(known[candidate])
            return moved_address(address or candidate, candidate, target)
    return None


def _with_and_without_slash(path: str) -> list[str]:
    other = path.rstrip("/") or "/" if path.endswith("/") else f"{path}/"
    return list(dict.fromkeys([path, other]))


def further_paths(address: str) -> list[str]:
    """Return the old paths whose redirect would lead on who is sent to an address of this site."""
    path, _, query = address.partition("#")[0].partition("?")
    return old_paths(path, unquote(query))


def lift_redirect(path: str) -> None:
    """Remove the redirect that starts at `path`, because a page lives there now."""
    Redirect.objects.filter(old_path__in=_with_and_without_slash(unquote(path))).delete()
