"""What stands on the start page: for each person what concerns them, and nothing they may not see.

Every part reads a bounded window along an index, so that the page costs the same in a paper of ten
stories and in one of a million.
"""

import datetime as dt
from itertools import groupby

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles import due
from articles.history import sentence
from articles.models import Article, Byline, DueMoment, HistoryEntry, JobRun
from articles.permissions import Act, Grant, grants_of, may, sees_all, visible_to
from comments.models import Comment
from comments.reading import readable_by
from desk.counting import BoundedCount, number_or_more
from desk.times import zone_label
from images import licences
from newsroom.startpage.discussed import most_discussed
from newsroom.startpage.readers import most_read_now
from newsroom.startpage.week import first_day, week

Status = Article.Status

SHOWN = 6  # rows of a list
COMMENTS = 5
CHANGES = 8
LOOKED_AT = 40  # steps of histories, of which those that belong together are told as one
LATELY = 500  # stories that a person made or signed, of which those are shown that are open
OWN = 20  # stories of a person whose histories are looked at
LICENCE_DAYS = 14


def start_page(request: HttpRequest) -> dict:
    """Return the context of the start page for whoever asks; `?from=2026-11-22` chooses the week."""
    user = request.user
    grants = grants_of(user)
    stories = visible_to(user, Article.objects.all())
    calendar = week(stories, first_day(request.GET.get("from"))) if may(user, Act.VIEW) else None
    now = timezone.now()
    context = {
        "now": now,
        "zone": zone_label(timezone.get_current_timezone(), now),
        "may_write": may(user, Act.ADD),
        "reviews": _reviews(stories) if Grant.PUBLISH in grants else None,
        "own": _own(user) if Grant.WRITE_OWN in grants or Grant.CHANGE in grants else None,
        "week": calendar,
        "today": calendar.ahead_today(now) if calendar else [],
        "changes": _changes(user, stories) if calendar else None,
        "discussed": most_discussed(None if sees_all(user) else stories),
        "trouble": _trouble(grants),
    }
    if user.has_perm("comments.change_comment"):
        context |= _comments(user)
    if user.has_perm("images.view_image"):
        context["licences"] = licences.ending(LICENCE_DAYS)[:SHOWN]
    if user.has_perm("readership.view_dailyviews"):
        context["read"] = most_read_now(None if sees_all(user) else stories)
    return context | {"is_new_paper": _is_new_paper(context)}


def _reviews(stories: QuerySet[Article]) -> list[Article]:
    """The stories, and the changes of live ones, that wait for an editor, the longest first."""
    cards = stories.for_cards().select_related("created_by").order_by("modified_at", "pk")
    # Two queries: either has an index of its own, of which the second holds for pending changes only.
    changed = cards.filter(pending_status=Status.IN_REVIEW).exclude(pending_status="")
    waiting = [*cards.filter(status=Status.IN_REVIEW)[:SHOWN], *changed[:SHOWN]]
    return sorted(waiting, key=lambda story: (story.modified_at, story.pk))[:SHOWN]


def _own(user: AbstractBaseUser) -> list[Article]:
    """A person's own stories that are theirs to go on with; those given back to them come first."""
    back = [Status.CHANGES_REQUESTED.value, Status.DRAFT.value]
    stories = Article.objects.order_by("-modified_at", "-pk")
    open_ones = stories.for_cards().filter(Q(status__in=back) | Q(pending_status__in=back))
    made = stories.filter(created_by=user.pk).values("pk")
    signed = Byline.objects.filter(author__user=user.pk).order_by("-article").values("article")
    # Two queries, each along an index of its own; to have both in one, all stories are gone through.
    sources = [open_ones.filter(pk__in=own[:LATELY]) for own in (made, signed)]
    found = {story.pk: story for source in sources for story in source[: 2 * SHOWN]}
    for story in found.values():
        story.is_back = Status.CHANGES_REQUESTED in (story.status, story.pending_status)
    newest = sorted(found.values(), key=lambda story: (story.modified_at, story.pk), reverse=True)
    return sorted(newest[: 2 * SHOWN], key=lambda story: not story.is_back)[:SHOWN]


def _comments(user: AbstractBaseUser) -> dict:
    """What waits for a moderator, the oldest first."""
    waiting = Comment.objects.waiting()
    oldest = readable_by(user, waiting.annotate(number=BoundedCount(waiting)))
    found = list(oldest.order_by("created_at", "pk")[:COMMENTS])
    number = number_or_more(found[0].number) if found else "0"
    return {"comments": found, "comments_waiting": number}


def _changes(user: AbstractBaseUser, stories: QuerySet[Article]) -> list[dict]:
    """What was done last to the stories that a person may see; repeated steps are told once."""
    entries = HistoryEntry.objects.select_related("article").order_by("-pk")
    if not sees_all(user):
        recent = stories.order_by("-modified_at", "-pk").values("pk")[:OWN]
        entries = entries.filter(article__in=recent)
    entries = entries.only("action", "at", "by_name", "data", "revision", "article__headline")
    steps = groupby(entries[:LOOKED_AT], key=lambda e: (e.article_id, e.by_name, e.action))
    told = [next(group) for _, group in steps][:CHANGES]
    return [{"story": entry.article, "at": entry.at, "words": sentence(entry)} for entry in told]


def _trouble(grants: frozenset[str]) -> dict | None:
    """What went wrong with the program's own work, for those who can do something about it."""
    if Grant.PUBLISH not in grants:
        return None
    jobs = JobRun.objects.filter(Q(name=due.JOB) | ~Q(error=""))
    by_name = {job.name: job for job in jobs}
    last = by_name.pop(due.JOB, None)
    return {
        "last_run": last.began_at if last else None,
        "overdue": due.overdue().select_related("article").first(),
        "mail": by_name.pop("mail", None),
        "jobs": list(by_name.values()),
        "unfinished": list(due.unfinished().select_related("article")[:SHOWN]),
        "minutes": due.LATE // dt.timedelta(minutes=1),
    }


def _is_new_paper(context: dict) -> bool:
    """Whether there is no story at all; looked up only when there is nothing to show."""
    has_some = any(context.get(name) for name in ("reviews", "own", "changes", "discussed"))
    return not has_some and not Article.objects.exists()


def may_run_again(user: AbstractBaseUser, moment: DueMoment) -> bool:
    """Whether a person may have what belongs to a moment done again."""
    return Grant.PUBLISH in grants_of(user) and may(user, Act.VIEW, moment.article)
