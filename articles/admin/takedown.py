"""The page that shows whether a withdrawn story is gone from everywhere."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect

from articles import takedown, workflow
from articles.permissions import Act
from articles.steps import Step, WorkflowError


class TakedownPage:
    """A mixin for ArticleAdmin."""

    def takedown(self, request, pk):
        """What was checked when a story was withdrawn; on POST, checked again, or the story put back."""
        article = self._article(request, pk, Act.WITHDRAW)
        report = article.takedowns.first()
        if report is None:
            raise Http404("This story was not withdrawn.")
        is_withdrawn = article.status == article.Status.WITHDRAWN
        if request.method == "POST" and "_reinstate" in request.POST:
            try:
                workflow.reinstate(article, request.user)
                self.tell_step(request, article, Step.REINSTATE)
            except WorkflowError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(self.form_url(request, article))
        if request.method == "POST" and is_withdrawn:
            takedown.check(report)
            return HttpResponseRedirect(request.path)
        return self._page(
            request,
            article,
            "takedown",
            "Is it gone?",
            report=report,
            pictures=report.pictures.all(),
            unchecked=len(report.surfaces) - len(report.results) + report.left_out,
            is_withdrawn=is_withdrawn,
        )
