"""The Preview button of the form, and previews of revisions: the public page, before readers get it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from articles import previewing
from articles.models import Article
from desk.rendering import render_now
from desk.rollback import rolled_back

BUTTON = "_preview"
IN_PANEL = "panel"  # what newsroom_admin/preview.js sends for the button


def wants_preview(request: HttpRequest) -> bool:
    """Whether the form was sent to be looked at, not to be saved."""
    return request.method == "POST" and BUTTON in request.POST


class PreviewsStories:
    """A mixin for ArticleAdmin. What a preview saves to be looked at is rolled back."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Answer the form; to its Preview button, the page that readers would get."""
        if not wants_preview(request):
            return super().changeform_view(request, object_id, form_url, extra_context)
        request.is_previewed = False
        with rolled_back():
            response = super().changeform_view(request, object_id, form_url, extra_context)
            render_now(request, response)
        if request.is_previewed or request.POST[BUTTON] != IN_PANEL:
            return response
        return self._refused(request, response)

    def response_add(self, request, obj, post_url_continue=None):
        """Answer a new story that was saved, be it only to be looked at."""
        if wants_preview(request):
            return self._preview(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """Answer a story that was saved, be it only to be looked at."""
        return (
            self._preview(request, obj)
            if wants_preview(request)
            else super().response_change(request, obj)
        )

    def _preview(self, request, article: Article) -> HttpResponse:
        request.is_previewed = True
        if request.story_is_updated and article.is_public:
            article.updated_at = timezone.now()
        return previewing.only_for_the_desk(previewing.render_written(request, article))

    def _refused(self, request, response: HttpResponse) -> HttpResponse:
        """Return what stands in the panel in place of a page that could not be made."""
        context = getattr(response, "context_data", None) or {}
        if "adminform" not in context:
            return response
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        forms = [context["adminform"].form, *(row for formset in formsets for row in formset.forms)]
        problems = [
            (form.fields[name].label if name in form.fields else "", errors)
            for form in forms
            for name, errors in form.errors.items()
        ]
        problems += [("", formset.non_form_errors()) for formset in formsets]
        page = render(request, "admin/articles/article/preview_refused.html", {"problems": problems})
        return previewing.only_for_the_desk(page)

    def revision_preview(self, request, pk, number):
        """The page that readers would get if a revision were published."""
        article = self._article(request, pk)
        revision = get_object_or_404(article.revisions, number=number)
        page = previewing.render_revision(request, article, revision.content)
        return previewing.only_for_the_desk(page)
