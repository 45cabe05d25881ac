"""Leaving and lifting redirects, without chains and without loops."""

from urllib.parse import unquote

from django.db import transaction

from redirects.models import MissingAddress, Redirect


@transaction.atomic
def leave_redirect(old_path: str, new_path: str) -> None:
    """Send readers of `old_path` to `new_path` from now on, in one step.

    Redirects that led to `old_path` lead to `new_path` afterwards, and one that starts at
    `new_path` is lifted: something lives there now. Paths may be percent-encoded or not.
    Equal paths change nothing.
    """
    old_path, new_path = unquote(old_path), unquote(new_path)
    if old_path == new_path:
        return
    lift_redirect(new_path)
    Redirect.objects.filter(new_path=old_path).update(new_path=new_path)
    Redirect.objects.update_or_create(old_path=old_path, defaults={"new_path": new_path})
    MissingAddress.objects.filter(path=old_path).delete()


def old_paths(path: str, query: str = "") -> list[str]:
    """Return the old paths whose redirect counts for a decoded path, the most exact first.

    They are the path with its query and without, and with a slash at its end.
    """
    paths = [path, path if path.endswith("/") else f"{path}/"]
    return [f"{path}?{query}", *paths] if query else paths


def further_paths(address: str) -> list[str]:
    """Return the old paths whose redirect would lead on who is sent to an address of this site."""
    path, _, query = address.partition("#")[0].partition("?")
    return old_paths(path, query)


def lift_redirect(path: str) -> None:
    """Remove the redirect that starts at `path`, because a page lives there now."""
    Redirect.objects.filter(old_path=unquote(path)).delete()
