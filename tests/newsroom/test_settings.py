"""What the environment makes of the settings."""

import re
import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from tests.conftest import REPOSITORY

ENVIRONMENT_READ = re.compile(r'env\.\w+\("([A-Z_]+)"|environ\.get\("([A-Z_]+)"')


@pytest.fixture
def settings_for(monkeypatch, tmp_path):
    """A function that reads the settings file under the environment variables given."""

    def settings_for(**variables):
        for name in ENVIRONMENT_READ.findall((REPOSITORY / "newsroom/settings.py").read_text()):
            monkeypatch.delenv(name[0], raising=False)
        for name, value in {"DATA_DIR": str(tmp_path), **variables}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(REPOSITORY / "newsroom" / "settings.py"))

    return settings_for


def test_local_site_without_any_setting(settings_for, tmp_path):
    local = settings_for()
    assert local["SITE_URL"] == "http://127.0.0.1:8000"
    assert local["DEBUG"] is False
    assert set(local["ALLOWED_HOSTS"]) == {"127.0.0.1", "localhost", "[::1]"}
    assert local["SESSION_COOKIE_SECURE"] is False
    assert local["SECURE_HSTS_SECONDS"] == 0
    assert local["DATABASES"]["default"]["NAME"] == str(tmp_path / "newsroom.sqlite3")
    assert settings_for(PORT="8001")["SITE_URL"] == "http://127.0.0.1:8001"


def test_tls_site_is_locked_down(settings_for):
    public = settings_for(SITE_URL="https://www.example.org/", TRUSTED_PROXIES="127.0.0.1")
    assert public["SITE_URL"] == "https://www.example.org"
    assert public["ALLOWED_HOSTS"] == ["www.example.org"]
    assert public["SECURE_HSTS_SECONDS"] == 365 * 24 * 3600
    assert public["SECURE_SSL_REDIRECT"] is True
    assert public["SESSION_COOKIE_SECURE"] is public["CSRF_COOKIE_SECURE"] is True
    assert public["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert public["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_site_may_have_a_number_for_its_name(settings_for):
    assert settings_for(SITE_URL="https://[2001:db8::1]:8443")["ALLOWED_HOSTS"] == ["[2001:db8::1]"]


def test_without_a_trusted_proxy_no_header_says_tls_and_nothing_redirects(settings_for):
    public = settings_for(SITE_URL="https://www.example.org")
    assert public["SECURE_PROXY_SSL_HEADER"] is None
    assert public["SECURE_SSL_REDIRECT"] is False


@pytest.mark.parametrize("name", ["WEB_CONCURRENCY", "GUNICORN_THREADS"])
@pytest.mark.parametrize("value", ["0", "many"])
def test_server_that_could_answer_nobody_is_refused(settings_for, name, value):
    with pytest.raises(ImproperlyConfigured, match=f"^{name} is “{value}”"):
        settings_for(**{name: value})


def test_generated_key_is_kept_and_private(settings_for, tmp_path):
    key = settings_for()["SECRET_KEY"]
    assert len(key) >= 50
    assert settings_for()["SECRET_KEY"] == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_media_on_another_host_is_the_only_one_allowed_for_pictures(settings_for):
    def directives(**variables):
        return settings_for(**variables)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert directives()["img-src"] == ["'self'"]
    policy = directives(MEDIA_URL="https://media.example.org/paper")
    assert policy["img-src"] == ["'self'", "https://media.example.org"]
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]


def test_postgresql_gets_a_pool(settings_for):
    url = "postgres://paper@db.example.org/news"
    options = settings_for(DATABASE_URL=url, DATABASE_POOL_SIZE="3")["DATABASES"]["default"]["OPTIONS"]
    assert options["pool"]["max_size"] == 3
    pgbouncer = settings_for(DATABASE_URL=url, DATABASE_PGBOUNCER="1")["DATABASES"]["default"]
    assert pgbouncer["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert pgbouncer["OPTIONS"]["prepare_threshold"] is None


def test_replica_is_read_as_the_primary_is_but_not_waited_for(settings_for):
    primary, replica = "postgres://paper@db1,db2/news", "postgres://paper@db2,db3/news"
    named = settings_for(DATABASE_URL=primary, DATABASE_REPLICA_URL=replica, DATABASE_PGBOUNCER="1")
    options = named["DATABASES"]["replica"]["OPTIONS"]
    assert named["DATABASES"]["default"]["OPTIONS"]["target_session_attrs"] == "read-write"
    assert options["target_session_attrs"] == "any"
    assert options["pool"]["timeout"] < named["DATABASES"]["default"]["OPTIONS"]["pool"]["timeout"]
    assert options["prepare_threshold"] is None
    assert named["DATABASE_ROUTERS"] == ["pagecache.replica.Router"]


@pytest.mark.parametrize("primary", ["", "sqlite:////srv/a.sqlite3"])
def test_sqlite_has_no_replica(settings_for, primary):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLICA_URL needs PostgreSQL"):
        settings_for(DATABASE_URL=primary, DATABASE_REPLICA_URL="postgres://paper@db2/news")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite alone")
def test_sqlite_runs_in_wal_and_waits_for_other_writers():
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert cursor.execute("PRAGMA cache_size").fetchone() == (-16_000,)


def test_every_setting_is_in_the_operations_guide():
    guide = (REPOSITORY / "docs" / "operations.md").read_text()
    sources = ["newsroom/settings.py", "deploy/gunicorn.conf.py"]
    read = {
        first or second
        for source in sources
        for first, second in ENVIRONMENT_READ.findall((REPOSITORY / source).read_text())
    }
    assert len(read) > 20
    assert [name for name in sorted(read) if f"`{name}`" not in guide] == []
