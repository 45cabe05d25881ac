"""What the address of a database says: a file of SQLite, a server of PostgreSQL, or several of them."""

import re
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

KINDS = {"sqlite", "postgres", "postgresql"}
POSTGRESQL = "django.db.backends.postgresql"
# A server whose machine is gone without a word is given up within seconds; of several, another one is
# looked for then, and that is taken which takes changes. The words are libpq's
# (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS).
OF_SERVERS = {
    "connect_timeout": 2,  # seconds, for each of them
    "tcp_user_timeout": 5000,  # milliseconds until an answer is given up
    "keepalives_idle": 3,  # seconds
    "keepalives_interval": 1,
    "keepalives_count": 2,
}
OF_SEVERAL = {"target_session_attrs": "read-write"}
_SERVER = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^\[\]:]+)(:(?P<port>[0-9]+))?")


def parse(address: str) -> dict:
    """Return Django's settings for an address; raises ValueError for one that cannot be read."""
    if address.split(":")[0] not in KINDS:
        raise ValueError
    user, at, places = urlsplit(address).netloc.rpartition("@")
    if "," not in places:
        config = {"OPTIONS": {}, **dj_database_url.parse(address)}
    else:
        servers = [_SERVER.fullmatch(place) for place in places.split(",")]
        if not all(servers):
            raise ValueError
        address = address.replace(f"{user}{at}{places}", f"{user}{at}several", 1)
        config = {"OPTIONS": {}, **dj_database_url.parse(address)}
        config["HOST"] = ",".join(one["host"].strip("[]") for one in servers)
        config["PORT"] = ",".join(one["port"] or "5432" for one in servers)
    if "," in config.get("HOST", "") + config["OPTIONS"].get("host", ""):
        config["OPTIONS"] = OF_SEVERAL | config["OPTIONS"]
    if config["ENGINE"] == POSTGRESQL:
        config["OPTIONS"] = OF_SERVERS | config["OPTIONS"]
    return config


def replica_of(primary: dict, replica: dict) -> dict:
    """Return Django's settings for a replica: those of the primary's connections hold for it, too.

    A request waits for a second at most until it is read from the primary instead.
    """
    if not primary["ENGINE"] == replica["ENGINE"] == POSTGRESQL:
        raise ImproperlyConfigured(
            "DATABASE_REPLICA_URL needs PostgreSQL, in DATABASE_URL and in itself. Unset it otherwise."
        )
    options = replica["OPTIONS"] | {"pool": primary["OPTIONS"]["pool"] | {"timeout": 1}}
    options["target_session_attrs"] = "any"  # of several standbys, too
    if "prepare_threshold" in primary["OPTIONS"]:
        options["prepare_threshold"] = primary["OPTIONS"]["prepare_threshold"]
    shared = ("CONN_HEALTH_CHECKS", "DISABLE_SERVER_SIDE_CURSORS")
    return replica | {name: primary[name] for name in shared} | {"OPTIONS": options}
