"""Several nodes of Newsroom on one database, behind one Varnish, on this machine: to see them at work.

    DATABASE_URL=postgres://… .venv/bin/python deploy/nodes.py [--nodes 2] [--port 8000]

Readers ask Varnish, on --port; the nodes listen on the ports after it, each a gunicorn of its own with
deploy/gunicorn.conf.py. `publish_due` runs beside them. On several machines it is the same: gunicorn
and publish_due on each with one DATABASE_URL, one SECRET_KEY and one folder of uploads, and a backend
for each in deploy/varnish.vcl. A node that ends, however it does, is not started again here. Ctrl-C or
SIGTERM ends all.
"""

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
HERE = "127.0.0.1"
GRACE = 40.0  # seconds in which gunicorn ends, as deploy/gunicorn.conf.py has it, and a little more


def vcl_for(ports: list[int], site: str, secret: Path) -> str:
    """Return deploy/varnish.vcl for nodes on these ports of this machine, and the site's address."""
    text = (ROOT / "deploy" / "varnish.vcl").read_text()
    url = urlsplit(site)
    text = text.replace("/etc/varnish/newsroom-secret", str(secret))
    text = text.replace("www.example.org", url.netloc)
    text = text.replace("X-Forwarded-Proto: https", f"X-Forwarded-Proto: {url.scheme}")
    start = text.index("backend newsroom {")
    backend = text[start : text.index("\n}\n", start) + 3]
    line = "    nodes.add_backend(newsroom);\n"
    backends = [
        backend.replace("newsroom", f"newsroom_{port}").replace('"8000"', f'"{port}"') for port in ports
    ]
    lines = [line.replace("newsroom", f"newsroom_{port}") for port in ports]
    return text.replace(backend, "".join(backends)).replace(line, "".join(lines))


def varnish_command(folder: Path, port: int, vcl: str) -> list[str]:
    """Return what starts a Varnish that keeps its files in a folder."""
    (folder / "site.vcl").write_text(vcl)
    command = ["varnishd", "-F", "-j", "none", "-n", str(folder / "work"), "-a", f"{HERE}:{port}"]
    return [*command, "-f", str(folder / "site.vcl"), "-s", "malloc,64m", "-s", "Transient=malloc,16m"]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=2)
    parser.add_argument(
        "--port", type=int, default=8000, help="of Varnish; the nodes' are the next ones"
    )
    options = parser.parse_args(arguments)
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit(
            "Set DATABASE_URL to a PostgreSQL: nodes on several machines cannot share SQLite's file."
        )
    if not shutil.which("varnishd"):
        sys.exit("Varnish is missing: apt-get install varnish varnish-modules")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), options.port, [options.port + 1 + each for each in range(options.nodes)])


def run(folder: Path, port: int, ports: list[int]) -> None:
    """Start everything, say where it is, and wait until somebody ends it or the last node is gone."""
    site, secret = f"http://{HERE}:{port}", secrets.token_urlsafe(24)
    (folder / "secret").write_text(secret)
    env = os.environ | {"SITE_URL": site, "TRUSTED_PROXIES": HERE, "DEMO": "0"}
    env |= {"PURGE_VARNISH": site, "PURGE_VARNISH_SECRET": secret}
    for command in (["migrate", "--noinput"], ["collectstatic", "--noinput"]):
        manage = [sys.executable, "manage.py", *command, "--verbosity", "0"]
        subprocess.run(manage, cwd=ROOT, env=env, check=True)
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    nodes, others = [], []
    try:
        for own in ports:
            here = env | {"PORT": str(own), "BIND": ""}
            nodes.append(subprocess.Popen([*gunicorn, "newsroom.wsgi"], cwd=ROOT, env=here))
            print(f"Node on {HERE}:{own}, process {nodes[-1].pid}", flush=True)
        varnish = varnish_command(folder, port, vcl_for(ports, site, folder / "secret"))
        others.append(subprocess.Popen(varnish))
        due = [sys.executable, "manage.py", "publish_due", "--loop", "5"]
        others.append(subprocess.Popen(due, cwd=ROOT, env=env))
        print(f"Readers ask {site}", flush=True)
        while any(node.poll() is None for node in nodes):
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        for process in [*others, *nodes]:
            process.terminate()
        for process in [*others, *nodes]:
            process.wait(GRACE)


if __name__ == "__main__":
    main(sys.argv[1:])
