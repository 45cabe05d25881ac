"""Whether links inside the site lead to something that readers see."""

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import islice
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.urls import Resolver404, resolve
from taggit.models import Tag

from articles.models import Article, Category
from authors.models import Author
from masthead.models import StandingPage
from redirects.models import Redirect
from redirects.workflow import old_paths

MOST_LOOKED_AT = 500  # links of one text

_OF_A_STORY = {"articles:detail", "comments:post", "comments:story_feed"}
_OF_A_LIST = {
    "articles:section": ("section", "path"),
    "articles:section_feed": ("section", "key"),
    "articles:tag": ("tag", "slug"),
    "articles:tag_feed": ("tag", "key"),
    "articles:author": ("author", "slug"),
    "articles:author_feed": ("author", "key"),
}


def dead_links(links: Iterable[str], base: str, at: dt.datetime) -> list[str]:
    """Return those of `links` that lead readers nowhere on this site at a time, as they are written.

    `base` is the path of the page that they stand on. Links to other sites are not looked at. Each
    kind of page that is linked to costs one query; redirects, if something is not there, one more.
    """
    paths = {}
    for link in islice(dict.fromkeys(links), MOST_LOOKED_AT):
        path = _own_path(link, base)
        if path is not None and path != base:
            paths[link] = path
    alive = answered(paths.values(), at)
    if gone := set(paths.values()) - alive:
        alive |= _redirected(gone)
    return [link for link, path in paths.items() if path not in alive]


def answered(paths: Iterable[str], at: dt.datetime) -> set[str]:
    """Return those decoded paths of this site at which a page stands at a time; redirects are none."""
    asked: dict[str, dict[str, object]] = {}
    for path in set(paths):
        kind, key = _page_at(path)
        asked.setdefault(kind, {})[path] = key
    asked.pop("none", None)
    alive = set(asked.pop("fixed", {}))
    for kind, keys in asked.items():
        present = _PRESENT[kind](list(keys.values()), at)
        alive |= {path for path, key in keys.items() if key in present}
    return alive


def _own_path(link: str, base: str) -> str | None:
    """Return the path that a link leads to on this site, percent-decoded; None if it leads elsewhere."""
    home = urlsplit(settings.SITE_URL)
    try:
        parts = urlsplit(urljoin(f"{settings.SITE_URL}{base}", link))
        is_own = parts.scheme in ("http", "https") and parts.netloc == home.netloc
    except ValueError:
        return None
    return (unquote(parts.path) or "/") if is_own else None


def _page_at(path: str) -> tuple[str, object]:
    """Return which kind of page answers at a path, and what it is found by."""
    if "\0" in path:  # refused before any page is looked for
        return "none", None
    if path.startswith(settings.MEDIA_URL):
        return "file", path.removeprefix(settings.MEDIA_URL)
    match = None
    for candidate in (path, f"{path}/"):  # an address without its last slash is sent on
        try:
            match = resolve(candidate)
            break
        except Resolver404:
            continue
    if match is None or match.namespace == "admin" or match.app_name == "admin":
        return "none", None
    found = match.kwargs
    if match.view_name in _OF_A_STORY:
        return "story", (dt.date(found["year"] or 1, found["month"], 1), found["slug"])
    if match.view_name == "flatpage":
        return "page", f"/{found['url']}"
    kind, key = _OF_A_LIST.get(match.view_name, ("fixed", None))
    return kind, found.get(key)


def _stories(keys: list, at: dt.datetime) -> set:
    months, slugs = zip(*keys, strict=True)
    found = Article.objects.published(at).filter(url_month__in=set(months), slug__in=set(slugs))
    return set(found.order_by().values_list("url_month", "slug"))


def _values(model, field: str) -> Callable[[list, dt.datetime], set]:
    def present(keys: list, at: dt.datetime) -> set:
        return set(
            model.objects.order_by().filter(**{f"{field}__in": keys}).values_list(field, flat=True)
        )

    return present


def _files(keys: list, at: dt.datetime) -> set:
    return {key for key in keys if _is_file(key)}


def _is_file(name: str) -> bool:
    try:
        return default_storage.exists(name)
    except (SuspiciousFileOperation, ValueError, OSError):
        return False


_PRESENT = {
    "story": _stories,
    "section": _values(Category, "path"),
    "tag": _values(Tag, "slug"),
    "author": _values(Author, "slug"),
    "page": _values(StandingPage, "url"),
    "file": _files,
}


def _redirected(paths: set[str]) -> set[str]:
    """Return those of the paths that a redirect leads on from."""
    candidates = {path: old_paths(path) for path in paths if "\0" not in path}
    asked = {candidate for each in candidates.values() for candidate in each}
    known = set(Redirect.objects.filter(old_path__in=asked).values_list("old_path", flat=True))
    return {path for path, each in candidates.items() if not known.isdisjoint(each)}
