"""Who has the form of a story open just now."""

import datetime as dt
import uuid

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from articles.history import name_of
from articles.models import Article, Presence
from desk.times import clock

GONE_AFTER = dt.timedelta(seconds=60)  # without a word of it; an open form tells every 20


def arrive(article: Article, user: AbstractBaseUser, key: uuid.UUID) -> None:
    """Note that somebody has the form `key` of a story open. Three queries at most."""
    now = timezone.now()
    present = Presence.objects.filter(article=article)
    # A clock that was set back leaves nobody here for hours.
    present.exclude(seen_at__range=(now - GONE_AFTER, now + GONE_AFTER)).delete()
    if not present.filter(user=user).update(seen_at=now, key=key):
        here = Presence(article=article, user=user, key=key, since=now, seen_at=now)
        Presence.objects.bulk_create([here], ignore_conflicts=True)


def others(article: Article, user: AbstractBaseUser) -> list[str]:
    """Return who else is there, in words: `Nadia is in this story too (since 10:02).` One query."""
    now = timezone.now()
    present = Presence.objects.filter(article=article, seen_at__gt=now - GONE_AFTER)
    found = present.exclude(user=user).select_related("user").order_by("since", "pk")
    return [f"{name_of(one.user)} is in this story too (since {clock(one.since)})." for one in found]


def leave(article: Article, user: AbstractBaseUser, key: uuid.UUID) -> None:
    """Note that somebody closed a form; one that was opened after it keeps them here."""
    Presence.objects.filter(article=article, user=user, key=key).delete()


def thin() -> None:
    """Delete who left without a word."""
    Presence.objects.filter(seen_at__lt=timezone.now() - GONE_AFTER).delete()
