"""How the API answers: with the fields asked for, a page at a time, with sentences for errors."""

from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.encoding import escape_uri_path
from ninja.errors import HttpError

from articles.cursors import read_page
from newsroom.api.queries import MOST_PAGES, Asked, AskedForPage, AskedToSearch

Tell = Callable[[object], dict]


def one(request: HttpRequest, asked: Asked, row: object, tell: Tell) -> JsonResponse:
    """Answer with one thing."""
    refuse_unknown(request, asked)
    return JsonResponse(_chosen(tell(row), asked.fields))


def newest_first(
    request: HttpRequest,
    asked: AskedForPage,
    rows,
    tell: Tell,
    moment: str = "published_at",
    add: Callable[[list], None] | None = None,
) -> JsonResponse:
    """Answer with a page of rows that are ordered by a time and a key, both descending.

    `add` has at hand what belongs to the rows of the page (articles.reading).
    """
    refuse_unknown(request, asked)
    page, following = read_page(rows, asked.cursor, asked.limit, moment)
    if add:
        add(page)
    return _page(request, asked, page, following and {"cursor": following}, tell)


def by_key(request: HttpRequest, asked: AskedForPage, rows, tell: Tell) -> JsonResponse:
    """Answer with a page of rows in the order of their keys."""
    refuse_unknown(request, asked)
    if asked.cursor:
        rows = rows.filter(pk__gt=int(asked.cursor))
    found = list(rows.order_by("pk")[: asked.limit + 1])
    following = {"cursor": found[asked.limit - 1].pk} if len(found) > asked.limit else None
    return _page(request, asked, found[: asked.limit], following, tell)


def numbered(
    request: HttpRequest, asked: AskedToSearch, rows: list, pages: int, tell: Tell
) -> JsonResponse:
    """Answer with a page of rows that are found by its number, of so many pages; 404 beyond them."""
    refuse_unknown(request, asked)
    if asked.page > max(pages, 1):
        raise HttpError(404, f"There is no page {asked.page}: the last is {max(pages, 1)}.")
    following = {"page": asked.page + 1} if asked.page < min(pages, MOST_PAGES) else None
    return _page(request, asked, rows, following, tell)


def refuse_unknown(request: HttpRequest, asked: Asked) -> None:
    """Raise HttpError (400) for a parameter that the address does not have, or that comes twice."""
    for name in request.GET:
        if name not in type(asked).model_fields:
            known = ", ".join(type(asked).model_fields)
            raise HttpError(400, f"There is no parameter “{name[:40]}” here. There are: {known}.")
        if len(request.GET.getlist(name)) > 1:
            raise HttpError(400, f"The parameter “{name}” comes twice.")


def found(row: object | None, what: str) -> object:
    """Return a row; raise Http404 where there is none that readers see."""
    if row is None:
        raise Http404(f"There is no such {what}.")
    return row


def _page(
    request: HttpRequest, asked: Asked, rows: Iterable, following: dict | None, tell: Tell
) -> JsonResponse:
    following_url = None
    if following:
        query = urlencode(request.GET.dict() | following)
        following_url = f"{settings.SITE_URL}{escape_uri_path(request.path)}?{query}"
    return JsonResponse(
        {"items": [_chosen(tell(row), asked.fields) for row in rows], "next": following_url}
    )


def _chosen(told: dict, fields: str | None) -> dict:
    return {name: told[name] for name in fields.split(",")} if fields else told
