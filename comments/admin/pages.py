"""The queue, made for speed: one comment with all that is needed to decide, the others beside it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles.models import Article
from articles.permissions import nameable_by
from comments import beside, deciding
from comments.admin.forms import WriterBlockForm, told_block, told_errors
from comments.models import Comment
from comments.queue import SIZE, TABS, Place, read_page, to_do
from comments.reading import readable_by
from desk.related import can_be_key

MOST_UNDONE = SIZE  # decisions that one address can offer to take back


class CommentPages:
    """The queue and its buttons; a mixin for CommentAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.queue)
        return [path("queue/", view, name="comments_comment_queue"), *super().get_urls()]

    def queue(self, request):
        """Show the queue; on POST, do what the pressed button says and lead to the next comment."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        place = self._place(request)
        if request.method == "POST":
            return self._press(request, place)
        page = read_page(place)
        rows = self._rows(request, page.keys)
        comment = self._shown(request, rows)
        context = {
            **self.admin_site.each_context(request),
            "title": "Comments: the queue",
            "opts": self.opts,
            "media": self.media + self._queue_media(),
            "place": place,
            "tabs": [(tab, label, place.at(tab=tab).query()) for tab, label in TABS.items()],
            "to_do": to_do(),
            "story": self._story(request, place.story),
            "rows": [(row, deciding.state_of(row)) for row in rows],
            "next_page": place.at(after=page.next).query() if page.next else "",
            "comment": comment,
            "undo": request.GET.get("undo", "")[:1000],
            "may_change": self.has_change_permission(request),
        }
        if comment:
            context |= self.beside(request, comment) | _around(rows, comment)
        return TemplateResponse(request, "admin/comments/comment/queue.html", context)

    def beside(self, request, comment: Comment) -> dict:
        """Return what a page shows beside a comment."""
        site, readable = request.site_settings, readable_by(request.user, Comment.objects.all())
        may_change = self.has_change_permission(request, comment)
        may_block = request.user.has_perm("comments.add_block")
        reports = beside.reports(comment)
        return {
            "state": deciding.state_of(comment),
            "moves": deciding.possible(comment) if may_change else [],
            "may_change": may_change,
            "why_held": beside.why_held(comment),
            "spam_percent": beside.spam_percent(comment),
            "standing": beside.standing(comment, site),
            "tracks": beside.tracks(comment, readable),
            "neighbours": beside.neighbours(comment, readable),
            "reports": reports,
            "newest_report": max([report.pk for report in reports], default=""),
            "history": beside.decisions(comment),
            "deleted_on": beside.deleted_on(comment, site),
            "block_form": WriterBlockForm(comment=comment) if may_block and may_change else None,
        }

    def _place(self, request) -> Place:
        """Return the place that is asked for, without a story whose headline one may not read."""
        place = Place.read(request.GET)
        return place if self._story(request, place.story) else place.at(story=None, after=place.after)

    def _story(self, request, pk: int | None) -> Article | None:
        if pk is None:
            return None
        stories = nameable_by(request.user, Article.objects.filter(pk=pk).order_by())
        return stories.only("headline", "slug", "url_month").first()

    def _rows(self, request, keys: list[int]) -> list[Comment]:
        found = readable_by(request.user, Comment.objects.order_by()).in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def _shown(self, request, rows: list[Comment]) -> Comment | None:
        """Return the comment that the address names, else the first of the page."""
        key = request.GET.get("comment", "")
        if can_be_key(key):
            asked = [row for row in rows if row.pk == int(key)] or self._rows(request, [int(key)])
            if asked:
                return asked[0]
        return rows[0] if rows else None

    def _queue_media(self) -> forms.Media:
        return forms.Media(js=[forms.Script("comments/queue.js", defer=True)])

    # Buttons

    def _press(self, request, place: Place):
        if not self.has_change_permission(request):
            raise PermissionDenied
        button, extra = request.POST.get("do", ""), {}
        if button in deciding.BUTTONS:
            extra = self._move(request, button)
        elif button == "undo":
            extra = self._undo(request)
        elif button in self._BUTTONS:
            extra = {"comment": self._press_on(request, button)}
        else:
            raise BadRequest("The queue has no such button.")
        if request.POST.get("back") == "form" and can_be_key(request.POST.get("comment", "")):
            url = reverse("admin:comments_comment_change", args=[request.POST["comment"]])
            return HttpResponseRedirect(url)
        return HttpResponseRedirect(f"{request.path}?{place.query(**extra)}")

    @transaction.atomic
    def _press_on(self, request, button: str) -> int | None:
        """Do what a button says to one comment, if it is as it was shown; return its key."""
        comment = deciding.hold(_key(request.POST.get("comment", "")))
        seen = request.POST.get("seen", "")
        if comment is None:
            self._say(request, [], ["This comment is not there any more. Nothing was changed."])
            return None
        if button != "block" and deciding.state_of(comment) != seen:
            self._say(request, [], [deciding.meanwhile(comment, seen)])
        else:
            self._BUTTONS[button](self, request, comment)
        return comment.pk

    def _move(self, request, move: str) -> dict:
        seen = _seen(request.POST)
        if not seen:
            self._say(request, [], ["Nothing was ticked, so nothing was changed."])
            return {"comment": request.POST.get("next")}
        outcome = deciding.decide(move, seen, request.user)
        number, now = len(outcome.done), deciding.BUTTONS[move][1]
        subject = "1 comment is" if number == 1 else f"{number} comments are"
        self._say(request, [f"{subject} now {now}."] if number else [], outcome.missed)
        return {
            "comment": _key(request.POST.get("next", "")),
            "undo": ".".join(map(str, outcome.decisions)),
        }

    def _undo(self, request) -> dict:
        keys = [int(key) for key in request.POST.get("decisions", "").split(".") if can_be_key(key)]
        outcome = deciding.undo(keys[:MOST_UNDONE], request.user)
        number = len(outcome.done)
        what = "1 decision is" if number == 1 else f"{number} decisions are"
        self._say(request, [f"{what} taken back."] if number else [], outcome.missed)
        return {"comment": outcome.done[0] if number else _key(request.POST.get("next", ""))}

    def _pick(self, request, comment: Comment) -> None:
        if deciding.pick(comment, request.user):
            self._say(request, ["The comment is an editors’ pick now."])
        else:
            self._say(
                request, [], ["Only what readers see can be picked, and only once. Nothing changed."]
            )

    def _unpick(self, request, comment: Comment) -> None:
        changed = deciding.unpick(comment, request.user)
        self._say(
            request,
            ["The comment is no editors’ pick any more."] if changed else [],
            [] if changed else ["It was no editors’ pick any more. Nothing was changed."],
        )

    def _dismiss(self, request, comment: Comment) -> None:
        newest = _key(request.POST.get("newest_report", "")) or 0
        number = deciding.dismiss_reports(comment, request.user, newest)
        told = {0: "There was no open report.", 1: "1 report is set aside."}
        is_left = comment.reports.filter(dismissed_at=None).exists()
        if number or not is_left:
            self._say(request, [told.get(number, f"{number} reports are set aside.")])
        if is_left:
            self._say(request, [], ["A report came in after the page was shown. Look at it too."])

    def _block(self, request, comment: Comment) -> None:
        if not request.user.has_perm("comments.add_block"):
            raise PermissionDenied
        form = WriterBlockForm(request.POST, comment=comment)
        try:
            if not form.is_valid():
                raise ValidationError(told_errors(form))
            block, is_kept = form.save(request.user)
        except ValidationError as error:
            self._say(request, [], [f"Nothing was blocked. {' '.join(error.messages)}"])
        else:
            self._say(request, [f"Blocked from now on: {block.value}. {told_block(block)}"])
            if is_kept:
                told = "It was blocked more strictly before, and stays so. To change that, open Blocks."
                self._say(request, [], [told])

    _BUTTONS = {"pick": _pick, "unpick": _unpick, "dismiss": _dismiss, "block": _block}

    def _say(self, request, done: list[str], missed: list[str] = ()) -> None:
        for sentence in done:
            self.message_user(request, sentence, messages.SUCCESS)
        for sentence in missed:
            self.message_user(request, sentence, messages.WARNING)


def _key(text: str) -> int | None:
    return int(text) if can_be_key(text) else None


def _seen(data) -> dict[int, str]:
    """Return the keys of the comments that a form is about, each with the state that was shown."""
    sent = data.getlist("chosen")[:SIZE] or [f"{data.get('comment', '')}:{data.get('seen', '')}"]
    pairs = (text.partition(":") for text in sent)
    return {int(key): state for key, _, state in pairs if can_be_key(key) and state}


def _around(rows: list[Comment], comment: Comment) -> dict:
    """Return what stands before and after a comment on its page."""
    keys = [row.pk for row in rows]
    if comment.pk not in keys:
        return {"previous": None, "following": rows[0] if rows else None}
    at = keys.index(comment.pk)
    return {
        "previous": rows[at - 1] if at else None,
        "following": rows[at + 1] if at + 1 < len(rows) else None,
    }
