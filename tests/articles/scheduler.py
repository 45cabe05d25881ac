"""publish_due as a process of its own whose clock is set from outside.

Each line of its input is a moment (ISO 8601): the clock of the process is set to it, publish_due
runs once, and a line says that it is done. It ends with its input.
"""

import datetime as dt
import os
import sys
from io import StringIO

import django
import time_machine
from django.core.management import call_command


def main() -> None:
    """Run until the input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    print("ready", flush=True)
    for line in sys.stdin:
        with time_machine.travel(dt.datetime.fromisoformat(line.strip()), tick=False):
            call_command("publish_due", stdout=StringIO())
        print("done", flush=True)


if __name__ == "__main__":
    main()
