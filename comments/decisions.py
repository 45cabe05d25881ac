"""What was done to comments, by whom: written by comments.workflow, read by moderators."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser

from articles.history import name_of
from comments.models import Decision

User = AbstractBaseUser | None  # None: the program


def record(comments: Iterable[int], action: str, by: User, was: dict, at: dt.datetime) -> None:
    """Write down one thing that was done to comments, named by their keys; nobody is the program."""
    signed = {"action": action, "by": by, "by_name": name_of(by), "at": at}
    Decision.objects.bulk_create(Decision(comment_id=key, was=was, **signed) for key in comments)
