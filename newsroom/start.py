"""Everything between a fresh environment and a running site: `python -m newsroom.start`.

It is what `make run` calls. The database is migrated, static files are collected, an empty local
site gets the demo newsroom, and gunicorn takes over the process; beside it runs `publish_due`, which
ends with it. Doing it again changes no content.
What a newcomer can run into (a port in use, a folder that cannot be written, a bad setting, a
database that is away) ends in one sentence and exit code 1.
"""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, InterfaceError

from newsroom.demo import accounts
from newsroom.preflight import reach_database

GUNICORN = ["gunicorn", "--config", "deploy/gunicorn.conf.py", "--log-level", "warning", "newsroom.wsgi"]
DUE = ["manage.py", "publish_due", "--loop", "30"]


def main() -> None:
    """Prepare the site and serve it; raises SystemExit with a sentence where that cannot be done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        require_writable(settings.DATA_DIR)
        if not os.environ.get("BIND"):
            require_free_port(settings.PORT)
        django.setup()
        reach_database()
        prepare()
        announce()
    except KeyboardInterrupt:
        raise SystemExit("\nStopped. Nothing is lost: run make again to go on.") from None
    except (ImproperlyConfigured, CommandError) as error:
        raise SystemExit(str(error)) from None
    except (DatabaseError, InterfaceError) as error:
        raise SystemExit(
            f"The database cannot be used: {str(error).strip()}\nLook at DATABASE_URL, at the "
            "database server, or at the space left on the disk; then run make run again."
        ) from None
    except OSError as error:
        raise SystemExit(
            f"{error.filename or 'A file of the site'} cannot be written: {error.strerror}. "
            "Put that right, then run make run again."
        ) from None
    os.chdir(settings.BASE_DIR)
    start_due()
    os.execv(sys.executable, [sys.executable, "-m", *GUNICORN])


def require_writable(folder: Path) -> None:
    """Raise SystemExit unless files can be made in `folder`."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SystemExit(
            f"The folder {folder} cannot be written ({error.strerror}). Newsroom keeps its database and "
            "uploads there: make it writable, or name another one: make run DATA_DIR=/path/to/folder"
        ) from None


def require_free_port(port: int) -> None:
    """Raise SystemExit unless this machine's `port` can be listened on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen()
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else "ports end at 65535"
            raise SystemExit(
                f"Port {port} cannot be used ({reason}). Perhaps Newsroom runs already; "
                "if not, choose another port: make run PORT=8001"
            ) from None


def prepare() -> None:
    """Bring database and static files up to date, and fill an empty local site with the demo."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # Addresses of readers and hashes of passwords are in it: nobody else's to read.
        Path(database["NAME"]).touch(mode=0o600)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if settings.SITE_IS_LOCAL and settings.DEMO:
        call_command("seed_demo", if_empty=True)


def start_due() -> None:
    """Have what is due done beside gunicorn, as long as it lives, and tell of it on the same terminal.

    Ctrl-C reaches gunicorn only, in the middle of nothing: the loop finds that its parent has gone.
    """
    command = [sys.executable, *DUE, "--beside", str(os.getpid())]  # gunicorn keeps the number
    subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def announce() -> None:
    """Print where the site is, and how to log in."""
    print(f"\nNewsroom is at {settings.SITE_URL}/ and its admin at {settings.SITE_URL}/admin/")
    if settings.SITE_IS_LOCAL and (login := accounts.describe_login()):
        print(login)
    print("Ctrl-C stops it.\n", flush=True)


if __name__ == "__main__":
    main()
