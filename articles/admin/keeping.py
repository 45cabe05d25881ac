"""The form of a story loses nothing: what is typed is kept, and offered back if it was not saved."""

import json
import uuid
from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.forms import Media, Script
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import autosaves, presence
from articles.admin.preview import wants_preview
from articles.history import name_of
from articles.models import Article, Autosave
from articles.permissions import Act, may
from articles.steps import WorkflowError
from desk.related import can_be_key
from desk.times import clock
from incoming.bodies import announced_length
from richtext.sanitizer import sanitize

_TOO_LARGE = (
    "This text is larger than 2 MB: it is not kept while you write. Save it now, and put parts of it "
    "into other stories."
)
_NOT_YOURS = (
    "This story was deleted, or is no longer yours to edit. Press Save: what you wrote will be kept "
    "where you can take it up."
)


class _OnlyShown:
    """A form filled from an autosave: checked, so that its errors show, and never saved."""

    def is_valid(self):
        super().is_valid()
        return False


class KeepsText:
    """A mixin for ArticleAdmin: autosaves, who else is here, and texts that have lost their story."""

    @property
    def media(self):
        script = Script("newsroom_admin/autosave.js", defer=True)
        return super().media + Media(js=[script], css={"all": ["newsroom_admin/writing.css"]})

    # The form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Answer the form; filled from the autosave that `?autosave=` names; a text never lost."""
        number = request.GET.get("autosave") if request.method == "GET" else None
        if number and (object_id is None or can_be_key(object_id)):
            article_pk = int(object_id) if object_id else None
            if kept := autosaves.find(request.user, article_pk, number):
                request = _sent_again(request, kept)
                return super().changeform_view(request, object_id, form_url, extra_context)
            self.message_user(request, "That text was saved or discarded meanwhile.", messages.INFO)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (PermissionDenied, Http404, Article.DoesNotExist):
            if "form_key" not in request.POST or wants_preview(request):
                raise
            return self._answer_homeless_text(request, object_id)
        except WorkflowError as error:  # what others saved meanwhile does not go together with it
            return self._answer_homeless_text(request, object_id, " ".join(error.messages))

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form; one that is filled from an autosave cannot be saved by being shown."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if hasattr(request, "shown_autosave"):
            return type(form.__name__, (_OnlyShown, form), {})
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may_write = add or self.has_change_permission(request, obj)
        if may_write and not context["is_popup"]:
            context["keeping"] = self._keeping(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def note_opened(self, request, article: Article) -> None:
        """Note that somebody opens the form of a story to write in it."""
        request.form_key = uuid.uuid4()
        presence.arrive(article, request.user, request.form_key)

    def forget_saved(self, request, article: Article, new: bool = False) -> None:
        """Forget the autosaves of the form that was just saved, in the transaction of the save."""
        source = request.POST.get("taken_up", "")
        taken_up = int(source) if can_be_key(source) else None
        key = _key(request.POST.get("form_key"))
        autosaves.forget_saved(request.user, article, key, taken_up, new)

    def _keeping(self, request, article: Article | None) -> dict:
        """Return what the form's template needs to keep and to offer texts."""
        shown = getattr(request, "shown_autosave", None)
        is_refused = request.method == "POST" and shown is None
        sent = _key(request.POST.get("form_key")) if is_refused else None
        offered = [] if shown or is_refused else _by_form(autosaves.of(request.user, article))
        return {
            "shown": shown,
            "shown_at": clock(shown.saved_at) if shown else "",
            "key": sent or getattr(request, "form_key", None) or uuid.uuid4(),
            "taken_up": shown.pk if shown else request.POST.get("taken_up", ""),
            "offered": offered,
            "others": presence.others(article, request.user) if article else [],
            "address": reverse("admin:articles_article_autosave"),
            "login": f"{reverse('admin:login')}?next={reverse('admin:index')}",
        }

    # What the script of the form sends

    def autosave(self, request):
        """Keep what the open form holds, and tell who else is here; on GET, a token to go on with.

        Takes JSON: `user`, `article` (null: a new story), `key`, and `data`, the form as a list of
        [name, value]; without `data` it is only told that the form is open, with `leaving` that it
        is closed. A refusal comes with a sentence, `refused`.
        """
        if request.method == "GET":
            self._require_writer(request)
            return JsonResponse({"csrf": get_token(request), "user": request.user.pk})
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "POST"])
        if (announced_length(request) or 0) > autosaves.LARGEST:
            return _refusal(413, _TOO_LARGE)
        try:
            sent = json.loads(request.body)
            key, of_story = uuid.UUID(sent["key"]), sent["article"]
            text = autosaves.text_of(sent["data"]) if "data" in sent else None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return _refusal(400, "The server did not understand this form: it is not kept. Save it.")
        if sent.get("user") != request.user.pk:
            return _refusal(409, _of_somebody_else(request))
        article = self.get_object(request, str(of_story)) if can_be_key(of_story) else None
        allowed = may(request.user, Act.EDIT, article) if article else False
        if not (allowed if of_story is not None else self.has_add_permission(request)):
            return _refusal(403, _NOT_YOURS)
        if sent.get("leaving"):
            if article:
                presence.leave(article, request.user, key)
            return JsonResponse({})
        return self._keep(request, article, key, text)

    def _keep(self, request, article: Article | None, key: uuid.UUID, text) -> JsonResponse:
        answer = {}
        try:
            if text is not None:
                kept = autosaves.keep(request.user, article, key, text)
                answer = {"kept": clock(kept.saved_at), "id": kept.pk}
            if article:
                presence.arrive(article, request.user, key)
                answer["others"] = presence.others(article, request.user)
        except autosaves.FormWasSavedError:
            return JsonResponse({"key": uuid.uuid4()}, status=409)
        except (Article.DoesNotExist, IntegrityError):  # deleted while this was being answered
            return _refusal(403, _NOT_YOURS)
        return JsonResponse(answer)

    def discard_autosave(self, request, number):
        """Forget a text that was not saved, and what its form held before; on POST only."""
        self._require_writer(request)
        kept = Autosave.objects.filter(user=request.user, pk=number).defer("data").first()
        if request.method == "POST" and kept:
            autosaves.discard(kept)
            self.message_user(request, "That text is discarded.", messages.SUCCESS)
        if kept and kept.article_id:
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[kept.article_id]))
        return HttpResponseRedirect(reverse("admin:articles_article_add"))

    def _require_writer(self, request) -> None:
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied

    # A text that its story does not take

    def _answer_homeless_text(self, request, object_id, reason: str = "") -> HttpResponse:
        """Keep and show what was sent for a story that is gone, or that cannot take it for `reason`."""
        try:
            text = autosaves.text_of_post(request.POST)
        except ValueError as error:
            raise PermissionDenied from error
        article = self.get_object(request, object_id) if object_id else None
        may_go_on = article is not None and may(request.user, Act.EDIT, article)
        go_on = ""
        if may_go_on or self.has_add_permission(request):
            home = article if may_go_on else None
            kept = _keep_anyhow(request, home, text)
            address = self.form_url(request, home) if home else reverse("admin:articles_article_add")
            go_on = f"{address.partition('?')[0]}?autosave={kept.pk}"
        values = dict(text)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "What you wrote is kept",
            "subtitle": None,
            "reason": reason,
            "is_refused_step": may_go_on or not object_id,
            "is_gone": article is None and self.sees_all(request),
            "go_on": go_on,
            "headline": values.get("headline", ""),
            "body": sanitize(values.get("body", "")),
            "others": [
                value for name, value in text if name not in ("headline", "body") and " " in value
            ],
        }
        status = 409 if reason else 404 if context["is_gone"] and object_id else 403
        return TemplateResponse(
            request, "admin/articles/article/homeless_text.html", context, status=status
        )


