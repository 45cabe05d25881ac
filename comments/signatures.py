"""What the site signs so that it need not remember it: forms and waiting comments."""

from django.core import signing

from articles.models import Article
from comments.models import Comment
from comments.refusals import StampNotUsable, TooFast

# Seconds between showing the form and its return in which nobody has read, thought and written.
# The signed time counts whole seconds, so that it may be up to one second less.
FASTEST = 2

# Seconds after which a form is shown anew before it counts. A page is made anew each day, caches
# in front may keep it for some days while the site is away, and a reader may come back to a tab.
OLDEST = 7 * 24 * 3600

# Seconds for which its writer sees a waiting comment.
WAITING_SHOWN = 24 * 3600

_forms = signing.TimestampSigner(salt="comments.form")
_waiting = signing.TimestampSigner(salt="comments.waiting")


def new_stamp(article: Article) -> str:
    """Return what the form of a story carries: its story and the time it was shown."""
    return _forms.sign(str(article.pk))


def check_stamp(stamp: str, article: Article) -> None:
    """Raise StampNotUsable or TooFast unless `stamp` was made for this story and at a likely time."""
    try:
        if _forms.unsign(stamp, max_age=OLDEST) != str(article.pk):
            raise StampNotUsable
    except signing.BadSignature as error:
        raise StampNotUsable from error
    try:
        _forms.unsign(stamp, max_age=FASTEST)
    except signing.SignatureExpired:
        return
    raise TooFast


def waiting_token(comment: Comment) -> str:
    """Return the token with which its writer sees a waiting comment."""
    return _waiting.sign(str(comment.pk))


def read_waiting_token(token: str) -> int | None:
    """Return the key of the comment that `token` shows, or None if it is forged or too old."""
    try:
        return int(_waiting.unsign(token, max_age=WAITING_SHOWN))
    except signing.BadSignature:
        return None
