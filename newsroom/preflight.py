"""Looks at the settings and the database before the site is served: `python -m newsroom.preflight`.

Errors and warnings go to stderr; the exit code is 1 when there is an error. On a public site the
deployment checks run too.
"""

import io
import os

import django
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor


def reach_database() -> None:
    """Raise OperationalError, in the server's own words, when the database cannot be reached.

    The connection pool would go on trying for a while, and then only say that it took too long.
    """
    if connection.vendor == "postgresql":
        with connection.wrap_database_errors:
            connection.Database.connect(**connection.get_connection_params()).close()


def preflight() -> None:
    """Raise SystemExit with a text for a person when the site must not be served as it is."""
    try:
        django.setup()
        reach_database()
        deploy = not settings.SITE_IS_LOCAL
        call_command("check", deploy=deploy, databases=["default"], stdout=io.StringIO())
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (CommandError, ImproperlyConfigured) as error:
        raise SystemExit(f"Newsroom does not start.\n{error}") from None
    except (DatabaseError, InterfaceError) as error:
        raise SystemExit(f"Newsroom does not start: the database cannot be used: {error}") from None
    if behind:
        raise SystemExit(
            "Newsroom does not start: the database is older than the code. "
            "Make a backup, then run: .venv/bin/python manage.py migrate"
        )
    if not settings.DEBUG and staticfiles_storage.read_manifest() is None:
        raise SystemExit(
            "Newsroom does not start: its static files are not collected. "
            "Run: .venv/bin/python manage.py collectstatic --noinput"
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    preflight()
