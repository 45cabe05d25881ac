"""Who is told of replies by mail: asking, confirming, stopping. comments.mailing sends.

What shall be sent is written down in the transaction that makes it due, so that nothing is sent of
what was not stored, and nobody who posts or moderates waits for a mail server. A row of an address
is locked before what is known of it is used; who locks stories too has locked them before.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments.models import Comment, MailAddress, NeverMail, ReaderMail, Subscription
from masthead.models import SiteSettings

Kind = ReaderMail.Kind

# How often the form may ask an address to confirm, whoever fills it in: nobody's mailbox is flooded.
ASKED_A_DAY = 2
ASKED_A_MONTH = 5
NETWORK_ASKS_A_DAY = 20
# Replies of which an address is told; anybody may write them, under any address.
TOLD_AN_HOUR = 10
BATCH = 1000  # addresses forgotten in one transaction
HOUR, DAY, MONTH = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=30)


def offers_mail(site: SiteSettings) -> bool:
    """Whether readers may ask for mail: the paper wants it, and mail goes out from this server."""
    is_printed = settings.EMAIL_BACKEND.endswith(".console.EmailBackend")
    return site.comment_reply_mail and (settings.SITE_IS_LOCAL or not is_printed)


def normalised(email: str) -> str:
    """Return an address as it is stored and compared."""
    return email.strip().lower()


@transaction.atomic
def follow(comment: Comment) -> None:
    """Have its writer told of replies to a comment, once the address is confirmed."""
    now = timezone.now()
    email = normalised(comment.email)
    held = MailAddress.objects.select_for_update(no_key=True)
    address, _ = held.get_or_create(email=email, defaults={"created_at": now})
    Subscription.objects.get_or_create(address=address, comment=comment, defaults={"created_at": now})
    if comment.status != Comment.Status.SPAM:  # what is no spam after all is asked when it is shown
        _ask(
            Subscription.objects.select_related("address", "comment").get(
                comment=comment, address=address
            )
        )


def became_visible(keys: Iterable[int]) -> None:
    """Note what is to be mailed because readers see comments now, named by their keys.

    Whoever wrote what they reply to is told, not of what they said themselves; and once for each
    reply, however often it is hidden and shown again; of what comes beyond TOLD_AN_HOUR, never. To be
    called in the transaction that shows the comments.
    """
    keys = list(keys)
    told = Subscription.objects.filter(comment__replies__in=keys)
    asked = Subscription.objects.filter(comment__in=keys, address__confirmed_at=None, mails=None)
    addresses = {*told.values_list("address", flat=True), *asked.values_list("address", flat=True)}
    if not addresses:
        return
    confirmed = _lock(addresses)
    asked = list(asked.filter(address__in=confirmed).select_related("address", "comment"))
    told = told.filter(address__in=confirmed).order_by("comment__replies__pk")
    now = timezone.now()
    lately = ReaderMail.objects.filter(
        kind=Kind.REPLY, subscription__address__in=confirmed, created_at__gt=now - HOUR
    )
    numbers = Counter(lately.values_list("subscription__address", flat=True))
    mails = []
    before = ReaderMail.objects.filter(kind=Kind.REPLY, reply__in=keys)
    known = set(before.values_list("subscription", "reply"))
    for subscription, address, email, reply, writer in told.values_list(
        "pk", "address", "address__email", "comment__replies__pk", "comment__replies__email"
    ):
        if (subscription, reply) in known or normalised(writer) == email:
            continue
        if numbers[address] < TOLD_AN_HOUR:
            numbers[address] += 1
            mails.append(
                ReaderMail(
                    kind=Kind.REPLY,
                    subscription_id=subscription,
                    reply_id=reply,
                    created_at=now,
                    due_at=now if confirmed[address] else None,
                )
            )
    ReaderMail.objects.bulk_create(mails, ignore_conflicts=True)
    for subscription in asked:
        _ask(subscription)


def _lock(addresses: Iterable[int]) -> dict[int, bool]:
    """Hold addresses until the transaction ends; return by their keys whether they are confirmed.

    Those that are gone are left out. What belongs to the others can only be read, and changed, now.
    """
    rows = MailAddress.objects.filter(pk__in=set(addresses)).order_by("pk")
    held = rows.select_for_update(no_key=True).values_list("pk", "confirmed_at")
    return {pk: confirmed_at is not None for pk, confirmed_at in held}


def _ask(subscription: Subscription) -> None:
    """Have an address, which is held, asked to confirm; unless it has, or was asked enough."""
    address, network = subscription.address, subscription.comment.network
    if address.confirmed_at or is_off(address.email):
        return
    now = timezone.now()
    asks = ReaderMail.objects.filter(kind=Kind.CONFIRM, created_at__gt=now - MONTH)
    mine = asks.filter(subscription__address=address)
    today = now - DAY
    if (
        mine.count() >= ASKED_A_MONTH
        or mine.filter(created_at__gt=today).count() >= ASKED_A_DAY
        or (network and asks.filter(network=network, created_at__gt=today).count() >= NETWORK_ASKS_A_DAY)
    ):
        return
    ReaderMail.objects.create(
        kind=Kind.CONFIRM, subscription=subscription, network=network, created_at=now, due_at=now
    )


@transaction.atomic
def confirm(address: MailAddress) -> None:
    """Let an address have mail, that which waited for it included. It is not asked again."""
    now = timezone.now()
    _lock([address.pk])
    MailAddress.objects.filter(pk=address.pk, confirmed_at=None).update(confirmed_at=now)
    waiting = ReaderMail.objects.filter(subscription__address=address, kind=Kind.REPLY)
    waiting.filter(due_at=None, sent_at=None, attempts=0).update(due_at=now)
    turn_on(*digests(address.email))


@transaction.atomic
def stop_thread(address: int, thread: int) -> None:
    """Send an address, named by its key, nothing more of a conversation."""
    _lock([address])
    Subscription.objects.filter(address=address, comment__thread=thread).delete()


def digest(email: str, secret: str | None = None) -> str:
    """Return what the site remembers of an address that wants no mail: a keyed hash of it."""
    made = salted_hmac("comments.never", normalised(email), secret=secret, algorithm="sha256")
    return made.hexdigest()[:32]


def digests(email: str) -> list[str]:
    """Return what the site may remember of an address: its hashes by today's key and earlier ones."""
    return [digest(email, key) for key in (None, *settings.SECRET_KEY_FALLBACKS)]


