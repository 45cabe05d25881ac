"""Making, revoking and following the links by which outsiders read a story before it is public."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from articles.history import Action, name_of, record
from articles.models import Article, PreviewLink
from articles.permissions import Act, require

KEPT = dt.timedelta(days=90)  # after a link has expired
NOTED = dt.timedelta(minutes=1)  # uses that follow each other faster are one

_signer = signing.Signer(salt="articles.preview_link", sep=".")


@transaction.atomic
def make(article: Article, by: AbstractBaseUser, lifetime: dt.timedelta, label: str = "") -> PreviewLink:
    """Make a link to a story, good for `lifetime`. Raises PermissionDenied."""
    require(by, Act.EDIT, article)
    thin()
    now = timezone.now()
    link = PreviewLink.objects.create(
        article=article, by=by, by_name=name_of(by), at=now, label=label, expires_at=now + lifetime
    )
    record(article, Action.LINK_MADE, by, time=link.expires_at.isoformat(), note=label)
    return link


@transaction.atomic
def revoke(link: PreviewLink, by: AbstractBaseUser) -> bool:
    """Let a link lead nowhere from now on; return whether it did until now. Raises PermissionDenied."""
    require(by, Act.EDIT, link.article)
    good = PreviewLink.objects.filter(pk=link.pk, revoked_at=None, expires_at__gt=timezone.now())
    if not good.update(revoked_at=timezone.now()):
        return False
    record(link.article, Action.LINK_REVOKED, by, note=link.label)
    return True


def address_of(link: PreviewLink) -> str:
    """Return the whole address to give away."""
    return settings.SITE_URL + reverse("articles:preview", args=[_signer.sign(link.key)])


def follow(token: str) -> PreviewLink | None:
    """Return the link that an address was made for, with its story, or None if it leads nowhere.

    It leads nowhere once it has expired or was revoked, and while its story is withdrawn or has
    expired: what is taken from the readers is taken from everybody. That it was used is noted.
    """
    try:
        key = _signer.unsign(token)
    except signing.BadSignature:
        return None
    link = PreviewLink.objects.select_related("article").filter(key=key).first()
    if link is None or not link.is_good:
        return None
    if link.article.status == Article.Status.WITHDRAWN or link.article.has_expired:
        return None
    now = timezone.now()
    if link.last_used_at is None or link.last_used_at < now - NOTED:
        PreviewLink.objects.filter(pk=link.pk).update(last_used_at=now)
    return link


def thin() -> int:
    """Delete the links that expired long ago, and return their number."""
    return PreviewLink.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()[0]
