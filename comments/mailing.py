"""Sending readers the mail that waits for them. comments.subscriptions decides who gets any.

Each mail is taken on by one conditional UPDATE that is committed before it is sent, so that of any
number of processes one sends it. One whose process died is sent again after LEASE, with the same
Message-ID, by which a mail server knows it. What fails is tried again later and later, and given up
after the last of PAUSES.
"""

import datetime as dt
import logging
import time
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from articles import due
from comments.counting import lock_stories
from comments.models import MailAddress, ReaderMail
from comments.reader_mail import compose
from comments.subscriptions import is_off, offers_mail
from masthead.models import SiteSettings

logger = logging.getLogger(__name__)

JOB = "mail of replies to comments"
SHOWN = dt.timedelta(days=4)  # for which the start page tells of a mail that was given up
BATCH = 100  # mails of one run
LONGEST_RUN = 120  # seconds after which a run begins with no further mail
LEASE = dt.timedelta(minutes=15)
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440)]  # after a failure
TOO_OLD = dt.timedelta(days=7)  # after which a reply is no news any more
_REFUSES_ALL = (SMTPServerDisconnected, SMTPConnectError, SMTPHeloError, SMTPAuthenticationError)
_DEAD = Q(error__startswith=SMTPRecipientsRefused.__name__) | Q(error__startswith="Unicode")
TEXTS = ("body", "search_text")  # of a story, which no mail holds


def send_due() -> int:
    """Send what is due, as much as a run may; return how many mails went out. Raises nothing of it."""
    site = SiteSettings.load()
    waiting = ReaderMail.objects.filter(due_at__isnull=False)
    if not site.comment_reply_mail:
        waiting.delete()
    if not offers_mail(site):
        return 0
    language = site.language or translation.get_language()
    with timezone.override(site.zone), translation.override(language):
        sent = _send_batch(site)
    _tell_operator()
    return sent


def _send_batch(site: SiteSettings) -> int:
    due_now = ReaderMail.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
    sent, ends = 0, time.monotonic() + LONGEST_RUN
    connection = get_connection()
    try:
        for pk, due_at, attempts in due_now.values_list("pk", "due_at", "attempts")[:BATCH]:
            if time.monotonic() > ends:
                break
            if not claim(pk, due_at, attempts) or not is_wanted(row := _read(pk)):
                continue
            try:
                connection.open()
                connection.send_messages([compose(row, site)])
            except (SMTPException, OSError, ValueError) as error:
                _put_off(row, error)
                if _server_is_away(error):
                    break
            else:
                done = {"sent_at": timezone.now(), "due_at": None, "error": ""}
                ReaderMail.objects.filter(pk=pk).update(**done)
                sent += 1
    finally:
        _close(connection)
    return sent


def _read(pk: int) -> ReaderMail | None:
    rows = ReaderMail.objects.select_related(
        "subscription__address", "subscription__comment__article", "reply__article"
    ).defer(*(f"{to}__article__{text}" for to in ("subscription__comment", "reply") for text in TEXTS))
    return rows.filter(pk=pk).first()


def claim(pk: int, due_at: dt.datetime, attempts: int) -> bool:
    """Take a mail on, unless somebody else has since it was read."""
    same = ReaderMail.objects.filter(pk=pk, due_at=due_at, attempts=attempts)
    return bool(same.update(due_at=timezone.now() + LEASE, attempts=F("attempts") + 1))


def is_wanted(row: ReaderMail | None) -> bool:
    """Whether a mail still makes sense: its reader wants it, and the reply can be read; else drop it."""
    if row is None or _makes_sense(row):
        return row is not None
    with transaction.atomic():
        if row.reply:  # nobody shows it between this look and the end of the row
            lock_stories([row.reply.article_id])
        row = _read(row.pk)
        if row and _makes_sense(row):
            return True
        if row:
            row.delete()
    return False


def _makes_sense(row: ReaderMail) -> bool:
    address, reply = row.subscription.address, row.reply
    if is_off(address.email):
        return False
    if row.kind == ReaderMail.Kind.CONFIRM:
        return address.confirmed_at is None
    is_news = row.attempts > 1 or row.created_at > timezone.now() - TOO_OLD
    return bool(address.confirmed_at and is_news and reply.is_visible and reply.article.is_public)


def _put_off(row: ReaderMail, error: Exception) -> None:
    """Try a mail again later, or never: after the last pause, or if there is no such mailbox."""
    said = type(error).__name__
    codes = _codes(error)
    if codes:
        said += f" {' '.join(map(str, codes))}"
    is_refused = isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code in codes)
    is_dead = is_refused or isinstance(error, UnicodeError)  # the domain has no form for mail (IDNA)
    last = row.attempts > len(PAUSES)
    due_at = None if is_dead or last else timezone.now() + PAUSES[row.attempts - 1]
    ReaderMail.objects.filter(pk=row.pk).update(due_at=due_at, error=said)
    if is_dead:  # it may confirm again; until then it gets nothing
        MailAddress.objects.filter(pk=row.subscription.address_id).update(confirmed_at=None)
    logger.error("Mail %s to a commenter could not be sent: %s", row.pk, said)


def _codes(error: Exception) -> list[int]:
    """Return the codes of a mail server's answer. Its words may name the address: they are not kept."""
    if isinstance(error, SMTPRecipientsRefused):
        return sorted({code for code, _ in error.recipients.values()})
    code = getattr(error, "smtp_code", None)
    return [code] if isinstance(code, int) else []


def _server_is_away(error: Exception) -> bool:
    """Whether the server cannot be reached, or takes nothing from us: all else would fail too."""
    return isinstance(error, _REFUSES_ALL) or not isinstance(error, (SMTPException, ValueError))


def _close(connection) -> None:
    try:
        connection.close()
    except (SMTPException, OSError):
        pass  # the mails are sent, or put off


def _tell_operator() -> None:
    """Keep for the start page that mail fails, until none waits after a failure."""
    failed = ReaderMail.objects.exclude(error="")
    given_up = Q(due_at=None, created_at__gt=timezone.now() - SHOWN)
    rows = failed.filter(Q(due_at__isnull=False) | given_up).exclude(_DEAD)
    row = rows.order_by("-created_at").first()
    if row is None:
        due.note_success(JOB)
    else:
        waits = "is tried again" if row.due_at else "was given up"
        due.note_failure(JOB, f"Mail to commenters could not be sent and {waits}: {row.error}")
