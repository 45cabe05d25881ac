"""What the site signs so that it need not remember it: forms, and whose comment is whose."""

import zlib
from typing import NamedTuple

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

# Seconds after writing it for which its writer sees a waiting comment: pages renew its token.
OWN_SHOWN = 24 * 3600

_forms = signing.TimestampSigner(salt="comments.form")
_reports = signing.TimestampSigner(salt="comments.report")
_own = signing.TimestampSigner(salt="comments.own")


def new_stamp(article: Article) -> str:
    """Return what the form of a story carries: its story and the time it was shown."""
    return _forms.sign(str(article.pk))


def check_stamp(stamp: str, article: Article) -> None:
    """Raise StampNotUsable or TooFast unless `stamp` was made for this story and at a likely time."""
    _check(_forms, stamp, article.pk)


def new_report_stamp(comment: Comment) -> str:
    """Return what the form that reports a comment carries: the comment and the time it was shown."""
    return _reports.sign(str(comment.pk))


def check_report_stamp(stamp: str, comment: Comment) -> None:
    """Raise StampNotUsable or TooFast unless `stamp` was made to report this comment, and in time."""
    _check(_reports, stamp, comment.pk)


def _check(signer: signing.TimestampSigner, stamp: str, key: int) -> None:
    try:
        if signer.unsign(stamp, max_age=OLDEST) != str(key):
            raise StampNotUsable
    except signing.BadSignature as error:
        raise StampNotUsable from error
    try:
        signer.unsign(stamp, max_age=FASTEST)
    except signing.SignatureExpired:
        return
    raise TooFast


class Own(NamedTuple):
    """Whose comment a token shows: its key, and which words it had then."""

    comment: int
    words: str


def own_token(comment: Comment) -> str:
    """Return the token by which a writer is known: of this comment, as long as its words stay these."""
    return _own.sign(f"{comment.pk}-{words_mark(comment)}")


def read_own_token(token: str) -> Own | None:
    """Return what a token of `own_token` says, or None if it is forged or older than a day."""
    try:
        key, _, words = _own.unsign(token, max_age=OWN_SHOWN).partition("-")
    except signing.BadSignature:
        return None
    return Own(int(key), words)


def words_mark(comment: Comment) -> str:
    """Return what tells the words of a comment from those that it had before."""
    return f"{zlib.crc32(comment.body.encode()):x}"
