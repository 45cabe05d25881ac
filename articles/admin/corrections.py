"""The page on which editors tell readers what was wrong in a story."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import corrections, revisions
from articles.admin.labels import label_of
from articles.history import told_time
from articles.merging import changed_fields
from articles.models import Correction
from articles.permissions import Act
from articles.steps import WorkflowError

MOST_SHOWN = 200  # corrections of one story


class CorrectionForm(forms.Form):
    """Asks what readers are told. `key` tells a form that is sent twice from a second correction."""

    kind = forms.ChoiceField(choices=Correction.Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
        label="What readers are told",
        help_text="What was wrong, and what is right: “An earlier version gave the year as 1989. It was "
        "1987.” An empty line starts a paragraph.",
        error_messages={"required": "Write what readers are told. Nothing was published yet."},
    )
    place = forms.ChoiceField(
        required=False,
        choices=[
            ("", "As usual: an update below the text, everything else above it"),
            *Correction.Place.choices,
        ],
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def said(self) -> dict:
        """Return what articles.corrections takes."""
        return {name: self.cleaned_data[name] for name in ("kind", "text", "place")}


class CorrectionPages:
    """A mixin for ArticleAdmin: the corrections of the story `pk`."""

    def corrections(self, request, pk):
        """What readers of a story were told; on POST, one correction more."""
        article = self._article(request, pk, Act.PUBLISH)
        form = CorrectionForm(
            request.POST if request.method == "POST" else None,
            initial={"kind": Correction.Kind.CORRECTION, "key": uuid.uuid4()},
        )
        if form.is_valid():
            changes = _number(request.POST.get("changes")) if "_with_changes" in request.POST else None
            said = form.said() | {"key": form.cleaned_data["key"], "changes": changes}
            try:
                correction = corrections.publish_correction(article, request.user, **said)
            except WorkflowError as error:
                form.add_error(None, error)
                article.refresh_from_db()
            else:
                when = told_time(correction.at)
                self.message_user(request, f"Readers are told since {when}.", messages.SUCCESS)
                return HttpResponseRedirect(request.path)
        pending = article.has_pending_changes and article.is_public
        return self._page(
            request,
            article,
            "corrections",
            "Corrections",
            form=form,
            corrections=article.corrections.all()[:MOST_SHOWN],
            pending=_named_changes(article) if pending else [],
            is_live=article.is_public,
        )

    def correction(self, request, pk, key):
        """One correction, to be changed or deleted."""
        article = self._article(request, pk, Act.PUBLISH)
        correction = get_object_or_404(article.corrections, pk=key)
        said = {name: getattr(correction, name) for name in ("kind", "text", "place")}
        form = CorrectionForm(request.POST if request.method == "POST" else None, initial=said)
        form.fields["place"].choices = Correction.Place.choices
        form.fields["place"].required = True
        back = HttpResponseRedirect(reverse("admin:articles_article_corrections", args=[pk]))
        if request.method == "POST" and "_delete" in request.POST:
            corrections.delete_correction(correction, request.user)
            self.message_user(
                request,
                "Readers no longer see this note. The history of the story keeps what it said.",
                messages.SUCCESS,
            )
            return back
        if form.is_valid():
            try:
                corrections.edit_correction(correction, request.user, **form.said())
                self.message_user(request, "Readers see the note as you wrote it.", messages.SUCCESS)
            except Correction.DoesNotExist:
                self.message_user(
                    request,
                    "Somebody deleted this note while you were writing. Nothing was changed; you wrote: "
                    f"“{form.cleaned_data['text']}”",
                    messages.ERROR,
                )
            return back
        return self._page(
            request, article, "correction", "Change a correction", form=form, correction=correction
        )


def _named_changes(article) -> list[str]:
    texts = revisions.content_at(article, article.live), revisions.head_content(article)
    return [label_of(name) for name in changed_fields(*texts)]


def _number(text: str | None) -> int:
    """Return the number of the revision that a form was opened with; one that is none for nonsense."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else -1
