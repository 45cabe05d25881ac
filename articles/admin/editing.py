"""The form of a story writes revisions: what is saved, what waits, what was merged.

Django's form, with its inlines, saves into a savepoint that is rolled back; what it wrote there is
read as the story's content and handed to articles.workflow, which decides what becomes of it. The
form of a story with pending changes is filled from them in the same way.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from articles import content, revisions, saving, workflow, writing
from articles.admin.preview import wants_preview
from articles.history import told_time
from articles.models import Article
from articles.steps import Step, WorkflowError, may_step
from articles.writing import Saved
from desk.rendering import render_now
from desk.rollback import rolled_back

# The button that asks for a step is named after it.
_BUTTONS = {f"_{step}": step for step in Step}


class EditsRevisions:
    """A mixin for ArticleAdmin."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Answer the form; of a story that there is, by way of its revisions."""
        article = self.get_object(request, object_id) if object_id else None
        if object_id and article is None and not self.sees_all(request):
            raise PermissionDenied  # and no word on whether there is such a story
        if object_id and article is None and request.method == "POST":
            raise Http404("There is no such story any more.")
        if article is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST":
            return self._save(request, article, form_url, extra_context)
        if self.has_change_permission(request, article):
            writing.open_story(article)
            self.note_opened(request, article)
        if not article.has_pending_changes:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with rolled_back():
            put(article, revisions.head_content(article))
            response = super().changeform_view(request, object_id, form_url, extra_context)
            render_now(request, response)
        return response

    def delete_view(self, request, object_id, extra_context=None):
        """Answer the deletion; a story that one may not see looks like none."""
        article = self.get_object(request, object_id)
        if article is None and not self.sees_all(request):
            raise PermissionDenied
        with transaction.atomic():
            if article and request.method == "POST":
                _hold(Article.objects.filter(pk=article.pk))
            return super().delete_view(request, object_id, extra_context)

    def delete_queryset(self, request, queryset):
        """Delete many stories."""
        with transaction.atomic():
            _hold(Article.objects.filter(pk__in=queryset.order_by().values("pk")))
            super().delete_queryset(request, queryset)

    @transaction.atomic
    def _save(self, request, article: Article, form_url, extra_context) -> HttpResponse:
        step = self.step_asked(request)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        # Held from here on: what the form starts from is still so when it is saved.
        article = Article.objects.select_for_update(of=("self",)).order_by().get(pk=article.pk)
        if step and not may_step(request.user, step, article):
            raise PermissionDenied
        started_from = _started_from(request, article)
        request.story_content = None
        with rolled_back():
            put(article, revisions.content_at(article, started_from))
            response = super().changeform_view(request, str(article.pk), form_url, extra_context)
            render_now(request, response)
        if request.story_content is None or wants_preview(request):
            return response
        saved = writing.save_content(
            article, request.story_content, started_from, request.user, note=request.story_note
        )
        self.forget_saved(request, article)
        if saved.conflicts:
            return HttpResponseRedirect(
                reverse("admin:articles_article_conflict", args=[article.pk, saved.revision])
            )
        self._go_on(request, article, saved, step)
        return self.next_page(request, article)

    def step_asked(self, request) -> Step | None:
        """Return the step whose button was pressed, or None for a plain save."""
        return next((step for name, step in _BUTTONS.items() if name in request.POST), None)

    def take_step(self, request, article: Article, step: Step) -> Step | None:
        """Do what a button asks for; what cannot be done is said, and the text stays saved."""
        by, note = request.user, request.story_note
        try:
            if step in (Step.SUBMIT, Step.REQUEST_CHANGES, Step.APPROVE):
                getattr(workflow, step)(article, by, note)
            elif step == Step.SCHEDULE:
                workflow.schedule(article, writing.time_asked(article), by)
            elif step == Step.PUBLISH_CHANGES:
                workflow.publish_changes(article, by, tell_readers=request.story_is_updated)
            else:
                getattr(workflow, step)(article, by)
        except WorkflowError as error:
            self.message_user(
                request, f"What you wrote is saved. {' '.join(error.messages)}", messages.ERROR
            )
            return None
        return step

    def _go_on(self, request, article: Article, saved: Saved, step: Step | None) -> None:
        """Take the step that was asked for, now that the text is saved, and say what became of it."""
        if saved.merged:
            self.message_user(
                request,
                "Somebody else saved this story while you were writing. Both changes are in it now: "
                "look it over.",
                messages.WARNING,
            )
        tells_readers = step == Step.PUBLISH_CHANGES and request.story_is_updated
        asks_nothing = step in (Step.SUBMIT, Step.PUBLISH_CHANGES) and not tells_readers
        if step is None or (asks_nothing and article.is_public and not article.has_pending_changes):
            self.message_user(request, self._outcome(article, saved), messages.SUCCESS)
        elif done := self.take_step(request, article, step):
            self.tell_step(request, article, done)

    def _outcome(self, article: Article, saved: Saved) -> str:
        if saved.pending:
            again = "" if saved.revision else " Nothing was new."
            return format_html(
                "Your changes to “{}” are saved.{} Readers do not see them until you press “Publish "
                "changes”.",
                article,
                again,
            )
        if saved.revision is None:
            return format_html("Nothing was new: “{}” stays as it is.", article)
        return format_html("“{}” is saved.", article)

    def tell_step(self, request, article: Article, step: Step) -> None:
        """Say what became of a story by a step."""
        address = article.get_absolute_url()
        text = {
            Step.SUBMIT: "“{0}” is submitted: the editors find it under “In review”.",
            Step.REQUEST_CHANGES: "“{0}” is back with its writers, with your note.",
            Step.APPROVE: "“{0}” is approved. It can be published or scheduled.",
            Step.SCHEDULE: "Readers see “{0}” from {2} on.",
            Step.UNSCHEDULE: "“{0}” is off the schedule. It is approved and waits.",
            Step.PUBLISH: 'Readers see “{0}” now. <a href="{1}">Look at it on the site</a>.',
            Step.PUBLISH_CHANGES: "Readers see your changes to “{0}” now. "
            '<a href="{1}">Look at it on the site</a>.',
            Step.DISCARD_CHANGES: "The changes are discarded; “{0}” says again what readers see. "
            "Its history still has them.",
            Step.WITHDRAW: "Readers no longer see “{0}”.",
            Step.REINSTATE: 'Readers see “{0}” again. <a href="{1}">Look at it on the site</a>.',
        }[step]
        when = told_time(article.published_at) if article.published_at else ""
        self.message_user(request, format_html(text, article, address, when), messages.SUCCESS)
        if step in (Step.SCHEDULE, Step.PUBLISH, Step.PUBLISH_CHANGES):
            self.warn(request, article)

    def next_page(self, request, article: Article) -> HttpResponseRedirect:
        """Return to where the button pressed leads: the list, a new story, or the form."""
        if "_save" in request.POST and self.has_view_or_change_permission(request):
            return self.response_post_save_change(request, article)
        if "_addanother" in request.POST:
            return HttpResponseRedirect(reverse("admin:articles_article_add"))
        if self.has_view_or_change_permission(request, article):
            return HttpResponseRedirect(self.form_url(request, article))
        return self.response_post_save_change(request, article)

    # What Django's own view calls, inside the savepoint

    def save_form_content(self, request, form) -> None:
        """Take what the form wrote, rows and all, out of the savepoint."""
        request.story_content = content.read(form.instance)
        note_form(request, form)

    def response_change(self, request, obj):
        """Say nothing yet: inside the savepoint, nothing has been saved."""
        return HttpResponse()

    def log_change(self, request, obj, message):
        """Leave Django's log alone: the story's own history tells more."""


def _hold(stories) -> None:
    """Let nobody write upon stories that are about to be deleted: the database would refuse that."""
    list(stories.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def note_form(request, form) -> None:
    """Keep what the form asks for beside the text: the note, and whether readers are told."""
    request.story_note = form.cleaned_data.get("note", "")
    request.story_is_updated = bool(form.cleaned_data.get("mark_updated"))


def put(article: Article, text: dict) -> None:
    """Put the story's rows to what a text says, for looking at only: nothing else follows.

    A text from before the story had a time is looked at as the draft that it was.
    """
    if text == content.read(article):
        return
    content.set_fields(article, text)
    if article.published_at is None and article.status == Article.Status.PUBLISHED:
        article.status = Article.Status.DRAFT
    saving.derive(article)
    article.save(update_fields=saving.written_here(article) - {"modified_at"})
    content.write_related(article, text)


def _started_from(request, article: Article) -> int:
    """Return the revision that the form was opened with; the newest if what it says is no such."""
    number = request.POST.get("started_from", "")
    if number == "0" and article.head == 0:
        return 0
    known = number.isascii() and number.isdecimal() and len(number) < 10
    if known and article.revisions.filter(number=max(int(number), 1)).exists():
        return max(int(number), 1)
    return article.head
