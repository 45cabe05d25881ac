"""The pages on which a writer changes a comment, or takes it back, while there is time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.forms import RewriteForm
from comments.models import Comment
from comments.refusals import ChangedMeanwhile, Foreign, Incomplete, Refused, TooLarge, TooLate
from comments.rewriting import (
    changeable_until,
    is_gone,
    is_taken_back,
    rewrite,
    take_back,
    takeable_until,
)
from comments.signatures import Own, own_token
from comments.views import SeeOther, answer_missing, find_own, for_one_reader, own_address, sent_words
from incoming.network import comes_from_this_site

METHODS = ["GET", "HEAD", "POST"]


@csrf_exempt  # the token in the address says whose comment it is; no page of another site knows it
@require_http_methods(METHODS)
def edit(request: HttpRequest, year: int, month: int, slug: str, pk: int) -> HttpResponse:
    """GET: the form with a comment's words, for its writer. POST: change them."""
    found = _find_own(request, pk)
    if found is None or is_gone(found[0]):
        return for_one_reader(_give_back(request, year, month, slug))
    comment, own = found
    problem, form = None, RewriteForm(initial={"comment": comment.body})
    if request.method == "POST":
        form = RewriteForm(sent_words(request), initial={"comment": comment.body})
        try:
            return for_one_reader(SeeOther(own_address(_change(request, form, comment, own))))
        except Refused as refusal:
            problem = refusal
    elif not changeable_until(comment, request.site_settings):
        problem = TooLate()
    return for_one_reader(_show_form(request, comment, form, problem))


@csrf_exempt
@require_http_methods(METHODS)
def withdraw(request: HttpRequest, year: int, month: int, slug: str, pk: int) -> HttpResponse:
    """GET: ask the writer whether to take a comment back, or say that it is. POST: take it back."""
    found = _find_own(request, pk)
    if found is None or found[0].status == Comment.Status.REMOVED:
        return for_one_reader(answer_missing(request, year, month, slug))
    comment, _ = found
    problem = None
    if request.method == "POST":
        try:
            if not comes_from_this_site(request):
                raise Foreign
            take_back(comment, request.site_settings)
            return for_one_reader(SeeOther(request.get_full_path()))
        except Refused as refusal:
            problem = refusal
    done, until = is_taken_back(comment), takeable_until(comment, request.site_settings)
    if not (problem or done or until):
        problem = TooLate()
    shown = {"is_taken_back": done, "until": until}
    return for_one_reader(_page(request, "comments/take_back.html", comment, problem, shown))


def _find_own(request: HttpRequest, pk: int) -> tuple[Comment, Own] | None:
    """Return the comment whose token the address has, if readers see its story; and what it says."""
    found = find_own(request.GET.get("mine", ""))
    return found if found and found[0].pk == pk and found[0].article.is_public else None


def _change(request: HttpRequest, form: RewriteForm, comment: Comment, own: Own) -> Comment:
    """Store the words that were sent and return the comment; raise what speaks against it."""
    if not form.is_bound:
        raise TooLarge
    if not comes_from_this_site(request):
        raise Foreign
    if not form.is_valid():
        raise Incomplete
    return rewrite(comment, form.cleaned_data["comment"], own.words, request.site_settings)


def _show_form(request, comment: Comment, form: RewriteForm, problem: Refused | None) -> HttpResponse:
    # Whoever opens the form, or saves again after a conflict, sees the words that are there now.
    if is_conflict := isinstance(problem, ChangedMeanwhile):
        comment.refresh_from_db(fields=["body"])
    token = request.GET["mine"] if form.is_bound and not is_conflict else own_token(comment)
    shown = {
        "form": form,
        "token": token,
        "until": changeable_until(comment, request.site_settings),
        "focus_problem": not form.focus_first_error(),
        "is_conflict": is_conflict,
    }
    return _page(request, "comments/edit.html", comment, problem, shown)


def _page(request, template: str, comment, problem: Refused | None, shown: dict) -> HttpResponse:
    shown |= {"comment": comment, "back": own_address(comment)}
    shown["problem"] = problem.message if problem else ""
    return render(request, template, shown, status=problem.status if problem else 200)


def _give_back(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    """Return the words sent for a comment that is not there; a plain answer without any."""
    words = sent_words(request) if request.method == "POST" else None
    text = words.get("comment", "") if words else ""
    return answer_missing(request, year, month, slug, text, reason=TooLate.message)
