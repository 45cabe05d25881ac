"""A story's page as readers will get it, before they do.

The text is written to the rows as publishing would write it, the public page is rendered from them,
and all of it is rolled back.
"""

from csp.constants import SELF
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.encoding import uri_to_iri
from django.views.decorators.http import require_safe

from articles import content, preview_links, revisions, saving
from articles.models import Article
from articles.reading import add_parts
from articles.related import refresh_related
from articles.views import render_article
from desk.rollback import rolled_back

# A preview stands in a frame of our own forms only. Its scripts run as they do for readers; what it
# cannot do is send forms, or take the page around it elsewhere.
FRAMED = {
    "frame-ancestors": [SELF],
    "sandbox": [
        *("allow-same-origin", "allow-scripts"),
        *("allow-popups", "allow-popups-to-escape-sandbox"),
    ],
}


def render_revision(request: HttpRequest, article: Article, text: dict, **extra) -> HttpResponse:
    """Return the page that readers would get if `text`, as articles.content has it, were published.

    `extra` goes to the template. Nothing is written in the end.
    """
    with rolled_back():
        story = Article.objects.select_for_update(of=("self",)).order_by().get(pk=article.pk)
        content.set_fields(story, text)
        _save_as_published(story)
        content.write_related(story, text)
        refresh_related(story, neighbours=False)
        return _render(request, story, extra)


def render_written(request: HttpRequest, article: Article) -> HttpResponse:
    """Return the page that readers would get of a story whose form has just been saved.

    To be called inside desk.rollback.rolled_back: the story is left as published.
    """
    _save_as_published(article)
    refresh_related(article, neighbours=False)
    return _render(request, article, {})


ROBOTS = "noindex, nofollow, noarchive"


@require_safe
def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """The newest text of a story for whoever has a link; one and the same 404 where it leads nowhere."""
    link = preview_links.follow(token)
    try:
        response = _shared(request, link.article) if link else None
    except Article.DoesNotExist:  # deleted just now
        response = None
    response = response or render(request, "articles/preview_gone.html", status=404)
    forbid_keeping(response)
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response


def _shared(request: HttpRequest, story: Article) -> HttpResponse:
    embargo = story.embargo_until if story.is_under_embargo else None
    extra = {"comments_open": False, "robots": ROBOTS, "embargo_until": embargo}
    return render_revision(request, story, revisions.head_content(story), **extra)


def only_for_the_desk(response: HttpResponse) -> HttpResponse:
    """Let an answer be kept by nobody, found by nobody, and framed by our own pages; return it."""
    forbid_keeping(response)
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = FRAMED  # what csp.decorators.csp_replace sets
    return response


def forbid_keeping(response: HttpResponse) -> None:
    """Let an answer be kept by no cache and found by no search engine."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = ROBOTS


def _save_as_published(story: Article) -> None:
    """Put a story before the readers at the time that it says, else now, and never under embargo."""
    story.status = Article.Status.PUBLISHED
    times = [story.published_at or timezone.now(), story.embargo_until]
    story.published_at = max(filter(None, times))
    if saving.address_is_taken(story):
        story.slug = ""  # whoever publishes it must choose one; here any will do
    saving.save(story)


def _render(request: HttpRequest, story: Article, extra: dict) -> HttpResponse:
    reader = _reader(request, story)
    story = Article.objects.for_page().get(pk=story.pk)
    add_parts(story)
    if story.published_at > timezone.now():  # looked at as of the moment when it will be public
        site = request.site_settings
        own, papers = story.comments_close_after_days, site.comments_close_after_days
        closes_at_once = (papers if own is None else own) == 0
        may_comment = story.comments_open and site.comments_open and not closes_at_once
        extra = {"comments_open": may_comment} | extra
    return render_article(reader, story, **extra)


def _reader(request: HttpRequest, story: Article) -> HttpRequest:
    """Return the request of a reader who is not logged in, for the story's own address."""
    reader = HttpRequest()
    reader.method = "GET"
    reader.path = reader.path_info = uri_to_iri(story.get_absolute_url())
    reader.META = {
        name: request.META[name] for name in ("SERVER_NAME", "SERVER_PORT") if name in request.META
    }
    reader.user = AnonymousUser()
    reader.site_settings = request.site_settings
    return reader
