"""The page on which readers tell the newsroom that something is wrong with a comment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.forms import ReportForm
from comments.models import Comment
from comments.refusals import Foreign, Incomplete, Refused, TooLarge
from comments.reporting import report as keep_report
from comments.signatures import new_report_stamp
from comments.views import SeeOther, answer_missing, find_visible, for_one_reader, sent_words
from incoming.network import comes_from_this_site, neighbourhood, reader_address


@csrf_exempt  # readers have no session to protect; comes_from_this_site tells where a form came from
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, year: int, month: int, slug: str, pk: int) -> HttpResponse:
    """GET: the form, or thanks for what it brought. POST: tell the newsroom of a visible comment."""
    try:
        comment = find_visible(pk)
        answer = _receive(request, comment) if request.method == "POST" else _show(request, comment)
    except Comment.DoesNotExist:  # not any more, which may have come while it was read or reported
        answer = _give_back(request, year, month, slug)
    return for_one_reader(answer)


def _show(request: HttpRequest, comment: Comment) -> HttpResponse:
    shown = {"form": ReportForm(comment=comment), "stamp": new_report_stamp(comment)}
    return _page(request, comment, shown | {"is_sent": "sent" in request.GET})


def _receive(request: HttpRequest, comment: Comment) -> HttpResponse:
    form = ReportForm(sent_words(request), comment=comment)
    try:
        _keep(request, form)
    except Refused as refusal:
        return _refuse(request, form, refusal)
    return SeeOther(f"{request.path}?sent")


def _keep(request: HttpRequest, form: ReportForm) -> None:
    if not form.is_bound:
        raise TooLarge
    if not comes_from_this_site(request):
        raise Foreign
    if not form.is_valid():
        raise Incomplete
    if not form.is_trapped:  # a machine is answered as everybody is
        network = neighbourhood(reader_address(request))
        keep_report(form.comment, form.cleaned_data["reason"], form.cleaned_data["explanation"], network)


def _refuse(request: HttpRequest, form: ReportForm, refusal: Refused) -> HttpResponse:
    problems = [refusal.message] if refusal.message else []
    if form.is_bound:
        problems += form.non_field_errors()
        stamp = form.data.get("stamp", "")
    else:
        form, stamp = ReportForm(comment=form.comment), new_report_stamp(form.comment)
    shown = {"form": form, "stamp": stamp, "problems": problems}
    response = _page(request, form.comment, shown | {"focus_problem": not form.focus_first_error()})
    response.status_code = refusal.status
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def _give_back(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    """Return the words sent about a comment that readers do not see; a plain answer without any."""
    words = sent_words(request) if request.method == "POST" else None
    text = words.get("explanation", "") if words else ""
    told = {
        "heading": _("Your report was not sent"),
        "reason": _("Readers do not see this comment any more, so the newsroom got no report of it."),
    }
    return answer_missing(request, year, month, slug, text, **told)


def _page(request: HttpRequest, comment: Comment, shown: dict) -> HttpResponse:
    return render(request, "comments/report.html", {"comment": comment, **shown})
