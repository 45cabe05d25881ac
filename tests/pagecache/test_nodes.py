"""Two nodes on one PostgreSQL behind a Varnish, as deploy/nodes.py starts them."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.conftest import NOT_RUN, REPOSITORY
from tests.pagecache import varnish
from tests.pagecache.servers import Edge, free_port

STORY = """
from tests.factories import ArticleFactory
print(ArticleFactory(headline="Harbour opened", published=True).get_absolute_url())
"""
CHANGE = "from articles.models import Article; Article.objects.update(headline='Harbour closed')"


@pytest.fixture
def env(db, tmp_path):
    """The environment of a site of its own, on the server on which the tests run."""
    if connection.vendor != "postgresql":
        pytest.skip("nodes need a PostgreSQL, and have one in the run on PostgreSQL")
    if not varnish.is_installed():
        pytest.skip(f"{NOT_RUN}Varnish with xkey not found (varnish-modules)")
    server, name = os.environ["DATABASE_URL"], f"nodes_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    yield os.environ | {
        "DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl(),
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "abcdefghij-of-no-use-to-anybody-" * 3,
        "WEB_CONCURRENCY": "1",
    }
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def until(process: subprocess.Popen, is_so) -> None:
    """Wait for something as long as the program runs."""
    while process.poll() is None:
        try:
            if is_so():
                return
        except OSError:
            pass
    raise AssertionError("It ended.")


def family(pid: int) -> list[int]:
    """Return a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def test_one_node_is_killed_and_readers_notice_nothing(env):
    port = free_port(in_a_row=3)

    def shell(code: str) -> str:
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        return subprocess.check_output(command, cwd=REPOSITORY, env=env, text=True).strip()

    command = [sys.executable, "deploy/nodes.py", "--port", str(port)]
    process = subprocess.Popen(command, cwd=REPOSITORY, env=env, stdout=subprocess.PIPE, text=True)
    try:
        pids = [int(process.stdout.readline().rpartition(" ")[2]) for _ in range(2)]
        edge, nodes = Edge(port), [Edge(port + 1), Edge(port + 2)]
        host = {"Host": f"127.0.0.1:{port}"}
        for one in (*nodes, edge):
            until(process, lambda one=one: one.get("/robots.txt", **host).status == 200)
        address = shell(STORY)
        for one in (*nodes, edge):
            assert "Harbour opened" in one.get(address, **host).text
        shell(CHANGE)
        assert all("Harbour closed" in node.get(address, **host).text for node in nodes)
        until(process, lambda: "Harbour closed" in edge.get(address, **host).text)
        for pid in family(pids[0]):
            os.kill(pid, signal.SIGKILL)
        answers = [edge.get(f"/latest/?number={number}", **host) for number in range(12)]
        assert {got.status for got in answers} == {200}
        assert "Harbour closed" in edge.get(address, **host).text
    finally:
        process.terminate()
        process.communicate()
    assert process.returncode == 0


def test_nodes_need_a_database_that_they_can_share(tmp_path):
    env = os.environ | {"DATABASE_URL": "", "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "deploy/nodes.py"]
    told = subprocess.run(command, cwd=REPOSITORY, env=env, check=False, capture_output=True, text=True)
    assert told.returncode == 1
    assert "Set DATABASE_URL to a PostgreSQL" in told.stderr
