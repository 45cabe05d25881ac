"""Mail to those of the newsroom who have to act on a story, or wrote it.

A mail names the story, says who did what with which note, and links to the form, where permissions
hold; it has nothing of the text. It goes out after the commit, and whether it arrives decides
nothing: what waits for whom stands on the start page as well.
"""

import logging
from collections.abc import Iterable
from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from articles import due
from articles.history import PROGRAM, name_of, told_time
from articles.models import Article, DueMoment, HistoryEntry, NoMail
from articles.permissions import Act, Grant, may
from masthead.models import SiteSettings

logger = logging.getLogger(__name__)

Action = HistoryEntry.Action
Kind = DueMoment.Kind
JOB = "mail"
# Answering machines leave such mail alone (RFC 3834); the second is what Exchange goes by.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}

# How the subject begins, and what happened. `{story}`: the headline, or the changes of it.
_WORDS = {
    Action.SUBMITTED: ("For review", "{who} submitted {story} for review."),
    Action.CHANGES_REQUESTED: ("Changes requested", "{who} asks for changes in {story}."),
    Action.APPROVED: ("Approved", "{who} approved {story}."),
    Action.SCHEDULED: ("Scheduled", "{who} scheduled {story}: readers see it from {time} on."),
    Action.CHANGES_PUBLISHED: ("Changes published", "{who} published the changes of {story}."),
    Kind.WENT_LIVE: ("Published", "Readers see {story} since {time}."),
    Kind.EXPIRED: ("Expired", "Readers no longer see {story}: its time ran out at {time}."),
}
_REASONS = {
    True: "You get this mail because you may approve stories.",
    False: "You get this mail because you began the story or are named in its byline.",
}


class MailError(Exception):
    """Some mail could not be sent; says why."""


def tell(article: Article, action: str, by: AbstractBaseUser | None, note: str = "") -> None:
    """Tell those concerned of a step of a story, once the running transaction is committed."""
    send = partial(send_notice, article.pk, str(action), by.pk if by else None, note)
    transaction.on_commit(send, robust=True)


def send_notice(article_id: int, action: str, by_id: int | None, note: str) -> None:
    """Send what `tell` announces. All it needs are values, so that a queue of tasks could call it.

    A failure is logged and shown on the start page, and raised no further.
    """
    article = Article.objects.filter(pk=article_id).first()
    by = get_user_model().objects.filter(pk=by_id).first() if by_id else None
    if article is None:
        return
    try:
        _send(article, action, by, note)
    except MailError:
        pass  # it is logged, and kept for the start page


def tell_of_moment(moment: DueMoment) -> None:
    """Tell the writers of a story that it went live or expired; whoever published it by hand knows.

    Raises MailError.
    """
    by = None
    if moment.kind == Kind.WENT_LIVE:
        steps = {Action.SCHEDULED, Action.PUBLISHED, Action.REINSTATED}
        last = moment.article.history.filter(action__in=steps).select_related("by").first()
        by = last.by if last and last.action != Action.SCHEDULED else None
    _send(moment.article, moment.kind, by, at=moment.due_at)


def _send(article: Article, what: str, by: AbstractBaseUser | None, note: str = "", at=None) -> None:
    site = SiteSettings.load()
    if not site.sends_mail:
        return
    to_approvers = what == Action.SUBMITTED
    people = approvers(article) if to_approvers else writers(article)
    people = [person for person in people if by is None or person.pk != by.pk]
    if not people:
        return
    with timezone.override(site.zone):
        subject, text = _compose(article, what, by, note, at or article.published_at)
    text += f"\n-- \n{one_line(site.name)}\n{_REASONS[to_approvers]}\n"
    text += f"To get none: {settings.SITE_URL}{reverse('admin:mail')}\n"
    _deliver([EmailMessage(subject, text, to=[person.email], headers=HEADERS) for person in people])


def _compose(article: Article, what: str, by, note: str, at) -> tuple[str, str]:
    begin, words = _WORDS[what]
    headline = one_line(article.headline)
    waits = article.pending_status and article.status in ("published", "withdrawn")
    story = f"the changes of “{headline}”" if waits else f"“{headline}”"
    who = one_line(name_of(by)) or PROGRAM
    text = words.format(who=who, story=story, time=told_time(at) if at else "") + "\n"
    if note:
        text += "\n" + "".join(f"> {one_line(line)}\n" for line in note.splitlines())
    path = reverse("admin:articles_article_change", args=[article.pk])
    return f"{begin}: {headline}", f"{text}\nThe story: {settings.SITE_URL}{path}\n"


def one_line(text: str) -> str:
    """Return a text without line breaks and what else cannot be printed: fit for a mail's header."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def approvers(article: Article) -> list[AbstractBaseUser]:
    """Return the people who may approve a story and want mail."""
    holders = get_user_model().objects.with_perm(
        f"articles.{Grant.PUBLISH}", backend="django.contrib.auth.backends.ModelBackend"
    )
    return _reachable(holders, article)


def writers(article: Article) -> list[AbstractBaseUser]:
    """Return who began a story and who has an account and is named in its byline, if they want mail."""
    wrote = Q(pk=article.created_by_id) | Q(author__bylines__article=article)
    return _reachable(get_user_model().objects.filter(wrote), article)


def _reachable(users, article: Article) -> list[AbstractBaseUser]:
    """Return those of a queryset who can open the story in the admin and have an address, each once."""
    found = users.filter(is_active=True, is_staff=True).exclude(email="")
    found = found.exclude(pk__in=NoMail.objects.values("user")).distinct().order_by("pk")
    by_address = {person.email.lower(): person for person in found if may(person, Act.VIEW, article)}
    return list(by_address.values())


def _deliver(messages: Iterable[EmailMessage]) -> None:
    """Send messages over one connection; one that is refused does not stop the others.

    Raises MailError.
    """
    errors = []
    try:
        with get_connection() as connection:
            for message in messages:
                try:
                    connection.send_messages([message])
                except (SMTPException, ValueError) as error:
                    errors.append(error)
    except (SMTPException, OSError, ValueError) as error:
        errors.append(error)
    if not errors:
        due.note_success(JOB)
        return
    kinds = ", ".join(sorted({type(error).__name__ for error in errors}))
    logger.error("Mail could not be sent: %s", kinds)
    said = f"{len(errors)} could not be sent: {one_line(str(errors[0]))[:300] or kinds}"
    due.note_failure(JOB, said)
    raise MailError(said)
