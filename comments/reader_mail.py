"""The words and headers of mail to readers: plain text, and a way to stop it in one click.

RFC 8058 says how a mail program stops mail by one POST, RFC 2919 what List-Id is, and RFC 3834 how
a program marks its mail. Nothing that a reader typed stands in the mail that asks to confirm an
address: whoever fills in the form may not own it.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.mail import HEADERS, one_line
from articles.models import Article
from comments.models import Comment, MailAddress, ReaderMail
from comments.subscriptions import MONTH, digest, digests
from comments.text import clean_text
from masthead.models import SiteSettings

LONGEST_WORDS = 2000  # characters of a reply; the rest is read on the page

_confirming = signing.TimestampSigner(salt="comments.mail.confirm")
_stopping = signing.Signer(salt="comments.mail.stop")


def compose(row: ReaderMail, site: SiteSettings) -> EmailMessage:
    """Return the mail of a row, in the language and the time zone that are switched on."""
    address, comment = row.subscription.address, row.subscription.comment
    stop = f"{settings.SITE_URL}{reverse('comments:stop', args=[stop_token(address, comment)])}"
    if row.kind == ReaderMail.Kind.CONFIRM:
        subject, text = _question(address, comment.article, site)
    else:
        subject, text = _news(row.reply)
    text += f"\n-- \n{one_line(site.name)}\n{_reason(row)}\n{_('To stop this mail:')} {stop}\n"
    headers = HEADERS | {
        "Message-ID": f"<comments.{row.kind}.{row.pk}@{_host()}>",
        "List-Id": f"<comments.{_host()}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    if row.kind == ReaderMail.Kind.REPLY:  # mail programs put what has one root together
        headers["References"] = f"<comments.thread.{comment.thread_id}@{_host()}>"
    return EmailMessage(subject, text, to=[address.email], headers=headers)


def _question(address: MailAddress, article: Article, site: SiteSettings) -> tuple[str, str]:
    url = f"{settings.SITE_URL}{reverse('comments:confirm', args=[confirm_token(address)])}"
    name = one_line(site.name)
    if article.is_public:
        about = _("Somebody wrote this address under a comment on “%(headline)s”") % {
            "headline": one_line(article.headline)
        }
    else:
        about = _("Somebody wrote this address under a comment")
    lines = [
        about + " " + _("and asked for mail when somebody replies."),
        "",
        _("Was it you? Then confirm on this page, once for all comments:"),
        url,
        "",
        _("If it was not you, do nothing: no mail is sent to an address that is not confirmed."),
    ]
    return _("Please confirm your address: %(name)s") % {"name": name}, "\n".join(lines) + "\n"


def _news(reply: Comment) -> tuple[str, str]:
    headline = one_line(reply.article.headline)
    told = {"name": one_line(reply.name), "headline": headline}
    words = clean_text(reply.body)
    if len(words) > LONGEST_WORDS:
        words = words[:LONGEST_WORDS].rstrip() + "…"
    lines = [
        _("%(name)s replied to your comment on “%(headline)s”:") % told,
        "",
        *(f"> {line}".rstrip() for line in words.split("\n")),
        "",
        f"{_('Read it, and answer:')} {settings.SITE_URL}{reply.get_absolute_url()}",
    ]
    return _("Reply to your comment: %(headline)s") % told, "\n".join(lines) + "\n"


def _reason(row: ReaderMail) -> str:
    if row.kind == ReaderMail.Kind.CONFIRM:
        return _("You get this mail because a form of ours was sent with this address.")
    return _("You get this mail because you asked to be told when somebody replies.")


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def confirm_token(address: MailAddress) -> str:
    """Return the token that shows that somebody reads the mail of an address."""
    return _confirming.sign(f"{address.pk}.{digest(address.email)}")


def read_confirm_token(token: str) -> MailAddress | None:
    """Return the address that `token` was sent to; None if it is forged, too old, or erased since."""
    try:
        key, _, known = _confirming.unsign(token, max_age=MONTH).partition(".")
    except signing.BadSignature:
        return None
    address = MailAddress.objects.filter(pk=key).first()
    return address if address and known in digests(address.email) else None


def stop_token(address: MailAddress, comment: Comment) -> str:
    """Return the token that stops the mail of an address; it works when all else of it is erased."""
    return _stopping.sign(f"{address.pk}.{comment.thread_id}.{digest(address.email)}")


def read_stop_token(token: str) -> tuple[int, int, str] | None:
    """Return the keys of the address and the thread, and the digest; None if `token` is forged."""
    try:
        address, thread, known = _stopping.unsign(token).split(".")
    except signing.BadSignature:
        return None
    return int(address), int(thread), known
