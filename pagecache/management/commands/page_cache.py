from django.core.management.base import BaseCommand, CommandError

from pagecache.edges.backends import configured
from pagecache.edges.handing_on import forget_others, hand_on
from pagecache.edges.sending import retry_now, send_due
from pagecache.models import EVERYTHING
from pagecache.summary import edge_lines, lines, replica_line
from pagecache.triggers import note


class Command(BaseCommand):
    help = (
        "Tell what each process has answered from its memory, as it wrote down last (every half minute "
        "while it is asked for pages), and what shared caches in front have still to be told. --clear "
        "has all processes of all machines, and the shared caches, drop every page. --retry tells the "
        "shared caches now what they did not take."
    )

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--clear", action="store_true", help="let every page be made anew when it is asked for next"
        )
        what.add_argument(
            "--retry", action="store_true", help="tell shared caches at once what they have to drop"
        )

    def handle(self, *, clear, retry, **options):
        if clear:
            note(EVERYTHING)
            self.stdout.write("Every page is made anew when it is asked for next.")
            return
        if retry:
            self.retry()
            return
        told = [*filter(None, [replica_line()]), *lines(), *edge_lines()]
        for line in told or ["No process has told anything in the last day."]:
            self.stdout.write(line)

    def retry(self) -> None:
        """Send what waits, and what has just changed, to every shared cache."""
        backends = configured()
        if not backends:
            raise CommandError("No shared cache is named in the settings (PURGE_…).")
        names = [backend.name for backend in backends]
        forget_others(names)
        retry_now()
        hand_on(names)
        failed = [backend.name for backend in backends if send_due(backend).failed]
        for line in edge_lines():
            self.stdout.write(line)
        if failed:
            raise CommandError(f"Not taken by {', '.join(failed)}: it is kept, and tried again.")
