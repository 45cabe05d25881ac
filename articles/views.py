"""The pages of stories and of lists of stories."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from taggit.models import Tag

from articles.corrections import told_on
from articles.cursors import read_page
from articles.models import Article, Category, Correction
from articles.related import related_and_latest
from articles.sections import linked_paths, shown_to_readers
from articles.structured_data import story_data
from pagecache.showing import apart, dated, shows, stored
from rendering.prepared import Prepared


@stored("comments", "thread", "order", "replytocom")
def detail(request, year, month, slug):
    """A story; 410 where it was withdrawn, 404 where there never was one."""
    article = find_story(year, month, slug)
    return render_article(request, article) if article else render_missing(request, year, month, slug)


def find_story(year: int, month: int, slug: str) -> Article | None:
    """Return the public story at an address, ready for its page, or None."""
    return next(iter(_at_address(timezone.now(), first_day(year, month), slug)), None)


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
    stories = Article.objects.filter(url_month=first_day(year, month), slug=slug)
    article = stories.only("status", "published_at", "expires_at", "withdrawal_reason").first()
    if article is None or not (article.status == Article.Status.WITHDRAWN or article.has_expired):
        raise Http404("There is no story at this address.")
    context = {"reason": article.withdrawal_reason, "expired": article.has_expired}
    return render(request, "410.html", context, status=410)


@stored("before")
def section(request, path):
    """The stories of a category and of all below it.

    Readers are told of a category once it has a story that they see, or is linked in header or footer.
    """
    category = get_object_or_404(Category, path=path)
    shows(f"section:{category.pk}", instead_of="stories")
    linked = linked_paths(request.site_settings.menu)
    children = shown_to_readers(category.children, linked).order_by("position", "name")
    context = {"category": category, "children": children, "crumbs": category.crumbs}
    stories = Article.objects.published().in_section(category)
    may_be_empty = category.path in linked
    return render_list(request, "articles/section.html", stories, context, may_be_empty)


@stored("before")
def tag(request, slug):
    """The stories with a tag. Without one that readers see, the tag is not told of."""
    tag = get_object_or_404(Tag, slug=slug)
    shows(f"tag:{tag.pk}", instead_of="stories")
    stories = Article.objects.published().tagged(tag)
    return render_list(request, "articles/tag.html", stories, {"tag": tag}, may_be_empty=False)


@stored("before")
def latest(request):
    """All stories, the newest first."""
    shows("lineup", instead_of="stories")
    return render_list(request, "articles/latest.html", Article.objects.published().newest_first(), {})


@stored("before", endless=True)
def month(request, year, month):
    """The stories of a month, in the paper's time zone."""
    first = first_day(year, month)
    start, end = _start_of(first), _start_of((first + dt.timedelta(days=32)).replace(day=1))
    public = Article.objects.published()
    earlier = public.filter(published_at__lt=start).order_by("-published_at")
    later = public.filter(published_at__gte=end).order_by("published_at")
    context = {
        "month": first,
        "previous_month": _month_of(earlier),
        "next_month": _month_of(later),
    }
    stories = public.filter(published_at__gte=start, published_at__lt=end).newest_first()
    return render_list(request, "articles/month.html", stories, context)


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


def render_list(
    request: HttpRequest, template: str, stories, context: dict, may_be_empty: bool = True
) -> HttpResponse:
    """Return the page of a list that the request's `before` asks for.

    Raises Http404 for a list of no story at all, unless it may be empty.
    """
    page = stories.for_cards().with_bylines().page(request.GET.get("before"))
    if not (page.stories or may_be_empty or (not page.first and not stories.is_empty())):
        raise Http404("There is no story to list.")
    context |= {
        "stories": page.stories,
        "older_url": f"?before={page.older}" if page.older else None,
        "newest_url": None if page.first else request.path,
    }
    return render(request, template, context)


def first_day(year, month) -> dt.date:
    if not dt.MINYEAR < year < dt.MAXYEAR:  # leaves room for time zones and for the month after
        raise Http404("There is no such month.")
    return dt.date(year, month, 1)


def _start_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, tzinfo=timezone.get_current_timezone())


def _month_of(stories) -> dt.date | None:
    time = stories.values_list("published_at", flat=True).first()
    return timezone.localtime(time).date().replace(day=1) if time else None
