"""Finds settings that can be read but are unsafe, or cannot work: `manage.py check --deploy`.

gunicorn runs all of them before it serves (newsroom.preflight) and does not start when one finds an
error. A site counts as public when SITE_URL names another host than this machine. Each message has
an id; docs/operations.md lists them.
"""

import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, InterfaceError

SHORTEST_KEY = 50  # characters, and
FEWEST_LETTERS = 10  # different ones among them


def errors_shown_to_readers(app_configs, **kwargs):
    """E001: a public site in debug mode prints its settings and code to anybody."""
    if settings.DEBUG and not settings.SITE_IS_LOCAL:
        yield Error(
            "DEBUG is on, and the site is public: readers would see code and settings.",
            hint="Unset DEBUG.",
            id="newsroom.E001",
        )


def passwords_in_the_clear(app_configs, **kwargs):
    """E002: a public site whose address is http."""
    if not (settings.SITE_IS_LOCAL or settings.SITE_IS_TLS or settings.ALLOW_HTTP):
        yield Error(
            f"SITE_URL is {settings.SITE_URL}: editors' passwords would travel in the clear.",
            hint="Set SITE_URL to the https address. In a network without TLS set ALLOW_HTTP=1.",
            id="newsroom.E002",
        )


def any_host(app_configs, **kwargs):
    """E003: a wildcard for all hosts lets others put their address into our mail and links."""
    if "*" in settings.ALLOWED_HOSTS and not settings.SITE_IS_LOCAL:
        yield Error(
            "ALLOWED_HOSTS contains *, which lets anybody name the site.",
            hint="List the host names; that of SITE_URL is allowed already.",
            id="newsroom.E003",
        )


def guessable_key(app_configs, **kwargs):
    """E004: a key that can be guessed signs sessions in anybody's name."""
    keys = {"SECRET_KEY": [settings.SECRET_KEY], "SECRET_KEY_FALLBACKS": settings.SECRET_KEY_FALLBACKS}
    for name, values in keys.items():
        if any(len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS for key in values):
            yield Error(
                f"{name} is short or has few different characters, so that it can be guessed.",
                hint=f"Unset {name}: a key is then generated in DATA_DIR. "
                f"Or write {SHORTEST_KEY} or more random characters.",
                id="newsroom.E004",
            )


def folders_that_cannot_be_written(app_configs, **kwargs):
    """E005: the database's file, E006: the uploads' folder and that of what is withheld."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        file = Path(database["NAME"])
        # SQLite writes its journal beside the file.
        if file.is_dir() or not _can_be_written(file) or not _can_be_written(file.parent):
            yield Error(
                f"The database {file} cannot be written.",
                hint="Make the file and its folder writable for the user that runs Newsroom, "
                "or set DATA_DIR or DATABASE_URL.",
                id="newsroom.E005",
            )
    for name, what in (("MEDIA_ROOT", "uploads"), ("WITHHELD_ROOT", "withheld pictures")):
        folder = Path(getattr(settings, name))
        if not _can_be_written(folder) or (folder.exists() and not folder.is_dir()):
            yield Error(
                f"The folder for {what}, {folder}, cannot be written.",
                hint=f"Make it writable for the user that runs Newsroom, or set {name}.",
                id="newsroom.E006",
            )


def withheld_pictures_in_public(app_configs, **kwargs):
    """E008: the folder of withheld pictures lies where uploads are served."""
    withheld, public = Path(settings.WITHHELD_ROOT).resolve(), Path(settings.MEDIA_ROOT).resolve()
    if withheld.is_relative_to(public):
        yield Error(
            f"Withheld pictures would be served: {withheld} lies in the folder of uploads.",
            hint="Set WITHHELD_ROOT to a folder outside of MEDIA_ROOT.",
            id="newsroom.E008",
        )


def mail_that_nobody_gets(app_configs, **kwargs):
    """W001: a public site that prints its mail."""
    if settings.EMAIL_BACKEND.endswith(".console.EmailBackend") and not settings.SITE_IS_LOCAL:
        yield Warning(
            "Mail is printed, not sent: nobody gets a new password or a notice.",
            hint="Set EMAIL_URL, such as submission://user:password@mail.example.org:587",
            id="newsroom.W001",
        )


def readers_without_an_address(app_configs, **kwargs):
    """W002: behind a proxy that is not trusted, all readers have the proxy's address."""
    if settings.SITE_IS_TLS and not settings.TRUSTED_PROXIES:
        yield Warning(
            "SITE_URL is https, so that a proxy is in front, and TRUSTED_PROXIES is empty: "
            "readers' addresses are unknown, and http is not sent on to https.",
            hint="Set TRUSTED_PROXIES to the address of the proxy, such as 127.0.0.1, or to unix.",
            id="newsroom.W002",
        )


def demo_login_still_works(app_configs, databases=None, **kwargs):
    """E007: on a public site, the demo editor still has the password that the demo wrote down."""
    file = settings.DATA_DIR / "demo-login"
    if settings.SITE_IS_LOCAL or not databases or not file.exists():
        return
    username, _, password = file.read_text().strip().partition("\n")
    try:
        user = get_user_model().objects.filter(username=username.strip(), is_active=True).first()
    except (DatabaseError, InterfaceError):
        return  # there is no such table yet, or no database: others say so
    if user and user.check_password(password.strip()):
        yield Error(
            f"The demo editor “{username}” can log in with the password of {file}.",
            hint=f"Change it (manage.py changepassword {username}) or delete the user, "
            "then delete the file.",
            id="newsroom.E007",
        )


def connect() -> None:
    """Make the checks known to Django."""
    register(folders_that_cannot_be_written, Tags.files)
    register(withheld_pictures_in_public, Tags.files)
    for check in (
        errors_shown_to_readers,
        passwords_in_the_clear,
        any_host,
        guessable_key,
        mail_that_nobody_gets,
        readers_without_an_address,
    ):
        register(check, Tags.security, deploy=True)
    register(demo_login_still_works, Tags.database, deploy=True)


def _can_be_written(path: Path) -> bool:
    """Return whether `path` may be written, or made if it does not exist."""
    if os.path.exists(path):
        return os.access(path, os.W_OK)
    nearest = next(parent for parent in path.parents if os.path.exists(parent))
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
