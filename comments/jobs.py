"""What the program does by itself for those who comment, every now and then."""

from articles.due import every
from comments import mailing, subscriptions, traces
from comments.spam import learned
from masthead.models import SiteSettings


@every(minutes=1)
def mail_replies() -> str:
    """Send readers the mail that waits for them."""
    sent = mailing.send_due()
    return f"mails to commenters sent: {sent}" if sent else ""


@every(minutes=60)
def forget_unconfirmed_addresses() -> str:
    """Delete addresses that somebody typed in and nobody confirmed."""
    deleted = subscriptions.forget_unconfirmed()
    return f"addresses that nobody confirmed, deleted: {deleted}" if deleted else ""


@every(minutes=10)
def forget_networks() -> str:
    """Drop where comments and reports came from, once the paper has kept it for its time."""
    changed = traces.forget_networks(SiteSettings.load())
    return f"comments and reports whose network was forgotten: {changed}" if changed else ""


@every(minutes=10)
def learn_spam_from_decisions() -> str:
    """Teach the spam classifier what moderators decided since the last time."""
    if not learned.is_due():
        return ""
    honest, spam = learned.learn_from_decisions()
    return f"learnt from decisions on comments: {honest} honest, {spam} spam"
