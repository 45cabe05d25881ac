"""The addresses of the API, each of what readers see only."""

import datetime as dt
from dataclasses import fields as dataclass_fields
from typing import Annotated

from django.db import models
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Path, Query, Router
from taggit.models import Tag

from articles.models import Article, AuthorListing, Category, TagListing
from articles.reading import add_bylines, add_tags
from articles.search import Filters, UnknownFilterError, find
from articles.sections import linked_paths, shown_to_readers
from authors.models import Author
from comments.models import Comment
from newsroom.api import queries, schemas, telling
from newsroom.api.answers import by_key, found, newest_first, numbered, one

router = Router()
Key = Annotated[int, Path(ge=1, lt=2**63)]
Slug = Annotated[str, Path(max_length=300)]
LIST = {400: schemas.Problem, 429: schemas.Problem}
MAY_BE_MISSING = LIST | {404: schemas.Problem}


@router.get("/stories/", response={200: schemas.Stories, **LIST}, summary="Stories, the newest first")
def stories(request: HttpRequest, asked: Query[queries.AskedForStoriesOf]) -> JsonResponse:
    rows = _stories().newest_first()
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.since:
        rows = rows.filter(published_at__gte=_midnight(asked.since))
    if asked.until and asked.until != "9999-12-31":
        rows = rows.filter(published_at__lt=_midnight(asked.until, days=1))
    return _newest_first(request, asked, rows)


@router.get("/stories/{int:key}/", response={200: schemas.Story, **MAY_BE_MISSING}, summary="A story")
def story(request: HttpRequest, key: Key, asked: Query[queries.AskedForStory]) -> JsonResponse:
    row = Article.objects.published().for_page().filter(pk=key).first()
    if row:
        add_bylines([row])
        add_tags([row])
    return one(request, asked, found(row, "story"), telling.story)


@router.get(
    "/stories/{int:key}/comments/",
    response={200: schemas.Comments, **MAY_BE_MISSING},
    summary="The comments of a story, the newest first",
)
def story_comments(
    request: HttpRequest, key: Key, asked: Query[queries.AskedForComments]
) -> JsonResponse:
    found(Article.objects.published().filter(pk=key).only("pk").first(), "story")
    rows = _comments().filter(article=key)
    return newest_first(request, asked, rows, telling.comment, moment="created_at")


@router.get(
    "/comments/", response={200: schemas.Comments, **LIST}, summary="All comments, the newest first"
)
def comments(request: HttpRequest, asked: Query[queries.AskedForComments]) -> JsonResponse:
    public = Article.objects.published().filter(pk=OuterRef("article"))
    return newest_first(
        request, asked, _comments().filter(Exists(public)), telling.comment, moment="created_at"
    )


@router.get("/categories/", response={200: schemas.Categories, **LIST}, summary="The sections")
def categories(request: HttpRequest, asked: Query[queries.AskedForCategories]) -> JsonResponse:
    return by_key(request, asked, _categories(request), telling.category)


@router.get(
    "/categories/{int:key}/", response={200: schemas.Category, **MAY_BE_MISSING}, summary="A section"
)
def category(request: HttpRequest, key: Key, asked: Query[queries.AskedForCategory]) -> JsonResponse:
    row = found(_categories(request).filter(pk=key).first(), "section")
    return one(request, asked, row, telling.category)


@router.get(
    "/categories/{int:key}/stories/",
    response={200: schemas.Stories, **MAY_BE_MISSING},
    summary="The stories of a section and of all below it, the newest first",
)
def category_stories(
    request: HttpRequest, key: Key, asked: Query[queries.AskedForStories]
) -> JsonResponse:
    row = found(_categories(request).filter(pk=key).first(), "section")
    return _newest_first(request, asked, _stories().in_section(row))


@router.get("/tags/", response={200: schemas.Tags, **LIST}, summary="The tags")
def tags(request: HttpRequest, asked: Query[queries.AskedForTags]) -> JsonResponse:
    return by_key(request, asked, _tags(), telling.tag)


