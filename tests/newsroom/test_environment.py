"""Settings are read strictly: what cannot be read stops the start with a sentence."""

from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.environment import Environment


def read(**variables):
    return Environment(variables)


@pytest.mark.parametrize("value", ["1", "true", "YES", " on "])
def test_yes(value):
    assert read(DEBUG=value).flag("DEBUG") is True


@pytest.mark.parametrize("value", ["0", "False", "no", "OFF"])
def test_no(value):
    assert read(DEBUG=value).flag("DEBUG", default=True) is False


def test_empty_variable_counts_as_missing():
    env = read(DEBUG="", PORT="", SITE_URL="", DATABASE_URL="", TIME_ZONE="")
    assert env.flag("DEBUG", default=True) is True
    assert env.number("PORT", 8000) == 8000
    assert env.site_url("SITE_URL", "http://127.0.0.1").hostname == "127.0.0.1"
    assert env.database("DATABASE_URL", Path("/data/site.sqlite3"))["NAME"] == "/data/site.sqlite3"
    assert env.time_zone("TIME_ZONE", "UTC") == "UTC"
    assert env.language("LANGUAGE_CODE", "en") == "en"


def test_lists_take_commas_and_blanks():
    assert read(HOSTS=" a.org, b.org ,,").names("HOSTS") == ["a.org", "b.org"]
    assert read().names("HOSTS") == []
    assert read(NETS="127.0.0.1, 10.0.0.0/8,::1,unix").networks("NETS") == [
        ip_network("127.0.0.1"),
        ip_network("10.0.0.0/8"),
        ip_network("::1"),
        "unix",
    ]


def test_relative_folder_is_taken_from_the_repository():
    base = Path("/srv/newsroom")
    assert read(DATA_DIR="data").folder("DATA_DIR", base / "var", base) == base / "data"
    assert read(DATA_DIR="/data").folder("DATA_DIR", base / "var", base) == Path("/data")
    assert read().folder("DATA_DIR", base / "var", base) == base / "var"


def test_secret_comes_from_a_file(tmp_path):
    (tmp_path / "secret").write_text("from a file \n")
    assert read(KEY_FILE=str(tmp_path / "secret")).text("KEY") == "from a file "
    assert read(KEY="plain", KEY_FILE=str(tmp_path / "secret")).text("KEY") == "plain"


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe\x00"])
def test_secret_file_that_cannot_be_used_is_named(tmp_path, content):
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=f"KEY_FILE names {file}"):
        read(KEY_FILE=str(file)).text("KEY")


def test_default_database_stands_in_any_folder():
    odd = Path("/srv/50% off #1?/my paper/site.sqlite3")
    assert read().database("DATABASE_URL", odd)["NAME"] == str(odd)


def test_database_addresses():
    default = Path("/data/site.sqlite3")
    postgres = read(DB="postgres://paper:p%40ss%2F@db.example.org:5433/news?sslmode=require")
    config = postgres.database("DB", default)
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["USER"], config["PASSWORD"], config["HOST"]) == ("paper", "p@ss/", "db.example.org")
    assert (config["PORT"], config["NAME"], config["OPTIONS"]["sslmode"]) == (5433, "news", "require")
    assert config["OPTIONS"]["connect_timeout"] == 2
    assert "target_session_attrs" not in config["OPTIONS"]
    several = read(DB="postgres://paper:p@[2001:db8::1]:5433,b.example/news?connect_timeout=9")
    config = several.database("DB", default)
    assert (config["HOST"], config["PORT"], config["NAME"]) == (
        "2001:db8::1,b.example",
        "5433,5432",
        "news",
    )
    assert config["OPTIONS"]["target_session_attrs"] == "read-write"
    assert config["OPTIONS"]["connect_timeout"] == 9
    assert read(DB="sqlite:////srv/a.sqlite3").database("DB", default)["NAME"] == "/srv/a.sqlite3"
    assert read(DB="sqlite:///a.sqlite3").database("DB", default)["NAME"] == "/data/a.sqlite3"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("submission://me:p%40ss@mail.org", ("mail.org", 587, "me", "p@ss", True, False)),
        ("smtps://mail.org:4465", ("mail.org", 4465, "", "", False, True)),
        ("smtp://127.0.0.1", ("127.0.0.1", 25, "", "", False, False)),
    ],
)
def test_mail_servers(address, expected):
    mail = read(EMAIL_URL=address).mail("EMAIL_URL")
    names = ["HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL"]
    assert tuple(mail[f"EMAIL_{name}"] for name in names) == expected


