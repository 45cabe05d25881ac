from django.core.management.base import BaseCommand

from comments.counting import miscounted, recount


class Command(BaseCommand):
    """Repairs what is kept beside comments; safe to run while the site serves, and to run again."""

    help = "Bring the threads of comments and the numbers that stories keep of them right."

    def handle(self, **options):
        wrong = list(miscounted())
        for article in wrong:
            recount(article)
        stories = "story" if len(wrong) == 1 else "stories"
        self.stdout.write(f"{len(wrong)} {stories} had comments counted wrong; all are right now.")
