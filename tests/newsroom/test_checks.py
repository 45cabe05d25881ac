"""A public site with an unsafe setting is refused, with what to set instead."""

import pytest
from django.core.checks import run_checks

from tests.factories import UserFactory

GOOD_KEY = "k3y-0f-m4ny-d1ff3r3nt-ch4r4ct3rs-th4t-n0b0dy-c4n-gu3ss"


@pytest.fixture
def public_site(settings, tmp_path):
    """The settings of a public site that has nothing wrong with it."""
    settings.SITE_URL = "https://www.example.org"
    settings.SITE_IS_LOCAL = False
    settings.SITE_IS_TLS = True
    settings.ALLOWED_HOSTS = ["www.example.org"]
    settings.SECRET_KEY = GOOD_KEY
    settings.TRUSTED_PROXIES = ["unix"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings


def found(databases=None) -> set[str]:
    """Return the ids of our messages of a check for deployment."""
    messages = run_checks(include_deployment_checks=True, databases=databases)
    assert all(message.hint for message in messages if message.id.startswith("newsroom."))
    return {message.id for message in messages if message.id.startswith("newsroom.")}


@pytest.mark.django_db
def test_safe_public_site_passes(public_site):
    assert found(databases=["default"]) == set()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"DEBUG": True}, {"newsroom.E001"}),
        ({"SITE_URL": "http://www.example.org", "SITE_IS_TLS": False}, {"newsroom.E002"}),
        ({"SITE_URL": "http://desk", "SITE_IS_TLS": False, "ALLOW_HTTP": True}, set()),
        ({"ALLOWED_HOSTS": ["www.example.org", "*"]}, {"newsroom.E003"}),
        ({"SECRET_KEY": "short"}, {"newsroom.E004"}),
        ({"SECRET_KEY": "ab" * 40}, {"newsroom.E004"}),
        ({"SECRET_KEY_FALLBACKS": [GOOD_KEY, "short"]}, {"newsroom.E004"}),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, {"newsroom.W001"}),
        ({"TRUSTED_PROXIES": []}, {"newsroom.W002"}),
    ],
)
def test_unsafe_setting_of_a_public_site(public_site, changes, expected):
    for name, value in changes.items():
        setattr(public_site, name, value)
    assert found() == expected


def test_local_site_may_be_open(settings):
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = ["*"]
    assert found() == set()


def test_folders_that_cannot_be_written(settings, monkeypatch, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    database = settings.DATABASES["default"]
    monkeypatch.setitem(database, "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(database, "NAME", in_the_way / "site.sqlite3")
    settings.MEDIA_ROOT = in_the_way / "media"
    assert found() == {"newsroom.E005", "newsroom.E006"}


def test_folder_where_a_file_should_be_and_a_file_where_a_folder_should_be(
    settings, monkeypatch, tmp_path
):
    database = settings.DATABASES["default"]
    monkeypatch.setitem(database, "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(database, "NAME", tmp_path)
    assert found() == {"newsroom.E005"}
    monkeypatch.setitem(database, "NAME", tmp_path / "site.sqlite3")
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.touch()
    assert found() == {"newsroom.E006"}


@pytest.mark.django_db
def test_demo_login_on_a_public_site(public_site, tmp_path):
    user = UserFactory(username="editor")
    user.set_password("written down")
    user.save()
    (tmp_path / "demo-login").write_text("editor\nwritten down\n")
    assert found(databases=["default"]) == {"newsroom.E007"}

    user.set_password("changed")
    user.save()
    assert found(databases=["default"]) == set()

    user.set_password("written down")
    user.is_active = False
    user.save()
    assert found(databases=["default"]) == set()
