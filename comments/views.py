"""Posting a comment, what its writer sees of it then, and each comment's own address."""

import datetime as dt
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Article
from articles.views import find_gone, find_story, first_day, render_article, render_missing
from comments import moderation, subscriptions, workflow
from comments.forms import CommentForm
from comments.models import Comment
from comments.paging import Reading
from comments.refusals import Closed, Foreign, Incomplete, ParentGone, Refused, TooLarge
from comments.rewriting import changeable_until, is_gone
from comments.signatures import OWN_SHOWN, Own, own_token, read_own_token
from comments.text import clean_line, without_unprintable
from comments.threads import address_of, place_of
from comments.valve import is_readable
from incoming.network import comes_from_this_site, neighbourhood, reader_address
from redirects.workflow import find_redirect, old_paths


class SeeOther(HttpResponseRedirect):
    """The answer to a post that was carried out: look there, by GET."""

    status_code = 303


@csrf_exempt  # readers have no session to protect; comes_from_this_site tells where a form came from
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    """POST: comment on a story. GET: the story with the reader's comment that the token `mine` shows."""
    answer = post if request.method == "POST" else show_own
    return for_one_reader(answer(request, year, month, slug))


def for_one_reader(response: HttpResponse) -> HttpResponse:
    """Return an answer that neither caches nor search engines keep, whose address goes nowhere else."""
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    # The page's address may hold a token. `no-referrer` would also hide the Origin of its form.
    response["Referrer-Policy"] = "same-origin"
    return response


def post(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    """Store the comment, or show its text again with the reason why it was not stored."""
    words = sent_words(request)
    public = moderation.stories().published()
    article = public.filter(url_month=first_day(year, month), slug=slug).first()
    if article is None:
        return answer_without_story(request, year, month, slug, words)
    form = CommentForm(words, article=article)
    try:
        comment = receive(request, form)
    except Refused as refusal:
        if page := find_story(year, month, slug):  # the whole of it, which posting has no need of
            return refuse(request, page, form, refusal)
        return answer_without_story(request, year, month, slug, words)
    if comment.is_visible and not changeable_until(comment, request.site_settings):
        return SeeOther(address_of(comment, Reading.usual_of(request.site_settings)))
    return SeeOther(own_address(comment))


def sent_words(request: HttpRequest) -> QueryDict | None:
    """Return the fields that were sent; None if that is more than any form of ours has."""
    return request.POST if is_readable(request) else None


def own_address(comment: Comment) -> str:
    """Return the address at which its writer, and nobody else, sees a comment as their own."""
    story = comment.article.get_absolute_url()
    return f"{story}comments/?mine={own_token(comment)}#comment-{comment.pk}"


def receive(request: HttpRequest, form: CommentForm) -> Comment:
    """Store and return the comment that was sent; raise what speaks against it (comments.refusals)."""
    if not form.is_bound:
        raise TooLarge
    if not moderation.accepts_comments(form.article, request.site_settings):
        raise Closed
    if not comes_from_this_site(request):
        raise Foreign
    if not form.is_valid():
        raise Incomplete
    address = reader_address(request)
    comment = form.new_comment(
        ip_address=address,
        network=neighbourhood(address),
        user_agent=clean_line(request.headers.get("User-Agent", ""))[:300],
    )
    workflow.post_comment(comment, request.site_settings, trapped=form.is_trapped)
    if form.cleaned_data["notify"] and subscriptions.offers_mail(request.site_settings):
        subscriptions.follow(comment)
    return comment


def refuse(request: HttpRequest, article: Article, form: CommentForm, refusal: Refused) -> HttpResponse:
    """Return the story's page with the text that was typed and the reason why it was not stored."""
    if isinstance(refusal, ParentGone):
        form.drop_parent()
    extra = {"comment_form": form if form.is_bound else None, "comment_problem": refusal.message}
    response = render_article(request, article, refusal.status, **extra)
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def answer_without_story(request, year: int, month: int, slug: str, words) -> HttpResponse:
    """Follow a story that has moved; else return the text for its writer to keep."""
    if moved_to := find_moved_story(reverse("articles:detail", args=[year, month, slug])):
        return HttpResponseRedirect(f"{moved_to}comments/", preserve_request=True)
    return answer_missing(request, year, month, slug, words.get("comment", "") if words else "")


def answer_missing(
    request: HttpRequest, year: int, month: int, slug: str, text: str = "", **told
) -> HttpResponse:
    """Answer 410 where readers could see a story once, else 404, with the text for its writer to keep.

    `told` is what else comments/undelivered.html shows. Without a text, the answer is the story's own.
    """
    text = without_unprintable(text)
    if not text:
        return render_missing(request, year, month, slug)
    status = 410 if find_gone(year, month, slug) else 404
    return render(request, "comments/undelivered.html", {"text": text, **told}, status=status)


def find_moved_story(path: str) -> str | None:
    """Return the path to which the story at `path` has moved, or None; it is public there."""
    moved = find_redirect(old_paths(unquote(path)))
    try:
        match = resolve(moved) if moved else None
    except Resolver404:
        return None
    is_story = match and match.view_name == "articles:detail"
    return moved if is_story and find_story(**match.kwargs) else None


def show_own(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    """Show the story with a comment as their own to whoever has its token; to others, the story alone.

    While it waits that is for a day; else for as long as its writer may change it. Who sent spam is
    told no more than others are.
    """
    token, usual = request.GET.get("mine", ""), Reading.usual_of(request.site_settings)
    comment, _ = find_own(token) or (None, None)
    until = changeable_until(comment, request.site_settings) if comment else None
    if comment and comment.is_visible and comment.article.is_public and not until:
        return redirect(address_of(comment, usual))
    article = find_story(year, month, slug)
    if comment is None or comment.article != article or is_gone(comment):
        return redirect("articles:detail", year, month, slug)
    shown = {"own_comment": comment, "own_until": until, "own_token": token}
    return render_article(request, article, conversation_at=place_of(comment, usual), **shown)


def find_own(token: str) -> tuple[Comment, Own] | None:
    """Return the comment that a token shows to be its bearer's, for a day, and what the token says."""
    own = read_own_token(token)
    young = Comment.objects.filter(created_at__gt=timezone.now() - dt.timedelta(seconds=OWN_SHOWN))
    comment = own and young.select_related("article", "thread", "parent").filter(pk=own.comment).first()
    return (comment, own) if comment else None


@require_safe
def comment(request: HttpRequest, year: int, month: int, slug: str, pk: int) -> HttpResponse:
    """Lead from a comment's own address to its place on the story's page."""
    try:
        comment = find_visible(pk)
    except Comment.DoesNotExist:
        return answer_missing(request, year, month, slug)
    return redirect(address_of(comment, Reading.usual_of(request.site_settings)))


def find_visible(pk: int) -> Comment:
    """Return a comment that readers see under a story that they see; else raise DoesNotExist."""
    comment = Comment.objects.visible().select_related("article", "thread").get(pk=pk)
    if not comment.article.is_public:
        raise Comment.DoesNotExist
    return comment
