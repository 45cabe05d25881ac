import signal
import threading

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from articles import due
from masthead.models import SiteSettings


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

    def handle(self, *, loop, **options):
        if loop is None:
            if self.run_once():
                raise CommandError("Something failed: see above, and the start page of the admin.")
            return
        if loop < 1:
            raise CommandError("--loop takes seconds, 1 or more.")
        stopped = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
        while not stopped.is_set():
            try:
                self.run_once()
            except (DatabaseError, InterfaceError) as error:
                self.stderr.write(f"The database does not answer, trying again: {error}")
            finally:
                connection.close()
            stopped.wait(loop)

    def run_once(self) -> bool:
        """Do what is due now, a line for each thing; return whether something failed."""
        failed = False
        with timezone.override(SiteSettings.load().zone):
            for outcome in due.run_due():
                failed = failed or outcome.failed
                stream = self.stderr if outcome.failed else self.stdout
                stream.write(outcome.text)
                stream.flush()
        return failed
