"""Reads settings from environment variables, strictly.

A variable that is missing or empty takes its default. NAME_FILE in place of NAME names a file that
holds the value, as secrets are handed to services; a line break at its end is dropped. A value
that cannot be read stops the start: everything here raises ImproperlyConfigured with a sentence
that names the variable and says what to write. Values that may hold a password are never repeated.
"""

import os
import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.conf.global_settings import LANGUAGES
from django.core.exceptions import ImproperlyConfigured

from newsroom import databases

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
# A host as Django takes it from a request.
HOST = re.compile(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]", re.IGNORECASE)
MAIL_PORTS = {"smtp": 25, "submission": 587, "smtps": 465}
# Browsers send no other form: a site under any other name would refuse all of them.
IN_ASCII = "A name with letters such as ü is written as browsers send it: xn--bcher-kva.example."


class Environment:
    """The environment variables of this process, or those given."""

    def __init__(self, variables: Mapping[str, str] = os.environ):
        self.variables = variables

    def text(self, name: str, default: str = "") -> str:
        """Return the value as it stands."""
        value, file = self.variables.get(name), self.variables.get(f"{name}_FILE")
        if not value and file:
            try:
                value = Path(file).read_text(encoding="utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as error:
                raise ImproperlyConfigured(
                    f"{name}_FILE names {file}, which cannot be read ({_reason(error)})."
                ) from error
            if not value:
                raise ImproperlyConfigured(f"{name}_FILE names {file}, which is empty.")
        return value or default

    def flag(self, name: str, default: bool = False) -> bool:
        """Return whether the value says yes."""
        value = self.text(name).strip().lower()
        if value and value not in YES | NO:
            raise ImproperlyConfigured(f"{name} is “{value}”. Write 1 for yes or 0 for no.")
        return value in YES if value else default

    def number(self, name: str, default: int, at_least: int = 0) -> int:
        """Return a whole number that is not below `at_least`."""
        value = self.text(name).strip()
        if not value:
            return default
        if not (value.isascii() and value.isdigit()) or int(value) < at_least:
            raise ImproperlyConfigured(
                f"{name} is “{value}”. Write a whole number, {at_least} or greater."
            )
        return int(value)

    def choice(self, name: str, default: str, choices: list[str]) -> str:
        """Return one of `choices`."""
        value = self.text(name, default).strip()
        if value not in choices:
            raise ImproperlyConfigured(f"{name} is “{value}”. Write one of {', '.join(choices)}.")
        return value

    def names(self, name: str) -> list[str]:
        """Return the parts of a comma-separated list, without blanks around them."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def hosts(self, name: str) -> list[str]:
        """Return names of hosts without a port; .example.org stands for all below it, * for any."""
        found = self.names(name)
        for one in found:
            if one != "*" and not HOST.fullmatch(one):
                raise ImproperlyConfigured(
                    f"{name} holds “{one}”. Write names of hosts without scheme and port, such as "
                    "www.example.org; letters beyond a to z as xn--…"
                )
        return found

    def origins(self, name: str) -> list[str]:
        """Return origins such as https://example.org, or `*` for all of them."""
        found = self.names(name)
        for one in found:
            url, _ = _split(one)
            if one != "*" and (
                url is None
                or url.scheme not in {"http", "https"}
                or not url.hostname
                or not one.isascii()
                or f"{url.scheme}://{url.netloc.lower()}" != one
            ):
                raise ImproperlyConfigured(
                    f"{name} holds “{one}”. Write origins, such as https://app.example.org, or *. "
                    f"{IN_ASCII}"
                )
        return found

    def addresses(self, name: str) -> list[str]:
        """Return web addresses of servers, such as http://10.0.0.5:6081, comma-separated."""
        found = self.names(name)
        for one in found:
            url, _ = _split(one)
            if (
                url is None
                or url.scheme not in {"http", "https"}
                or not url.hostname
                or url.username is not None
                or url.path.strip("/")
                or url.query
                or url.fragment
            ):
                raise ImproperlyConfigured(
                    f"{name} holds “{one}”. Write addresses of servers, such as http://10.0.0.5:6081, "
                    "separated by commas."
                )
        return [one.rstrip("/") for one in found]

    def networks(self, name: str) -> list[IPv4Network | IPv6Network | str]:
        """Return IP networks, a single address being the smallest; `unix` stays as it is."""
        parts = self.names(name)
        try:
            return [part if part == "unix" else ip_network(part) for part in parts]
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} is “{', '.join(parts)}”. Write addresses or networks, such as "
                "127.0.0.1, 10.0.0.0/8, or unix for a socket."
            ) from error

    def folder(self, name: str, default: Path, base: Path) -> Path:
        """Return an absolute path; one that is not is taken from `base`."""
        value = self.text(name, str(default))
        try:
            return base / Path(value).expanduser()
        except RuntimeError as error:
            raise ImproperlyConfigured(
                f"{name} is “{value}”, and there is no such user. Write the path of a folder."
            ) from error

    def made_folder(self, name: str, default: Path, base: Path) -> Path:
        """Return the path of a folder, which is made if it is missing."""
        path = self.folder(name, default, base)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name} is {path}, which is no folder and cannot be made ({error.strerror}). "
                f"Name a folder that can be written, as in: make run {name}=/path/to/folder"
            ) from error
        return path

    def site_url(self, name: str, default: str) -> SplitResult:
        """Return the address of a whole site: scheme and host, with a port if it has one."""
        value = self.text(name, default).strip().rstrip("/")
        url, _ = _split(value)
        if (
            url is None
            or url.scheme not in {"http", "https"}
            or not url.hostname
            or not HOST.fullmatch(re.sub(r":[0-9]*$", "", url.netloc))
            or url.username is not None
            or url.path
            or url.query
            or url.fragment
        ):
            raise ImproperlyConfigured(
                f"{name} is “{value}”. Write the scheme and the host only, "
                "such as https://www.example.org; the site is served at the root of its host. "
                f"{IN_ASCII}"
            )
        return url

    def prefix(self, name: str, default: str) -> str:
        """Return a path of this site or a web address, ending in a slash, that others are put under."""
        value = self.text(name, default).strip().rstrip("/") + "/"
        url, _ = _split(value)
        is_path = value.startswith("/") and value.strip("/") and not value.startswith("//")
        is_address = url and url.scheme in {"http", "https"} and url.hostname and url.hostname.isascii()
        if url is None or not (is_path or is_address):
            raise ImproperlyConfigured(
                f"{name} is “{value}”. Write a path such as /media/ or an address such as "
                f"https://media.example.org/. {IN_ASCII}"
            )
        return value

    def language(self, name: str, default: str) -> str:
        """Return the code of a language that Django speaks."""
        value = self.text(name, default).strip()
        if value not in dict(LANGUAGES):
            raise ImproperlyConfigured(
                f"{name} is “{value}”, which is not a language that the site speaks. "
                "Write its code in small letters, such as en, de, ur or pt-br."
            )
        return value

    def time_zone(self, name: str, default: str) -> str:
        """Return the name of a time zone that the IANA database knows."""
        value = self.text(name, default).strip()
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ImproperlyConfigured(
                f"{name} is “{value}”, which is not a time zone. Write it like Asia/Karachi or UTC."
            ) from error
        return value

    def database(self, name: str, default: Path) -> dict:
        """Return Django's settings for the database at an address, or for SQLite at `default`.

        The path of SQLite, if it is not absolute, is taken from the folder of `default`. An address of
        PostgreSQL may name several servers, as libpq does: that one is taken which takes changes.
        """
        value = self.text(name).strip()
        if not value:
            return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(default), "OPTIONS": {}}
        try:
            config = databases.parse(value)
        except ValueError:
            config = {}
        if config.get("NAME") in {None, "", ":memory:"}:
            # No cause is kept: its text may repeat the password.
            raise ImproperlyConfigured(
                f"{name} cannot be read. Write postgres://user:password@host:5432/database, with "
                "special characters of the password as %40 and the like, or sqlite:////path/to/file."
            ) from None
        if config["ENGINE"] == "django.db.backends.sqlite3":
            config["NAME"] = str(default.parent / config["NAME"])
        return config

    def mail(self, name: str) -> dict[str, str | int | bool]:
        """Return Django's EMAIL_… settings for a mail server's address; by default mail is printed.

        smtp:// sends in the clear, submission:// with STARTTLS, smtps:// with TLS from the start.
        """
        value = self.text(name, "console:").strip()
        if value in {"console:", "console://"}:
            return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
        url, port = _split(value)
        if url is None or url.scheme not in MAIL_PORTS or not url.hostname or parse_qs(url.query):
            raise ImproperlyConfigured(
                f"{name} cannot be read. Write submission://user:password@host:587, smtps://… or "
                "smtp://…, with special characters of the password as %40 and the like, or console:"
            )
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": url.hostname,
            "EMAIL_PORT": port or MAIL_PORTS[url.scheme],
            "EMAIL_HOST_USER": unquote(url.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
            "EMAIL_USE_TLS": url.scheme == "submission",
            "EMAIL_USE_SSL": url.scheme == "smtps",
        }


def _split(value: str) -> tuple[SplitResult | None, int | None]:
    """Return the parts of an address and its port, or None where it has no sense."""
    try:
        url = urlsplit(value)
        return url, url.port
    except ValueError:
        return None, None


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror if isinstance(error, OSError) else "it is not text"
