from django.core.management.base import BaseCommand
from django.utils import timezone

from images.withholding import settle_all
from masthead.models import SiteSettings


class Command(BaseCommand):
    help = (
        "Stop serving the files of pictures whose licence has ended, and serve those again whose "
        "licence was extended. Pages do not show such pictures in any case. Can be run at any time, any "
        "number of times; it also finishes what was interrupted."
    )

    def handle(self, *args, **options):
        with timezone.override(SiteSettings.load().zone):
            changed = settle_all()
        self.stdout.write("1 picture changed." if changed == 1 else f"{changed} pictures changed.")
