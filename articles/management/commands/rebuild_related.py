from django.core.management.base import BaseCommand
from django.db.models import F
from django.utils import timezone

from articles.likeness import training
from articles.models import WordSpace


class Command(BaseCommand):
    """Chooses the related stories of the whole paper anew, as after an import.

    It is safe while the site serves. It can be stopped at any time: publish_due goes on with it, and
    so does the command, when it is run again with --resume.
    """

    help = "Learn the words of the paper anew, and choose the related stories of every story by them."

    def add_arguments(self, parser):
        parser.add_argument("--resume", action="store_true", help="only finish what was begun")

    def handle(self, *, resume, **options):
        if not resume:
            WordSpace.objects.update(learnt_at=F("learnt_at") - training.OLDEST)
        began = timezone.now()
        for sentence in training.steps():
            self.stdout.write(sentence)
        took = (timezone.now() - began).total_seconds()
        self.stdout.write(f"Done in {took:.0f} s." if WordSpace.objects.exists() else TOO_FEW)


TOO_FEW = (
    f"There are fewer than {training.FEWEST} public stories: too few to learn from. Related stories are "
    "chosen by tags, section, authors and headlines until there are more."
)
