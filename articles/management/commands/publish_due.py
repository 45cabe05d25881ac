import os
import signal
import threading
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from articles import due
from masthead.models import SiteSettings

LOOK_UP = 1  # seconds between two looks at whether the process that it runs beside is there
GRACE = 30  # seconds to finish what was begun, once that has ended


class Command(BaseCommand):
    help = (
        "Do what is due: tell writers that a story went live or expired, withhold pictures whose "
        "licence has ended, and the like. Stories are public at their time without it. Any number of "
        "these may run at once, each thing is done by one of them; what was missed meanwhile is caught "
        "up. Exits with 1 if something failed: the rest is done all the same."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--loop",
            type=int,
            metavar="SECONDS",
            help="go on until stopped (SIGTERM, Ctrl-C), and look again every so many seconds",
        )
        parser.add_argument(
            "--beside",
            type=int,
            metavar="PID",
            help="with --loop: stop when the process that started this one, PID, has ended, however it "
            "did; lines begin with the name of the command",
        )

    def handle(self, *, loop, beside, **options):
        self.stopped, self.prefix = threading.Event(), "publish_due: " if beside else ""
        if loop is None:
            if self.run_once():
                raise CommandError("Something failed: see above, and the start page of the admin.")
            return
        if loop < 1:
            raise CommandError("--loop takes seconds, 1 or more.")
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stopped.set())
        if beside:
            threading.Thread(target=self.end_with, args=[beside], daemon=True).start()
        while not self.stopped.is_set():
            try:
                self.run_once()
            except (DatabaseError, InterfaceError) as error:
                self.tell(self.stderr, f"The database does not answer, trying again: {error}")
            finally:
                connection.close()
            self.stopped.wait(loop)

    def end_with(self, parent: int) -> None:
        """Stop the loop once the process that started this one is gone, even by SIGKILL.

        The system gives a process whose parent has ended another one. What hangs, as on a server that
        does not answer, is left half done after GRACE: that is as if the process had died.
        """
        while os.getppid() == parent:
            time.sleep(LOOK_UP)
        self.stopped.set()
        time.sleep(GRACE)
        os._exit(1)

    def run_once(self) -> bool:
        """Do what is due now, a line for each thing; return whether something failed."""
        failed = False
        with timezone.override(SiteSettings.load().zone):
            for outcome in due.run_due():
                failed = failed or outcome.failed
                self.tell(self.stderr if outcome.failed else self.stdout, outcome.text)
                if self.stopped.is_set():
                    break
        return failed

    def tell(self, stream, text: str) -> None:
        """Write a line at once: who reads it may wait for it."""
        stream.write(f"{self.prefix}{text}")
        stream.flush()
