"""The front page desk in the admin."""

from copy import copy

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.forms import Media, Script
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from articles.finding import among, find
from articles.models import Article
from articles.previewing import forbid_keeping
from desk.times import zone_label
from masthead.banner import BannerChangedError
from masthead.models import SiteSettings
from newsroom.front import front_page
from newsroom.frontdesk import changes as changing
from newsroom.frontdesk import workflow
from newsroom.frontdesk.board import Board, free_categories
from newsroom.frontdesk.changes import UnreadableError
from newsroom.frontdesk.desk import Desk
from newsroom.frontdesk.forms import BannerForm, LookForm
from newsroom.frontdesk.wording import state_of
from newsroom.frontdesk.workflow import StaleError
from newsroom.models import FrontPage

PERMISSION = "newsroom.change_front"
LATEST = 20  # stories in the column
HISTORY = 8


@admin.register(FrontPage)
class FrontPageAdmin(admin.ModelAdmin):
    """The desk in place of a list. Whoever holds newsroom.change_front may do everything here."""

    def has_module_permission(self, request):
        return request.user.has_perm(PERMISSION)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(PERMISSION)

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm(PERMISSION)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view
        preview = path("preview/", view(self.preview), name="newsroom_frontpage_preview")
        return [preview, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """Show the desk; on POST, with what the pressed button has changed."""
        desk = self._opened(request)
        button = request.POST.get("do", "")
        if button == "save":
            return self._save(request, desk)
        if button in ("set-banner", "end-banner"):
            return self._answer(request, desk, self._change_banner(request, desk, button))
        if button:
            try:
                desk.press(button, request.POST)
            except UnreadableError as error:
                raise BadRequest("The front page desk has no such button.") from error
        return self._answer(request, desk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Lead to the desk: what is logged about the front page links here."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:newsroom_frontpage_changelist"))

    def history_view(self, request, object_id, extra_context=None):
        """Show who changed what; whoever may not is told so before the row is looked for."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def preview(self, request):
        """The front page as readers would get it with the changes that are not saved."""
        desk = self._opened(request)
        reader = copy(request)
        reader.path = reader.path_info = reverse("front")
        reader.user = AnonymousUser()
        context = front_page(desk.moment, desk.draft.arrangement)
        response = HttpResponse(render_to_string("newsroom/front.html", context, reader))
        forbid_keeping(response)
        return response

    def pinnable(self, request) -> QuerySet[Article]:
        """Return the stories that the request may see, which are those it may pin."""
        stories = self.admin_site.get_model_admin(Article)
        if stories.has_view_or_change_permission(request):
            return stories.get_queryset(request)
        return Article.objects.published()

    def _opened(self, request) -> Desk:
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            return Desk.opened(self.pinnable(request), request.POST, workflow.current_version())
        except (UnreadableError, ValueError) as error:
            raise BadRequest("The front page desk has not sent this.") from error

    def _save(self, request, desk: Desk):
        try:
            draft = self._saved(request, desk)
        except StaleError:
            desk.said, desk.refused = "Not saved yet: see above what was changed meanwhile.", True
            desk.focus = ("", "meanwhile")
            return self._answer(request, desk)
        left_out = [outcome.sentence for outcome in draft.outcomes if not outcome.applied]
        self.message_user(request, "Saved: readers see the front page so from now on.", messages.SUCCESS)
        for sentence in left_out:
            self.message_user(request, f"Not done: {sentence}", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:newsroom_frontpage_changelist"))

    def _saved(self, request, desk: Desk):
        """Save; if a story or a category is deleted at the same moment, once more without it."""
        wanted = request.user, desk.version, desk.changes, desk.pinnable
        try:
            return workflow.save(*wanted)
        except IntegrityError:
            return workflow.save(*wanted)

    def _change_banner(self, request, desk: Desk, button: str) -> BannerForm | None:
        """Set or end the banner, which holds at once; return the form if it has to be seen again."""
        form = BannerForm(request.POST, site=SiteSettings.load(), stories=desk.pinnable)
        form.is_valid()
        values = form.cleaned_data
        desk.focus = ("", "banner")
        try:
            if button == "end-banner" and "version" in values:
                desk.said = workflow.end_banner(request.user, values["version"])
                return None
            if form.errors:
                desk.said, desk.refused = "The banner is not set yet: see what its form says.", True
                return form
            fields = ["version", "text", "link", "starts_at", "ends_at"]
            desk.said = workflow.set_banner(request.user, *(values[field] for field in fields))
        except BannerChangedError:
            desk.said, desk.refused = "Somebody else has changed the banner: look at it first.", True
            form.is_stale = True
            return form if button == "set-banner" else None
        return None

    def _answer(self, request, desk: Desk, banner_form: BannerForm | None = None) -> TemplateResponse:
        version = workflow.current_version()
        saved_meanwhile = list(self._history()[: max(version - desk.version, 0)])[::-1]
        is_stale, desk.version = desk.version != version, version
        board = Board(desk.draft, desk.moment, desk.focus)
        site, stories = SiteSettings.load(), self.admin_site.get_model_admin(Article)
        context = {
            **self.admin_site.each_context(request),
            "banner_of": site,
            "banner_form": banner_form or BannerForm(site=site, stories=desk.pinnable),
            "banner_refused": banner_form is not None,
            "title": "Front page",
            "opts": self.opts,
            "media": self._media(desk),
            "desk": desk,
            "board": board,
            "changes": changing.write(desk.changes),
            "is_stale": is_stale,
            "saved_meanwhile": saved_meanwhile,
            "latest": self._latest(request, desk, board),
            "free_categories": free_categories(desk.draft.arrangement.blocks) if not desk.at else [],
            "look_form": desk.look_form or LookForm(initial={"at": desk.at}),
            "zone": zone_label(timezone.get_current_timezone(), desk.moment),
            "history": self._lately()[:HISTORY],
            "may_write": stories.has_add_permission(request),
            "may_open": stories.has_view_or_change_permission(request),
        }
        return TemplateResponse(request, "admin/newsroom/frontpage/desk.html", context)

    def _media(self, desk: Desk) -> Media:
        scripts = Media(
            js=[Script("newsroom_admin/front_desk.js", defer=True)],
            css={"all": ["newsroom_admin/front_desk.css"]},
        )
        return self.media + desk.make_put_form().media + scripts

    def _history(self) -> QuerySet[LogEntry]:
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(FrontPage), object_id="1"
        )
        return entries.select_related("user").order_by("-pk")

    def _lately(self) -> QuerySet[LogEntry]:
        """What was done to the front page and to the banner, the last first."""
        page = Q(content_type=ContentType.objects.get_for_model(FrontPage))
        site = Q(content_type=ContentType.objects.get_for_model(SiteSettings))
        entries = LogEntry.objects.filter(page | site & Q(change_message__startswith="Breaking news:"))
        return entries.select_related("user").order_by("-pk")

    def _latest(self, request, desk: Desk, board: Board) -> list[dict]:
        """The stories that can be dragged: the newest that are published or will be, or those found."""
        found = desk.pinnable.for_cards()
        if not desk.query:
            found = found.filter(status=Article.Status.PUBLISHED).order_by("-published_at", "-pk")
        elif self.admin_site.get_model_admin(Article).has_view_or_change_permission(request):
            stories = self.admin_site.get_model_admin(Article)
            found, _ = stories.get_search_results(request, found, desk.query)
            found = found.for_cards().order_by("-modified_at", "-pk")
        else:
            keys = find(desk.query, request.user).keys
            found = among(found.newest_first(), keys).for_cards()
        return [
            {
                "story": story,
                "state": state_of(story, desk.now),
                "stands_at": board.stands_at(story),
            }
            for story in found[:LATEST]
        ]
