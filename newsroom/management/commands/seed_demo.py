import os

from django.core.management.base import BaseCommand

from articles.models import Article
from newsroom.demo import accounts, pictures
from newsroom.demo.load import load


class Command(BaseCommand):
    """Loads the demo newsroom; running it again adds only what is missing."""

    help = "Load the demo newsroom: a paper with stories, authors, comments and pictures."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing if the newsroom has any story."
        )
        parser.add_argument(
            "--jobs", type=int, default=os.cpu_count() or 1, help="Pictures that are made at a time."
        )

    def handle(self, *, if_empty, jobs, **options):
        if if_empty and Article.objects.exists():
            return
        stored = pictures.stored()
        missing = [name for name in pictures.described() if name not in stored]
        if missing:
            self.stdout.write(f"Drawing {len(missing)} pictures …")
        for name, image in zip(missing, pictures.store(missing, jobs), strict=True):
            stored[name] = image
        added = load(stored)
        added["pictures"] = len(missing)
        self.stdout.write(
            "The demo newsroom is loaded: " + ", ".join(f"{n} {what}" for what, n in (+added).items())
            if +added
            else "The demo newsroom was there already: nothing was changed."
        )
        self.stdout.write(accounts.describe_login())
