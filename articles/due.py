"""What is done when a story's time comes: mail, pings, purges. Each once, whoever runs it.

Whether readers see a story is a query and needs none of this. What else shall happen at a moment is
a row, DueMoment, written in the transaction that sets the moment. `run_due` (manage.py publish_due)
takes on the rows whose time has come; what is published at once is taken on after its commit.

A row is claimed by one conditional UPDATE that is committed before anything is done, so that of any
number of processes one does it. If that process dies, nobody else begins again: an effect happens
at most once by itself. The start page shows what was begun and not finished, and a person can run
it again; then only effects that are not known to be done are repeated.

A room adds what it wants done in a module `jobs.py`, which is imported at the start:

    @at(Kind.WENT_LIVE)
    def ping_search_engines(moment: DueMoment) -> None: ...

    @every(minutes=60)
    def thin_out_autosaves() -> str: ...
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from articles.models import Article, DueMoment, JobRun

logger = logging.getLogger(__name__)

Kind = DueMoment.Kind
Effect = Callable[[DueMoment], None]
Moments = set[tuple[str, dt.datetime]]

JOB = "publish_due"
BATCH = 100  # moments looked up together
BEING_DONE = dt.timedelta(minutes=15)  # what was begun longer ago and is not finished has died
LATE = dt.timedelta(minutes=10)  # what is due for longer has been forgotten


@dataclass(frozen=True)
class Chore:
    """What is done again and again. It may be done twice: it finds nothing to do then."""

    name: str
    interval: dt.timedelta
    function: Callable[[], str]


@dataclass(frozen=True)
class Outcome:
    """One thing that was done, in words; `failed` if it could not be, or not all of it."""

    text: str
    failed: bool = False


effects: dict[str, list[Effect]] = {kind: [] for kind in Kind}
chores: list[Chore] = []


def at(*kinds: str) -> Callable[[Effect], Effect]:
    """Have a function called once for each moment of these kinds. What it raises is shown to people.

    Its name is stored: a function that gets another name is a new effect.
    """

    def register(function: Effect) -> Effect:
        for kind in kinds:
            effects[kind].append(function)
        return function

    return register


def every(*, minutes: int) -> Callable:
    """Have a function called by one process about every so many minutes; it returns what it did.

    An empty string says that there was nothing to do.
    """

    def register(function: Callable[[], str]) -> Callable[[], str]:
        chores.append(Chore(function.__name__, dt.timedelta(minutes=minutes), function))
        return function

    return register


# Which moments there are


def moments(article: Article | None) -> Moments:
    """Return the moments of a story, gone and to come, as its fields have them."""
    if article is None or article.status != Article.Status.PUBLISHED:
        return set()
    ends = {(Kind.EXPIRED.value, article.expires_at)} if article.expires_at else set()
    return {(Kind.WENT_LIVE.value, article.published_at)} | ends


def plan(article: Article, is_new: bool = False) -> None:
    """Bring the rows of what is to come in line with a story's fields; what was claimed stays.

    To be called in the transaction that saves the story. A moment that is past already is no
    business of a save, which may be that of an import: see `begin`.
    """
    wanted = moments(article)
    now = timezone.now()
    ahead = {moment for moment in wanted if moment[1] > now}
    if is_new and not ahead:
        return
    known = {(row.kind, row.due_at): row for row in DueMoment.objects.filter(article=article)}
    obsolete = [row.pk for moment, row in known.items() if moment not in wanted and not row.claimed_at]
    if obsolete:
        DueMoment.objects.filter(pk__in=obsolete, claimed_at=None).delete()
    _add(article, ahead - known.keys())


def begin(article: Article, before: Moments, since: dt.datetime | None = None) -> None:
    """Have what came about by the running transaction done as soon as it is committed.

    These are moments that the story did not have `before` and that are not to come; with `since`,
    only those from then on. If the process dies meanwhile, `run_due` does it.
    """
    now = timezone.now()
    new = {moment for moment in moments(article) - before if moment[1] <= now}
    if since:
        new = {moment for moment in new if moment[1] >= since}
    if not new:
        return
    _add(article, new)
    kinds = {kind for kind, _ in new}
    rows = DueMoment.objects.filter(article=article, kind__in=kinds, due_at__lte=now, claimed_at=None)
    for pk in rows.order_by("due_at", "pk").values_list("pk", flat=True):
        transaction.on_commit(lambda pk=pk: perform(pk), robust=True)


def is_about_to(article: Article, kind: str) -> bool:
    """Whether what belongs to a moment of a story that has come is still to be done."""
    rows = DueMoment.objects.filter(article=article, kind=kind, due_at__lte=timezone.now())
    return rows.filter(claimed_at=None).exists()


def _add(article: Article, wanted: Moments) -> None:
    if wanted:
        rows = [DueMoment(article=article, kind=kind, due_at=due_at) for kind, due_at in wanted]
        DueMoment.objects.bulk_create(rows, ignore_conflicts=True)


# Doing it


def run_due() -> Iterator[Outcome]:
    """Do all that is due by now, the oldest first, then the chores; yield what was done."""
    JobRun.objects.update_or_create(name=JOB, defaults={"began_at": timezone.now()})
    tried: set[int] = set()
    while keys := [pk for pk in _unclaimed() if pk not in tried]:
        for pk in keys:
            tried.add(pk)
            if outcome := perform(pk):
                yield outcome
    for chore in chores:
        if outcome := _do_chore(chore):
            yield outcome


def _unclaimed() -> list[int]:
    rows = DueMoment.objects.filter(claimed_at=None, due_at__lte=timezone.now())
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH])


def perform(pk: int) -> Outcome | None:
    """Do what belongs to a moment, if it is due and nobody has begun with it. Raises nothing of it."""
    now = timezone.now()
    free = DueMoment.objects.filter(pk=pk, claimed_at=None, due_at__lte=now)
    return _carry_out(pk) if free.update(claimed_at=now, attempts=F("attempts") + 1) else None


def perform_again(pk: int) -> Outcome | None:
    """Do what was begun and not finished, if nobody else does so right now."""
    now = timezone.now()
    left = unfinished().filter(pk=pk)
    taken = left.update(claimed_at=now, error="", attempts=F("attempts") + 1)
    return _carry_out(pk) if taken else None


def unfinished():
    """Return what a process began and did not finish: it failed, or the process died."""
    died = Q(claimed_at__lte=timezone.now() - BEING_DONE)
    begun = DueMoment.objects.filter(claimed_at__isnull=False, done_at=None)
    return begun.filter(died | ~Q(error="")).order_by("claimed_at", "pk")


def overdue():
    """Return what was due some time ago and nobody has begun with: publish_due does not run."""
    rows = DueMoment.objects.filter(claimed_at=None, due_at__lte=timezone.now() - LATE)
    return rows.order_by("due_at", "pk")


def _carry_out(pk: int) -> Outcome | None:
    row = DueMoment.objects.select_related("article").filter(pk=pk).first()
    if row is None:
        return None  # the story was deleted just now
    is_still_so = (row.kind, row.due_at) in moments(row.article)
    errors = []
    for effect in effects[row.kind] if is_still_so else []:
        name = effect.__name__
        if name in row.performed:
            continue
        try:
            effect(row)
        except Exception as error:
            logger.exception("%s of story %s failed", name, row.article_id)
            errors.append(f"{name}: {error}")
        else:
            row.performed.append(name)
            DueMoment.objects.filter(pk=pk).update(performed=row.performed)
    done_at = None if errors else timezone.now()
    DueMoment.objects.filter(pk=pk).update(error="\n".join(errors)[:2000], done_at=done_at)
    headline = " ".join(row.article.headline.split())
    told = f"“{headline}” {row.get_kind_display()} {timezone.localtime(row.due_at):%Y-%m-%d %H:%M %Z}"
    return Outcome("; ".join([told, *errors]), failed=bool(errors))


def _do_chore(chore: Chore) -> Outcome | None:
    if not _is_turn(chore):
        return None
    try:
        said = chore.function()
    except Exception as error:
        logger.exception("%s failed", chore.name)
        note_failure(chore.name, error)
        return Outcome(f"{chore.name}: {error}", failed=True)
    note_success(chore.name)
    return Outcome(said) if said else None


def _is_turn(chore: Chore) -> bool:
    """Take on a chore whose interval is over; a clock that was set back does not stop it for good."""
    JobRun.objects.get_or_create(name=chore.name)
    now = timezone.now()
    waited = Q(began_at=None) | Q(began_at__lte=now - chore.interval)
    is_ahead = Q(began_at__gt=now + chore.interval)
    return bool(JobRun.objects.filter(waited | is_ahead, name=chore.name).update(began_at=now))


# Keeping what went wrong


def note_failure(name: str, error: Exception | str) -> None:
    """Keep for the start page that something went wrong with a job."""
    failed = {"failed_at": timezone.now(), "error": str(error)[:1000] or type(error).__name__}
    JobRun.objects.update_or_create(name=name, defaults=failed)


def note_success(name: str) -> None:
    """Forget what went wrong with a job: it went well again."""
    JobRun.objects.filter(name=name).exclude(error="").update(error="", failed_at=None)
