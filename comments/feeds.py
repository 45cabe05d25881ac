"""Feeds of comments, for the paper and for each story, as Atom (RFC 4287)."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.cache import set_response_etag
from django.utils.translation import gettext as _

from articles.feeds import NEWEST, DatedFeed, UndatedFeed, xml_text
from articles.models import Article
from articles.story_feeds import not_modified
from articles.views import find_story, render_missing
from comments.models import Comment
from comments.text import render_text
from comments.views import find_moved_story
from pagecache.showing import shows, stored

# Comments that are looked through for those of stories that readers see: however much was said
# under stories that they do not see any more, a feed costs the same.
LOOKED_THROUGH = 500


class CommentsFeed(UndatedFeed):
    """The newest comments that readers see, under whichever story."""

    feed_type = DatedFeed

    def get_object(self, request):
        return request.site_settings

    def title(self, site):
        return xml_text(_("Comments – %(name)s") % {"name": site.name})

    def link(self, site):
        return f"{settings.SITE_URL}/"

    def feed_url(self, site):
        return f"{settings.SITE_URL}{reverse('comments:feed')}"

    def items(self, site):
        return newest_comments()

    def item_title(self, comment):
        told = {"name": comment.name, "headline": comment.article.headline}
        return xml_text(_("%(name)s on “%(headline)s”") % told)

    def item_description(self, comment):
        return render_text(xml_text(comment.body))

    def item_author_name(self, comment):
        return xml_text(comment.name)

    def item_link(self, comment):
        return f"{settings.SITE_URL}{comment.get_absolute_url()}"

    def item_guid(self, comment):
        """Return what stays the same when the story moves: a tag URI (RFC 4151)."""
        host = urlsplit(settings.SITE_URL).hostname
        return f"tag:{host},{comment.created_at:%Y-%m-%d}:comment-{comment.pk}"

    def item_pubdate(self, comment):
        return comment.created_at

    def item_updateddate(self, comment):
        """Return when readers last saw something new of it: it may have waited for a moderator."""
        moments = [comment.created_at, comment.edited_at, comment.decided_at]
        return max(moment for moment in moments if moment)


class StoryCommentsFeed(CommentsFeed):
    """The newest comments under one story, which readers see."""

    def get_object(self, request, story):
        return story

    def title(self, story):
        return xml_text(_("Comments on “%(headline)s”") % {"headline": story.headline})

    def link(self, story):
        return f"{settings.SITE_URL}{story.get_absolute_url()}#comments"

    def feed_url(self, story):
        return f"{settings.SITE_URL}{story.get_absolute_url()}comments/feed/"

    def items(self, story):
        comments = list(_readable(Comment.objects.filter(article=story))[:NEWEST])
        for comment in comments:
            comment.article = story
        return comments

    def item_title(self, comment):
        return xml_text(comment.name)


def newest_comments() -> list[Comment]:
    """Return the newest visible comments of public stories, each with its story, by three queries."""
    shows("lineup", instead_of="stories")
    newest = Comment.objects.visible().order_by("-created_at", "-pk")
    window = list(newest.values_list("pk", "article")[:LOOKED_THROUGH])
    stories = Article.objects.published().only("headline", "slug", "url_month")
    public = stories.in_bulk({article for _, article in window})
    keys = [pk for pk, article in window if article in public][:NEWEST]
    comments = list(_readable(Comment.objects.filter(pk__in=keys)))
    for comment in comments:
        comment.article = public[comment.article_id]
    return comments


def _readable(comments):
    """Return what a feed shows of comments, the newest first; what only moderators know is not read."""
    rows = comments.visible().order_by("-created_at", "-pk")
    return rows.only("article", "name", "body", "created_at", "edited_at", "decided_at")


def _unless_known(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 304 to readers who have this state of a feed already."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method != "GET" or response.status_code != 200:
            return response
        set_response_etag(response)
        return not_modified(request, response) or response

    return answer


comments_feed = stored()(_unless_known(CommentsFeed()))


@stored()
@_unless_known
def story_feed(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    """The comments of a story; where it moved, there; 410 or 404 as its page, if readers see none."""
    if story := find_story(year, month, slug):
        shows(f"article:{story.pk}", instead_of="stories")
        shows(f"comments:{story.pk}", instead_of="comments")
        return StoryCommentsFeed()(request, story=story)
    if moved_to := find_moved_story(reverse("articles:detail", args=[year, month, slug])):
        return HttpResponsePermanentRedirect(f"{moved_to}comments/feed/")
    return render_missing(request, year, month, slug)