def _sent_again(request, kept: Autosave):
    """Return a request that sends the form of an autosave, so that Django's form shows it."""
    text = kept.data if kept.article_id else autosaves.as_new(kept.data)
    data = QueryDict(mutable=True)
    for name, value in text:
        data.appendlist(name, value)
    again = copy(request)
    # Asked for as of a GET, which has no files: the copy would look for them in the request's body.
    again.FILES  # noqa: B018
    again.method, again.POST, again.shown_autosave = "POST", data, kept
    return again


def _keep_anyhow(request, article: Article | None, text) -> Autosave:
    try:
        return autosaves.keep(
            request.user, article, _key(request.POST.get("form_key")) or uuid.uuid4(), text
        )
    except autosaves.FormWasSavedError:
        return autosaves.keep(request.user, article, uuid.uuid4(), text)


def _by_form(rows) -> list[dict]:
    """Return what is offered: of each form its newest text, with the `earlier` ones of that form."""
    forms: dict[uuid.UUID, dict] = {}
    for kept in rows:
        told = {"pk": kept.pk, "at": clock(kept.saved_at)}
        if kept.key in forms:
            forms[kept.key]["earlier"].append(told)
        else:
            forms[kept.key] = told | {"earlier": []}
    return list(forms.values())


def _key(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _refusal(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"refused": sentence}, status=status)


def _of_somebody_else(request) -> str:
    return (
        f"In this browser {name_of(request.user)} is logged in by now, and this page is somebody "
        "else’s: it is not kept. Log in under the name you began with."
    )
