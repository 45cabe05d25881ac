import os

from django.core.management.base import BaseCommand, CommandError

from articles.models import Article
from comments.models import Comment
from newsroom.demo import accounts, pictures
from newsroom.demo.bulk import top_up_stories
from newsroom.demo.bulk_comments import top_up_comments
from newsroom.demo.load import load
from newsroom.demo.progress import counting


class Command(BaseCommand):
    """Loads the demo newsroom, and as many more stories and comments as are asked for.

    It can be stopped and run again at any time: it adds what is missing and changes nothing else.
    """

    help = "Load the demo newsroom: a paper with stories, authors, comments and pictures."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing if there is any story")
        parser.add_argument(
            "--articles", type=int, default=0, metavar="N", help="add stories until there are N"
        )
        parser.add_argument(
            "--comments", type=int, default=0, metavar="N", help="add comments until there are N"
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="another seed, other stories and comments (default: 1)"
        )
        parser.add_argument(
            "--jobs",
            type=int,
            default=os.cpu_count() or 1,
            help="pictures made at a time (default: one for each processor)",
        )

    def handle(self, *, if_empty, articles, comments, seed, jobs, **options):
        if jobs < 1:
            raise CommandError("--jobs must be 1 or more.")
        if if_empty and Article.objects.exists():
            return
        try:
            added = self.load_demo(jobs)
            added["generated stories"] = self.top_up(
                "Stories", articles - Article.objects.count(), top_up_stories(articles, seed)
            )
            added["generated comments"] = self.top_up(
                "Comments", comments - Comment.objects.count(), top_up_comments(comments, seed)
            )
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. What is stored is whole; run the command again to go on."
            ) from None
        counts = ", ".join(f"{number:,} {what}" for what, number in (+added).items())
        self.stdout.write(f"Added: {counts}." if counts else "All of it was there. Nothing was changed.")
        login = accounts.describe_login()
        if login and not if_empty:  # what starts the site tells it on every start
            self.stdout.write(login)

    def load_demo(self, jobs):
        """Load what people wrote and drew for the demo; return how many rows of each kind are new."""
        stored = pictures.stored()
        missing = [name for name in pictures.described() if name not in stored]
        with counting("Pictures", len(missing), self.stdout) as advance:
            for name, image in zip(missing, pictures.store(missing, jobs), strict=True):
                stored[name] = image
                advance(1)
        added = load(stored)
        added["pictures"] = len(missing)
        return added

    def top_up(self, what, missing, batches):
        """Run through `batches`, telling how far they are; return how many rows they stored."""
        if missing <= 0:
            return 0
        done = 0
        with counting(what, missing, self.stdout) as advance:
            for number in batches:
                done += number
                advance(number)
        return done
