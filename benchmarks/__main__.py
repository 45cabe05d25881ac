"""Runs what measures the program, one after the other, on a machine that should do nothing else.

    .venv/bin/python -m benchmarks [NAME ...]

Without names, all of them: `--help` says how long each takes on two cores, and what it measures. A
scratch newsroom is made for each in a temporary folder, servers listen on 127.0.0.1 alone, and both
are gone afterwards. PostgreSQL is started where it is measured, too.
"""

import argparse
import os
import platform
import subprocess
import sys
from importlib import import_module
from pathlib import Path

BOTH = [[], ["--postgresql"]]
# Each with its runs, and about how many minutes they take together.
MEASUREMENTS = {
    "pages": ([[]], 15),
    "server_settings": ([[]], 10),
    "shared_caches": (BOTH, 5),
    "flash_crowd": ([*BOTH, ["--outage", "60"]], 10),
    "kills": (BOTH, 15),
    "siege": ([[]], 4),
    "comment_flood": ([[]], 2),
    "comment_spam": ([[]], 5),
    "search_ranking": ([[]], 2),
    "related_stories": ([[]], 3),
    "long_conversations": ([[]], 5),
    "wxr_import": ([[]], 15),
    "comment_queue": (BOTH, 60),
    "page_growth": (BOTH, 90),
    "many_stories": (BOTH, 90),
    "search_growth": ([["--database", "sqlite"], ["--database", "postgresql"]], 120),
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog=listing(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="one of those below; all without")
    names = parser.parse_args().names or list(MEASUREMENTS)
    if unknown := set(names) - MEASUREMENTS.keys():
        parser.error(f"There is no {', '.join(sorted(unknown))}. There are: {', '.join(MEASUREMENTS)}.")
    print(machine(), flush=True)
    missed = []
    for name in names:
        for options in MEASUREMENTS[name][0]:
            print(f"\n== {' '.join([name, *options])}", flush=True)
            run = subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *options], check=False)
            if run.returncode:
                missed.append(" ".join([name, *options]))
    if missed:
        print(f"\nNot as wanted, see above: {', '.join(missed)}")
    return int(bool(missed))


def listing() -> str:
    """Return a line for each measurement: its name, its minutes, and the first line of its text."""
    return "\n".join(
        f"{name:20}{minutes:4} min  {import_module(f'benchmarks.{name}').__doc__.splitlines()[0]}"
        for name, (_, minutes) in MEASUREMENTS.items()
    )


def machine() -> str:
    """Return what the figures were measured on."""
    about = Path("/proc/cpuinfo").read_text().partition("model name\t: ")[2].partition("\n")[0]
    kilobytes = int(Path("/proc/meminfo").read_text().split()[1])
    return (
        f"{os.cpu_count()} × {about or platform.machine()}, {kilobytes / 2**20:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