def turn_off(digest: str) -> None:
    """Never send mail to an address again, known by its digest only."""
    NeverMail.objects.get_or_create(digest=digest, defaults={"at": timezone.now()})


def turn_on(*digests: str) -> None:
    """Take back what `turn_off` did."""
    NeverMail.objects.filter(digest__in=digests).delete()


def take_back_stop(address: int, digest: str) -> None:
    """Let an address, named by its key, have mail again; if it is erased, `digest` alone tells it."""
    row = MailAddress.objects.filter(pk=address).first()
    known = digests(row.email) if row else []
    turn_on(*(known if digest in known else [digest]))


def is_off(email: str) -> bool:
    """Whether an address said that it wants no mail, also under an earlier key of the site."""
    return NeverMail.objects.filter(digest__in=digests(email)).exists()


@transaction.atomic
def forget_unconfirmed() -> int:
    """Delete addresses that were asked a month ago and never answered, and where their forms came from.

    One call deletes BATCH addresses at most. Return how many addresses there were.
    """
    now = timezone.now()
    asks = ReaderMail.objects.filter(kind=Kind.CONFIRM)
    ReaderMail.objects.filter(created_at__lt=now - DAY).exclude(network="").update(network="")
    asks.filter(created_at__lt=now - MONTH).delete()
    silent = MailAddress.objects.filter(confirmed_at=None, created_at__lt=now - MONTH)
    silent = silent.exclude(subscriptions__created_at__gt=now - MONTH)
    held = _lock(silent.values_list("pk", flat=True)[:BATCH])
    return silent.filter(pk__in=held).delete()[1].get(MailAddress._meta.label, 0)
