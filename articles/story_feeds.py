"""The feeds of stories: of the site, of each section, tag and author, in three formats.

Who asks again and has the newest state already gets 304: what could have changed is read without
the texts, and no text is rendered.
"""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from taggit.models import Tag

from articles.feed_addresses import feed_url
from articles.feed_entries import entries_of
from articles.feed_formats import FEED_FORMATS, Document
from articles.feed_state import state_of
from articles.feeds import xml_text
from articles.models import Article, Category
from articles.querysets import ArticleQuerySet
from articles.reading import add_bylines, add_tags
from articles.sections import linked_paths
from authors.models import Author
from pagecache.showing import shows, stored
from redirects.workflow import find_redirect, old_paths

NEWEST = 30  # stories

Page = tuple[str, str, str, ArticleQuerySet]  # its name, description and path; its stories


def usual_feed(request: HttpRequest) -> HttpResponse:
    """The address that most programs try first."""
    return HttpResponsePermanentRedirect(reverse("articles:feed", args=["rss"]))


@stored()
@require_safe
def site_feed(request: HttpRequest, format: str) -> HttpResponse:
    """The newest stories of the paper."""
    site = request.site_settings
    shows("lineup", instead_of="stories")
    page = ("", site.description or site.tagline, "/", Article.objects.published().newest_first())
    return _answer(request, format, feed_url(format), page)


@stored()
@require_safe
def section_feed(request: HttpRequest, format: str, key: str) -> HttpResponse:
    """The newest stories of a category and of all below it."""
    return _page_feed(request, format, "section", key)


@stored()
@require_safe
def tag_feed(request: HttpRequest, format: str, key: str) -> HttpResponse:
    """The newest stories with a tag."""
    return _page_feed(request, format, "tag", key)


@stored()
@require_safe
def author_feed(request: HttpRequest, format: str, key: str) -> HttpResponse:
    """The newest stories of an author."""
    return _page_feed(request, format, "author", key)


def _section(request: HttpRequest, path: str) -> Page:
    category = get_object_or_404(Category, path=path)
    shows(f"section:{category.pk}", instead_of="stories")
    stories = Article.objects.published().in_section(category)
    if category.path not in linked_paths(request.site_settings.menu):
        _require(stories)
    return category.name, category.description, category.get_absolute_url(), stories


def _tag(request: HttpRequest, slug: str) -> Page:
    tag = get_object_or_404(Tag, slug=slug)
    shows(f"tag:{tag.pk}", instead_of="stories")
    stories = _require(Article.objects.published().tagged(tag))
    return tag.name, "", reverse("articles:tag", args=[tag.slug]), stories


def _author(request: HttpRequest, slug: str) -> Page:
    author = get_object_or_404(Author, slug=slug)
    shows(f"author:{author.pk}", instead_of="stories")
    stories = _require(Article.objects.published().signed_by(author))
    return author.name, author.bio, author.get_absolute_url(), stories


def _require(stories: ArticleQuerySet) -> ArticleQuerySet:
    """Return stories; raises Http404 if readers see none: the page is not told of then."""
    if stories.is_empty():
        raise Http404("There is no story for this feed.")
    return stories


# How a page is found, and the names of its view and of the view's argument.
PAGES: dict[str, tuple[Callable[[HttpRequest, str], Page], str, str]] = {
    "section": (_section, "articles:section", "path"),
    "tag": (_tag, "articles:tag", "slug"),
    "author": (_author, "articles:author", "slug"),
}


def _page_feed(request: HttpRequest, format: str, page: str, key: str) -> HttpResponse:
    """Answer with the feed of a page; where that moved, with the feed's new address."""
    find, view, argument = PAGES[page]
    try:
        return _answer(request, format, feed_url(format, page, key), find(request, key))
    except Http404:
        moved = find_redirect(old_paths(unquote(reverse(view, args=[key]))))
        try:
            match = resolve(moved) if moved else None
        except Resolver404:
            match = None
        if match is None or match.view_name != view:
            raise
        find(request, match.kwargs[argument])
        return HttpResponsePermanentRedirect(feed_url(format, page, match.kwargs[argument]))


def _answer(request: HttpRequest, format: str, url: str, page: Page) -> HttpResponse:
    """Return a feed, or 304 to who has it already."""
    name, description, path, stories = page
    site, is_full = request.site_settings, request.site_settings.feeds_full_text
    feed = Document(
        title=xml_text(f"{name} – {site.name}" if name else site.name),
        description=xml_text(description or site.description or site.tagline or site.name),
        page_url=f"{settings.SITE_URL}{path}",
        url=url,
        language=get_language(),
        hub=iri_to_uri(site.websub_hub),
        entries=[],
    )
    written = FEED_FORMATS[format]
    response = HttpResponse(content_type=f"{written.media_type}; charset=utf-8")
    response.headers["ETag"] = quote_etag(state_of(stories[:NEWEST], feed, is_full))
    links = [f'<{url}>; rel="self"', *([f'<{feed.hub}>; rel="hub"'] if feed.hub else [])]
    response.headers["Link"] = ", ".join(links)
    if unchanged := not_modified(request, response):
        return unchanged
    rows = stories.select_related("category", "lead_image").defer("body", "search_text")
    newest = list(rows[:NEWEST])
    add_bylines(newest)
    add_tags(newest)
    response.content = written.write(replace(feed, entries=entries_of(newest, with_text=is_full)))
    return response


def not_modified(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """Return 304 if the reader names the ETag of this state of a feed.

    A time alone is not enough: entries go, and words are put right, without a later moment to show.
    """
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer if answer.status_code == 304 else None
