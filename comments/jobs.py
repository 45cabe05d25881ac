"""What the program does by itself for those who comment, every now and then."""

from articles.due import every
from comments import mailing, retention, subscriptions, traces
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


@every(minutes=60)
def delete_old_spam_and_trash() -> str:
    """Delete what has been spam or trash for as long as the paper keeps it."""
    done = retention.delete_ended(SiteSettings.load())
    emptied = f"; emptied above replies: {done.emptied}" if done.emptied else ""
    return f"spam and trash deleted for good: {done.deleted}{emptied}" if done.deleted or emptied else ""
