"""The demo's logins, whose only password is made up on the spot and known to this machine alone."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model

from newsroom.demo.manuscripts import Manuscript

EDITOR = "editor"


def login_file() -> Path:
    """Where the demo editor's name and password stand, one a line, for the machine's owner only."""
    return settings.DATA_DIR / "demo-login"


def add_accounts(people: list[Manuscript]) -> int:
    """Make the missing accounts of those of `people` who write with one; return how many.

    The editor may do everything and has a random password, written to `login_file`. The others
    have the role that their manuscript gives them, and no password: an administrator gives them one.
    """
    users = get_user_model().objects
    made = 0
    for person in people:
        login = person.head.get("login")
        if not login or users.filter(username=login).exists():
            continue
        first, _, last = person.head["name"].partition(" ")
        about = {
            "first_name": first,
            "last_name": last,
            "email": person.head.get("email", ""),
            "is_staff": True,
        }
        if login == EDITOR:
            users.create_superuser(EDITOR, password=_new_password(), **about)
        else:
            user = users.create_user(login, password=None, **about)
            user.groups.add(user.groups.model.objects.get(name=person.head["role"]))
        made += 1
    return made


def describe_login() -> str:
    """Return a line that tells how the demo editor logs in, as far as this machine knows it."""
    user = get_user_model().objects.filter(username=EDITOR).first()
    if user is None:
        return ""
    file = login_file()
    if file.exists():
        username, _, password = file.read_text("utf-8").strip().partition("\n")
        if username == EDITOR and user.check_password(password):
            return f"Log in at {settings.SITE_URL}/admin/ as {EDITOR} with {password}"
    return (
        f"The password of “{EDITOR}” was changed and is not known here. "
        f"Set a new one: manage.py changepassword {EDITOR}"
    )


def _new_password() -> str:
    """Make a password up, write it down for the owner of this machine only, and return it."""
    password = secrets.token_urlsafe(12)
    file = login_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="utf-8") as written:
        written.write(f"{EDITOR}\n{password}\n")
    return password