def test_mail_is_printed_by_default():
    assert read().mail("EMAIL_URL")["EMAIL_BACKEND"].endswith("console.EmailBackend")


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("flag", "maybe"),
        ("number", "eight"),
        ("number", "-1"),
        ("number", "1.5"),
        ("number", "٣"),
        ("site_url", "www.example.org"),
        ("site_url", "ftp://example.org"),
        ("site_url", "https://example.org/news"),
        ("site_url", "https://me:secret@example.org"),
        ("site_url", "https://example.org?x=1"),
        ("site_url", "https://"),
        ("site_url", "https://[::1"),
        ("site_url", "https://example.org:port"),
        ("site_url", "https://news paper.example"),
        ("site_url", "https://bücher.example"),
        ("site_url", "https://the_paper.example"),
        ("language", "xx"),
        ("language", "en_GB"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../etc/passwd"),
        ("time_zone", "Europe"),
        ("prefix", "media"),
        ("prefix", "/"),
        ("prefix", "//cdn.example.org/"),
        ("prefix", "https:///media/"),
        ("prefix", "https://bücher.example/media/"),
        ("networks", "proxy.example.org"),
        ("networks", "10.0.0.1/8"),
        ("folder", "~nobody-of-that-name/data"),
    ],
)
def test_value_that_cannot_be_read_is_named_and_repeated(method, value):
    folder = (Path("/data"), Path("/srv"))
    defaults = {"flag": (), "networks": (), "number": (1,), "folder": folder}.get(method, ("",))
    with pytest.raises(ImproperlyConfigured, match=r"^NAME is “") as error:
        getattr(read(NAME=value), method)("NAME", *defaults)
    assert value.rstrip("/") in str(error.value)


def test_choice_names_the_choices():
    with pytest.raises(ImproperlyConfigured, match=r"^LOG_LEVEL is “LOUD”. Write one of INFO, ERROR"):
        read(LOG_LEVEL="LOUD").choice("LOG_LEVEL", "INFO", ["INFO", "ERROR"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://paper:hunter2@db/news"),
        ("DATABASE_URL", "postgres://paper:hunter2#1@db/news"),
        ("DATABASE_URL", "postgres://paper:hunter2@db"),
        ("DATABASE_URL", "postgres://paper:hunter2@db:port/news"),
        ("DATABASE_URL", "postgres://paper:hunter2@db,,other/news"),
        ("DATABASE_URL", "postgres://paper:hunter2@db,other:port/news"),
        ("DATABASE_URL", "postgres://paper:hunter2@db,other"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("DATABASE_URL", "hunter2"),
        ("EMAIL_URL", "imap://paper:hunter2@mail"),
        ("EMAIL_URL", "smtp://paper:hunter2@"),
        ("EMAIL_URL", "smtp://paper:hunter2@mail:port"),
        ("EMAIL_URL", "smtp://paper:hunter2@mail?tls=True"),
        ("EMAIL_URL", "hunter2"),
    ],
)
def test_address_that_cannot_be_read_keeps_its_password(name, value):
    env = read(**{name: value})
    method, *defaults = {
        "DATABASE_URL": (env.database, Path("/data/site.sqlite3")),
        "EMAIL_URL": (env.mail,),
    }[name]
    with pytest.raises(ImproperlyConfigured, match=f"^{name} cannot be read") as error:
        method(name, *defaults)
    assert "hunter2" not in str(error.value)
    assert error.value.__cause__ is None


def test_hosts_have_no_scheme_and_no_port():
    given = "www.example.org, .example.org,*,[2001:db8::1],10.0.0.1"
    assert read(A=given).hosts("A") == [one.strip() for one in given.split(",")]


@pytest.mark.parametrize(
    "value", ["https://example.org", "example.org:8000", "a.org b.org", "münchen.de"]
)
def test_hosts_that_no_request_can_name(value):
    with pytest.raises(ImproperlyConfigured, match=f"ALLOWED_HOSTS holds “{value}”"):
        read(ALLOWED_HOSTS=value).hosts("ALLOWED_HOSTS")


def test_addresses_of_a_site():
    for value in (
        "https://WWW.example.org",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
        "http://[::1]",
    ):
        assert read(SITE_URL=value).site_url("SITE_URL", "").hostname


def test_origins_have_no_path():
    environment = Environment({"A": "https://app.example.org, http://127.0.0.1:3000", "B": "*"})
    assert environment.origins("A") == ["https://app.example.org", "http://127.0.0.1:3000"]
    assert environment.origins("B") == ["*"]
    assert environment.origins("C") == []


@pytest.mark.parametrize(
    "value",
    [
        "https://app.example.org/",
        "app.example.org",
        "https://",
        "null",
        "http://[",
        "https://bücher.example",
    ],
)
def test_what_is_no_origin_is_refused(value):
    with pytest.raises(ImproperlyConfigured, match="API_ORIGINS"):
        Environment({"API_ORIGINS": value}).origins("API_ORIGINS")
