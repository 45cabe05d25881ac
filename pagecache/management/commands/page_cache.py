from django.core.management.base import BaseCommand

from pagecache.models import EVERYTHING
from pagecache.summary import lines
from pagecache.triggers import note


class Command(BaseCommand):
    help = (
        "Tell what each process has answered from its memory, as it wrote down last (every half minute "
        "while it is asked for pages). --clear has all processes of all machines make every page anew."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--clear", action="store_true", help="let every page be made anew when it is asked for next"
        )

    def handle(self, *, clear, **options):
        if clear:
            note(EVERYTHING)
            self.stdout.write("Every page is made anew when it is asked for next.")
            return
        for line in lines() or ["No process has told anything in the last day."]:
            self.stdout.write(line)
