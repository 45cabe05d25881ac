"""The pages of the admin that take redirects from a file and give them back as one."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from redirects import bulk

SHOWN = 100  # redirects, and errors, of a preview


class FromAndToFiles:
    """A mixin for the admin of redirects: import and export of CSV."""

    change_list_template = "admin/redirects/redirect/change_list.html"

    def behind_pages(self, old_paths: Iterable[str]) -> set[str]:
        """Return those old paths whose redirects no reader would meet; told by who knows the pages."""
        return set()

    def get_urls(self):
        """Return Django's addresses and those of import and export."""
        return [
            path("import/", self.admin_site.admin_view(self.import_csv), name="redirects_import"),
            path("export/", self.admin_site.admin_view(self.export_csv), name="redirects_export"),
            *super().get_urls(),
        ]

    def may_import(self, request: HttpRequest) -> bool:
        """Whether somebody may write redirects from a file, which adds some and changes others."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Show the list, which leads to import and export."""
        context = {"may_import": self.may_import(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def import_csv(self, request: HttpRequest) -> HttpResponse:
        """Show what a file would do, and do it once that is confirmed: all of it or nothing."""
        if not self.may_import(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._import_page(request)
        try:
            text = _sent(request)
        except ValueError as error:
            return self._import_page(request, problem=str(error))
        if "confirm" not in request.POST:
            return self._import_page(request, text=text, plan=bulk.plan(text))
        try:
            with transaction.atomic():
                plan = bulk.plan(text)
                if plan.can_be_done:
                    bulk.carry_out(plan)
        except IntegrityError:
            problem = (
                "Somebody changed redirects at the same moment. Nothing was written: try once more."
            )
            return self._import_page(request, problem=problem, text=text, plan=bulk.plan(text))
        if not plan.can_be_done:
            return self._import_page(request, text=text, plan=plan)
        self.message_user(request, f"Redirects written: {len(plan.redirects):,}.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:redirects_redirect_changelist"))

    def _import_page(self, request, *, problem="", text="", plan=None) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Import redirects",
            "subtitle": None,
            "problem": problem,
            "text": text,
            "plan": plan,
            "most_lines": bulk.MOST_LINES,
        }
        if plan:
            context["errors"] = plan.errors[:SHOWN]
            context["shown"] = SHOWN
        if plan and plan.can_be_done:
            hidden = self.behind_pages(plan.redirects)
            context["hidden"] = len(hidden)
            found = sorted(plan.redirects.items(), key=lambda pair: pair[0] not in hidden)[:SHOWN]
            context["found"] = [
                (old, new, plan.changed.get(old, ""), old in hidden) for old, new in found
            ]
        return TemplateResponse(request, "admin/redirects/redirect/import.html", context)

    def export_csv(self, request: HttpRequest) -> StreamingHttpResponse:
        """Answer with all redirects as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        answer = StreamingHttpResponse(bulk.exported(), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="redirects.csv"'
        return answer


def _sent(request: HttpRequest) -> str:
    """Return the text of the file that was sent, or of the one that was shown and is confirmed."""
    if file := request.FILES.get("file"):
        return bulk.decode(file.read(bulk.LARGEST + 1))
    if text := request.POST.get("text", ""):
        return bulk.decode(text.encode())
    raise ValueError("Choose a file.")
