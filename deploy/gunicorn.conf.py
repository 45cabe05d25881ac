"""How gunicorn serves Newsroom, for `make run` and in production alike:

gunicorn --config deploy/gunicorn.conf.py newsroom.wsgi
"""

import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path

chdir = str(Path(__file__).resolve().parent.parent)

# BIND: address and port, or unix:/path/to/socket for a web server on the same machine.
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"

# Processes times threads is how many pages are made at once. As many processes as there are processor
# cores is a good start (docs/performance.md); a thread waits for the database while others work. It
# waits for no reader: the worker takes one for a request that is there as a whole (incoming/worker.py).
worker_class = "incoming.worker.Worker"
worker_connections = 1000  # clients of a process; beyond, those go that were waited for longest
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("GUNICORN_THREADS") or 4)

# A worker whose main loop stands still for `timeout` seconds is replaced; one that is asked to
# stop has `graceful_timeout` seconds to answer what it has begun. Every hundred thousand requests a
# worker starts afresh, not all of them at once; sooner, a flood would have them start all the time.
timeout = 60
graceful_timeout = 30
keepalive = 5
max_requests = 100_000
max_requests_jitter = 10_000
_memory = "/dev/shm"  # noqa: S108
if os.access(_memory, os.W_OK):
    worker_tmp_dir = _memory  # its heartbeat must never wait for a disk

# Whom to believe about readers' addresses and TLS is Django's to decide, from TRUSTED_PROXIES.
forwarded_allow_ips = ""
secure_scheme_headers = {}
control_socket_disable = True

# Errors go to stderr. ACCESS_LOG=1 prints a line for each request, without address and query.
errorlog = "-"
accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(B)s bytes %(M)s ms'

reload = os.environ.get("DEBUG", "").lower() in {"1", "true", "yes", "on"}


def on_starting(server):
    """Refuse to start with settings that are unsafe or cannot be read."""
    # In a process of its own, so that none of the site is loaded into the one that workers fork from.
    if subprocess.run([sys.executable, "-m", "newsroom.preflight"], cwd=chdir, check=False).returncode:
        sys.exit(1)
    # But for these modules, which stand alone: the workers share their memory of who has read what
    # today, and of how much each network has sent.
    for module in ("readership.seen", "incoming.limits"):
        importlib.import_module(module)


def post_worker_init(worker):
    """Tell the worker how much may be sent to the site, which it has loaded now."""
    from newsroom.middleware import largest_request

    worker.largest_body = largest_request


def post_fork(server, worker):
    """Leave Ctrl-C to the master, which then tells the workers to quit.

    A terminal sends it to all of them: the second of two signals can catch a worker (gthread of
    gunicorn 27.0) while it holds a lock that its handler wants, and it then hangs for half a minute.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def child_exit(server, worker):
    """Let the other workers know that one has ended, however it did."""
    from incoming import loads

    loads.forget(worker.age)
