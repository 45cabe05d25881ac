"""What the site does by itself every now and then."""

import datetime as dt

from django.utils import timezone

from articles.due import every
from redirects.models import MissingAddress

REMEMBERED = dt.timedelta(days=90)


@every(minutes=60)
def forget_missing_addresses() -> str:
    """Delete addresses that nobody has asked for in vain for three months."""
    old = MissingAddress.objects.filter(last_seen__lt=timezone.now() - REMEMBERED)
    deleted, _ = old.delete()
    return f"missing addresses that nobody asks for any more, deleted: {deleted}" if deleted else ""
