"""Pages on one story beside its form: what became of it, its revisions, conflicts, notes."""

from functools import update_wrapper

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.encoding import uri_to_iri

from articles import revisions, takedown, workflow, writing
from articles.admin.labels import label_of
from articles.comparing import differences
from articles.history import name_of, sentence
from articles.merging import merge
from articles.models import Article, Note, Revision
from articles.permissions import Act, may
from articles.steps import Step, WorkflowError, possible_steps

MOST_SHOWN = 200  # steps and revisions on the page of a story's history


class WithdrawForm(forms.Form):
    """Asks what readers are told."""

    reason = forms.CharField(
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        label="Reason",
        help_text="Readers who come to the story's address read it. It may stay empty.",
    )


class NoteForm(forms.Form):
    """Asks for a note to the other editors."""

    text = forms.CharField(
        max_length=2000,
        label="Your note",
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        error_messages={"required": "Write something first."},
    )


class StoryPages:
    """A mixin for ArticleAdmin: each method answers one page on the story `pk`."""

    def history_view(self, request, object_id, extra_context=None):
        """What became of a story, step by step, and what it said at each save."""
        article = self._article(request, object_id)
        steps = list(article.history.all()[:MOST_SHOWN])
        return self._page(
            request,
            article,
            "history",
            "History",
            steps=[{"entry": entry, "sentence": sentence(entry)} for entry in steps],
            revisions=article.revisions.defer("content")[:MOST_SHOWN],
            may_edit=may(request.user, Act.EDIT, article),
            may_withdraw=may(request.user, Act.WITHDRAW, article) and article.takedowns.exists(),
        )

    def revision(self, request, pk, number):
        """What a story said at one save."""
        article = self._article(request, pk)
        revision = get_object_or_404(article.revisions, number=number)
        return self._page(
            request,
            article,
            "revision",
            f"Revision {number}",
            revision=revision,
            parts=_named(differences(_nothing(revision.content), revision.content, request.user)),
            may_edit=may(request.user, Act.EDIT, article),
        )

    def compare(self, request, pk):
        """Two revisions side by side: `?from=3&to=5`; by default the newest and the one before."""
        article = self._article(request, pk)
        known = list(article.revisions.defer("content")[:MOST_SHOWN])
        numbers = [revision.number for revision in known]
        if len(numbers) < 2:
            self.message_user(request, "There is only one text of this story so far.", messages.INFO)
            return HttpResponseRedirect(reverse("admin:articles_article_history", args=[pk]))
        before = _number(request.GET.get("from"), numbers, numbers[1])
        after = _number(request.GET.get("to"), numbers, numbers[0])
        texts = [revisions.content_at(article, number) for number in (before, after)]
        return self._page(
            request,
            article,
            "compare",
            f"Revision {before} and revision {after}",
            parts=_named(differences(*texts, request.user)),
            before=before,
            after=after,
            left=f"Revision {before}",
            right=f"Revision {after}",
            revisions=known,
            may_edit=may(request.user, Act.EDIT, article),
        )

    def restore(self, request, pk, number):
        """Save what a revision says once more; on POST only."""
        article = self._article(request, pk, Act.EDIT)
        if request.method == "POST":
            try:
                saved = writing.restore(article, number, request.user)
            except Revision.DoesNotExist as error:
                raise Http404 from error
            unseen = " Readers do not see it until you press “Publish changes”." if saved.pending else ""
            text = f"The text of revision {number} is back.{unseen}"
            if saved.revision is None:
                text = f"The story says already what revision {number} says."
            self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(self.form_url(request, article))

    def conflict(self, request, pk, number):
        """What two people wrote in the same place, side by side, to choose from."""
        article = self._article(request, pk, Act.EDIT)
        revision = get_object_or_404(article.revisions, number=number, kind=Revision.Kind.CONFLICT)
        base = revisions.content_at(article, revision.started_from)
        head = revisions.head_content(article)
        merged = merge(base, revision.content, head)
        if not merged.conflicts and request.method == "GET" and merged.content == head:
            self.message_user(request, "Nothing of that text is missing any more.", messages.INFO)
            return HttpResponseRedirect(self.form_url(request, article))
        seen = request.POST.get("head") == str(article.head)
        chosen = {name: request.POST.get(name) for name in merged.conflicts}
        if request.method == "POST" and seen and all(c in ("mine", "theirs") for c in chosen.values()):
            mine = {name: revision.content[name] for name, side in chosen.items() if side == "mine"}
            saved = writing.save_content(
                article, merged.content | mine, article.head, request.user, kind=Revision.Kind.MERGED
            )
            if not saved.conflicts:
                self.message_user(
                    request,
                    "Saved as you chose. The other texts stay in the history of the story.",
                    messages.SUCCESS,
                )
                return HttpResponseRedirect(self.form_url(request, article))
        elif request.method == "POST":
            text = "Choose a side for each part." if seen else "The story was saved again meanwhile."
            self.message_user(request, f"{text} Nothing was saved; look again.", messages.WARNING)
        by_name = {part.name: part for part in differences(head, revision.content, request.user)}
        others = article.revisions.filter(number=article.head).first()
        return self._page(
            request,
            article,
            "conflict",
            "Two people wrote in the same place",
            parts=_named([by_name[name] for name in merged.conflicts if name in by_name], chosen),
            revision=revision,
            is_mine=revision.by_id == request.user.pk,
            others=others,
            is_both_mine=others is not None and revision.by_id == others.by_id == request.user.pk,
        )

    def notes(self, request, pk):
        """What editors told each other on a story; on POST, one note more."""
        article = self._article(request, pk)
        form = NoteForm(request.POST or None)
        if request.method == "POST" and "delete" in request.POST:
            key = request.POST["delete"]
            own = article.notes.filter(by=request.user.pk)
            if key.isascii() and key.isdecimal() and own.filter(pk=int(key[:18])).delete()[0]:
                self.message_user(request, "Your note is deleted.", messages.SUCCESS)
            return HttpResponseRedirect(request.path)
        if form.is_valid():
            Note.objects.create(
                article=article,
                text=form.cleaned_data["text"],
                by=request.user,
                by_name=name_of(request.user),
            )
            return HttpResponseRedirect(request.path)
        return self._page(
            request, article, "notes", "Notes", notes=article.notes.all()[:MOST_SHOWN], form=form
        )

    def withdraw(self, request, pk):
        """Ask whether readers shall no longer see a story, and why; on POST, take it from them."""
        article = self._article(request, pk, Act.WITHDRAW)
        if Step.WITHDRAW not in possible_steps(article):
            return HttpResponseRedirect(self.form_url(request, article))
        form = WithdrawForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                workflow.withdraw(article, request.user, form.cleaned_data["reason"])
                self.tell_step(request, article, Step.WITHDRAW)
                report = article.takedowns.first()
                if report and article.status == Article.Status.WITHDRAWN:
                    takedown.check(report)
                    return HttpResponseRedirect(
                        reverse("admin:articles_article_takedown", args=[article.pk])
                    )
            except WorkflowError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(self.form_url(request, article))
        address = uri_to_iri(article.get_absolute_url())
        return self._page(
            request, article, "withdraw", "Withdraw this story?", address=address, form=form
        )

    def discard(self, request, pk):
        """Ask whether the pending changes shall be forgotten; on POST, forget them."""
        article = self._article(request, pk, Act.EDIT)
        if not article.has_pending_changes:
            return HttpResponseRedirect(self.form_url(request, article))
        if request.method == "POST":
            workflow.discard_changes(article, request.user)
            self.tell_step(request, article, Step.DISCARD_CHANGES)
            return HttpResponseRedirect(self.form_url(request, article))
        texts = revisions.content_at(article, article.live), revisions.head_content(article)
        return self._page(
            request,
            article,
            "discard",
            "Discard the changes?",
            parts=_named(differences(*texts, request.user)),
        )

    def answered(self, page):
        """Return a page that answers with a sentence when somebody else was faster."""

        def faster(request, pk, *args, **kwargs):
            try:
                return page(request, pk, *args, **kwargs)
            except WorkflowError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
                return HttpResponseRedirect(request.path)
            except (Article.DoesNotExist, IntegrityError):
                self._article(request, pk)  # which says that the story is gone, if that was it
                raise

        return update_wrapper(faster, page)

    def _article(self, request, pk, act: Act = Act.VIEW) -> Article:
        """Return the story, if somebody may do `act` to it; one they may not see looks like none."""
        article = self.get_object(request, str(pk))
        if article is None and self.sees_all(request):
            raise Http404("There is no such story.")
        if article is None or not may(request.user, act, article):
            raise PermissionDenied
        return article

    def _page(self, request, article: Article, name: str, title: str, **context) -> TemplateResponse:
        context |= {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "subtitle": None,
            "original": article,
            "form_url": self.form_url(request, article),
        }
        return TemplateResponse(request, f"admin/articles/article/{name}.html", context)


def _named(parts, chosen: dict | None = None) -> list[dict]:
    chosen = chosen or {}
    return [
        {
            "name": part.name,
            "label": label_of(part.name),
            "before": part.before,
            "after": part.after,
            "chosen": chosen.get(part.name),
        }
        for part in parts
    ]


def _nothing(text: dict) -> dict:
    """Return a content like `text` with nothing in it."""
    return {name: type(value)() if value is not None else None for name, value in text.items()}


def _number(text: str | None, known: list[int], default: int) -> int:
    """Return the number of a revision that a query asks for, if there is that one."""
    asked = int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else default
    return asked if asked in known else default
