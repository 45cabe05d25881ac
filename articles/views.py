"""The pages of stories and of lists of stories."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from taggit.models import Tag

from articles import lists
from articles.corrections import told_on
from articles.cursors import read_page
from articles.models import Article, Category, Correction
from articles.reading import add_parts
from articles.related import related_and_latest
from articles.sections import linked_paths, shown_to_readers
from articles.structured_data import story_data
from authors.models import Author
from pagecache.showing import apart, dated, shows, stored
from rendering.prepared import Prepared


@stored("comments", "thread", "order", "replytocom")
def detail(request, year, month, slug):
    """A story; 410 where it was withdrawn, 404 where there never was one."""
    article = find_story(year, month, slug)
    return render_article(request, article) if article else render_missing(request, year, month, slug)


def find_story(year: int, month: int, slug: str) -> Article | None:
    """Return the public story at an address, ready for its page, or None."""
    if article := _at_address.first(timezone.now(), first_day(year, month), slug):
        add_parts(article)
    return article


@Prepared
def _at_address(now: dt.datetime, month: dt.date, slug: str):
    return Article.objects.published(now).for_page().filter(url_month=month, slug=slug)


def render_article(request: HttpRequest, article: Article, status: int = 200, **extra) -> HttpResponse:
    """Return a story's page with `status`. `extra` goes to the template, such as a form with errors."""
    with apart():  # the latest stories are a part of their own
        related, latest = related_and_latest(article)
    own = [f"article:{story.pk}" for story in (article, *related)]
    shows(*own, f"beside:{article.pk}", instead_of="stories")
    dated(article.updated_at or article.published_at)
    crumbs = article.category.crumbs if article.category else []
    context = {
        "article": article,
        "related": related,
        "latest": latest,
        "crumbs": crumbs,
        "corrections": told_on(article),
        "structured_data": story_data(request, article, crumbs),
    }
    return render(request, "articles/detail.html", context | extra, status=status)


def render_missing(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    """Return the 410 page for the address of a story that readers could see once; else raise Http404."""
    article = find_gone(year, month, slug)
    if article is None:
        raise Http404("There is no story at this address.")
    context = {"reason": article.withdrawal_reason, "expired": article.has_expired}
    return render(request, "410.html", context, status=410)


def find_gone(year: int, month: int, slug: str) -> Article | None:
    """Return the story at an address that readers could see once, and cannot any more; or None."""
    stories = Article.objects.filter(url_month=first_day(year, month), slug=slug)
    article = stories.only("status", "published_at", "expires_at", "withdrawal_reason").first()
    is_gone = article and (article.status == Article.Status.WITHDRAWN or article.has_expired)
    return article if is_gone else None


@stored("before")
def section(request, path):
    """The stories of a category and of all below it.

    Readers are told of a category once it has a story that they see, or is linked in header or footer.
    """
    category = _found(_category, path)
    shows(f"section:{category.pk}", instead_of="stories")
    linked = linked_paths(request.site_settings.menu)
    children = shown_to_readers(category.children, linked).order_by("position", "name")
    context = {"category": category, "children": children, "crumbs": category.crumbs}
    page = _page(request, lists.SECTION, category.pk, may_be_empty=category.path in linked)
    return render(request, "articles/section.html", context | page)


@stored("before")
def tag(request, slug):
    """The stories with a tag. Without one that readers see, the tag is not told of."""
    tag = _found(_tag, slug)
    shows(f"tag:{tag.pk}", instead_of="stories")
    return render(request, "articles/tag.html", {"tag": tag} | _page(request, lists.TAG, tag.pk))


@stored("before")
def author(request, slug):
    """Who an author is, and their stories, the newest first.

    Whoever has no story that readers see is not told of: they may be writing the first one.
    """
    author = _found(_author, slug)
    shows(f"author:{author.pk}", instead_of="stories")
    page = _page(request, lists.AUTHOR, author.pk)
    return render(request, "articles/author.html", {"author": author} | page)


@stored("before")
def latest(request):
    """All stories, the newest first."""
    shows("lineup", instead_of="stories")
    return render(request, "articles/latest.html", _page(request, lists.LATEST, may_be_empty=True))


@stored("before", endless=True)
def month(request, year, month):
    """The stories of a month, in the paper's time zone."""
    first = first_day(year, month)
    start, end = _start_of(first), _start_of((first + dt.timedelta(days=32)).replace(day=1))
    now = timezone.now()
    context = {
        "month": first,
        "previous_month": _month_of(_before(now, start)),
        "next_month": _month_of(_since(now, end)),
    }
    page = _page(request, lists.MONTH, start, end, may_be_empty=True)
    return render(request, "articles/month.html", context | page)


@stored("before")
def corrections(request):
    """What the paper told its readers to have been wrong, the newest first."""
    before = request.GET.get("before")
    rows = Correction.objects.public().newest_first().for_lists()
    found, older = read_page(rows, before, moment="at")
    context = {
        "corrections": found,
        "older_url": f"?before={older}" if older else None,
        "newest_url": request.path if before else None,
    }
    return render(request, "articles/corrections.html", context)


@Prepared
def _category(path: str):
    return Category.objects.filter(path=path)


@Prepared
def _tag(slug: str):
    return Tag.objects.filter(slug=slug)


@Prepared
def _author(slug: str):
    return Author.objects.select_related("photo").filter(slug=slug)


@Prepared
def _before(now: dt.datetime, start: dt.datetime):
    stories = Article.objects.published(now).filter(published_at__lt=start)
    return stories.order_by("-published_at").values_list("published_at")[:1]


@Prepared
def _since(now: dt.datetime, end: dt.datetime):
    stories = Article.objects.published(now).filter(published_at__gte=end)
    return stories.order_by("published_at").values_list("published_at")[:1]


def _found(query: Prepared, key: str) -> Category | Tag | Author:
    """Return what a query finds; raises Http404 for nothing."""
    if found := query.first(key):
        return found
    raise Http404("There is no such list.")


def _page(request: HttpRequest, stories: lists.StoryList, *values, may_be_empty: bool = False) -> dict:
    """Return the page of a list that the request's `before` asks for, as listing.html wants it.

    Raises Http404 for a list of no story at all, unless it may be empty.
    """
    page = stories.page(request.GET.get("before"), *values)
    if not (page.stories or may_be_empty or (not page.first and not stories.is_empty(*values))):
        raise Http404("There is no story to list.")
    return {
        "stories": page.stories,
        "older_url": f"?before={page.older}" if page.older else None,
        "newest_url": None if page.first else request.path,
    }


def first_day(year, month) -> dt.date:
    if not dt.MINYEAR < year < dt.MAXYEAR:  # leaves room for time zones and for the month after
        raise Http404("There is no such month.")
    return dt.date(year, month, 1)


def _start_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, tzinfo=timezone.get_current_timezone())


def _month_of(found: list[tuple[dt.datetime]]) -> dt.date | None:
    return timezone.localtime(found[0][0]).date().replace(day=1) if found else None