@router.get("/tags/{slug}/", response={200: schemas.Tag, **MAY_BE_MISSING}, summary="A tag")
def tag(request: HttpRequest, slug: Slug, asked: Query[queries.AskedForTag]) -> JsonResponse:
    return one(request, asked, found(_tags().filter(slug=slug).first(), "tag"), telling.tag)


@router.get(
    "/tags/{slug}/stories/",
    response={200: schemas.Stories, **MAY_BE_MISSING},
    summary="The stories with a tag, the newest first",
)
def tag_stories(request: HttpRequest, slug: Slug, asked: Query[queries.AskedForStories]) -> JsonResponse:
    row = found(_tags().filter(slug=slug).first(), "tag")
    return _newest_first(request, asked, _stories().tagged(row))


@router.get("/authors/", response={200: schemas.Authors, **LIST}, summary="The authors")
def authors(request: HttpRequest, asked: Query[queries.AskedForAuthors]) -> JsonResponse:
    return by_key(request, asked, _authors(), telling.author)


@router.get("/authors/{slug}/", response={200: schemas.Author, **MAY_BE_MISSING}, summary="An author")
def author(request: HttpRequest, slug: Slug, asked: Query[queries.AskedForAuthor]) -> JsonResponse:
    return one(request, asked, found(_authors().filter(slug=slug).first(), "author"), telling.author)


@router.get(
    "/authors/{slug}/stories/",
    response={200: schemas.Stories, **MAY_BE_MISSING},
    summary="The stories of an author, the newest first",
)
def author_stories(
    request: HttpRequest, slug: Slug, asked: Query[queries.AskedForStories]
) -> JsonResponse:
    row = found(_authors().filter(slug=slug).first(), "author")
    return _newest_first(request, asked, _stories().signed_by(row))


@router.get(
    "/search/",
    response={200: schemas.Stories, **MAY_BE_MISSING},
    summary="Stories that answer a question, as on the search page",
)
def search(request: HttpRequest, asked: Query[queries.AskedToSearch]) -> JsonResponse:
    filters = Filters(**{one.name: getattr(asked, one.name) or "" for one in dataclass_fields(Filters)})
    by_date = asked.sort == "date"
    try:
        results = find(asked.q, filters, request.site_settings, page=asked.page, by_date=by_date)
    except UnknownFilterError:
        raise Http404("No story is filed under that.") from None
    add_tags(results.stories)
    return numbered(request, asked, results.stories, results.pages, telling.summary)


def _stories():
    return Article.objects.published().for_cards().with_bylines()


def _newest_first(request: HttpRequest, asked: queries.AskedForStories, stories) -> JsonResponse:
    return newest_first(request, asked, stories, telling.summary, add=add_tags)


def _comments():
    parents = Comment.objects.visible().filter(pk=OuterRef("parent_id")).order_by()
    rows = Comment.objects.visible().for_readers().order_by("-created_at", "-pk")
    stories = Article.objects.published().only("slug", "url_month")
    return rows.annotate(seen_parent=models.Subquery(parents.values("pk")[:1])).prefetch_related(
        models.Prefetch("article", queryset=stories)
    )


def _categories(request: HttpRequest):
    return shown_to_readers(Category.objects.all(), linked_paths(request.site_settings.menu))


def _tags():
    return Tag.objects.filter(Exists(TagListing.objects.visible().filter(tag=OuterRef("pk"))))


def _authors():
    listed = AuthorListing.objects.visible().filter(author=OuterRef("pk"))
    return Author.objects.select_related("photo").filter(Exists(listed))


def _midnight(day: str, days: int = 0) -> dt.datetime:
    """Return the beginning of a day in the paper's time zone; so of what no calendar holds, UTC's."""
    date = dt.date.fromisoformat(day) + dt.timedelta(days=days)
    zone = timezone.get_current_timezone() if 1 < date.year < 9999 else dt.UTC
    return dt.datetime.combine(date, dt.time.min, tzinfo=zone)
