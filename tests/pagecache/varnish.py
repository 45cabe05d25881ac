"""A real Varnish with the VCL that we ship."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.nodes import varnish_command, vcl_for
from tests.pagecache.servers import HOST, SECRET, Edge, free_port, running


def is_installed() -> bool:
    """Whether there is a Varnish with xkey on this machine."""
    return bool(shutil.which("varnishd") and [*Path("/usr").glob("lib*/**/vmods/libvmod_xkey.so")])


@contextmanager
def varnish(folder: Path, *origins: int) -> Iterator[Edge]:
    """Run a Varnish in front of the servers at some ports, as long as the block does."""
    secret, port = folder / "secret", free_port()
    secret.write_text(f"{SECRET}\n")
    command = varnish_command(folder, port, vcl_for(list(origins), f"http://{HOST}", secret))
    with running(command, port, folder / "log"):
        yield Edge(port)
