"""What every test has at hand, and the settings that differ while testing."""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core import signals
from django.db import close_old_connections, connection

REPOSITORY = Path(__file__).resolve().parent.parent
CORPORA = Path(os.environ.get("NEWSROOM_CORPORA") or REPOSITORY.parent / "shared" / "corpora").resolve()

# A test that this machine cannot run is skipped with a reason that begins so, and is listed at the
# end of the run; any other skip stays an ordinary skip.
NOT_RUN = "not run: "


def pytest_configure(config):
    """Keep the site's own settings, apart from what only costs time here."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    django_settings.PAGE_CACHE_SIZE = 0  # a test of the cache makes its own
    django_settings.STATIC_ROOT = None  # only browser tests need the files themselves


def pytest_collection_modifyitems(items):
    if CORPORA.is_dir():
        return
    missing = pytest.mark.skip(reason=f"{NOT_RUN}no sample material (set NEWSROOM_CORPORA)")
    for item in items:
        if item.get_closest_marker("corpora"):
            item.add_marker(missing)


def pytest_terminal_summary(terminalreporter):
    """Say plainly what was left out, and why."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if reason.startswith(NOT_RUN):
            reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} {'test' if count == 1 else 'tests'} {reason}", yellow=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """Put a test database of SQLite into a file, so that threads and WAL are as on a real site."""
    database = django_settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # nothing here outlives the run


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let rows have high numbers from the first on PostgreSQL, where no test gives its numbers back.

    Else a test that is right for low numbers only would fail after many others, and pass alone.
    """
    if connection.vendor != "postgresql":
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER SEQUENCE "{name}" RESTART WITH 123457')


@pytest.fixture
def one_connection():
    """A WSGI server gives its connection back between requests; here all belong to one transaction."""
    between = (signals.request_started, signals.request_finished)
    for signal in between:
        signal.disconnect(close_old_connections)
    yield
    for signal in between:
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _isolated_media(settings, tmp_path):
    """Uploads of a test go to a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.WITHHELD_ROOT = tmp_path / "withheld"


@pytest.fixture(autouse=True)
def _nothing_written_later(monkeypatch):
    """What a test counts of missing addresses is written by no other test."""
    from redirects import missing

    monkeypatch.setattr(missing, "SOONEST", float("inf"))
    missing.waiting.clear()


@pytest.fixture(autouse=True)
def _nothing_rendered_before():
    """What a test sees rendered was rendered with its own settings."""
    from rendering.fragments import fragments

    fragments.clear()


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of sample material; tests that use it carry the marker `corpora`."""
    return CORPORA
