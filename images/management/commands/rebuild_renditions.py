from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from images.models import Image
from images.workflow import lacks_renditions, rebuild_renditions

BATCH = 200  # rows


class Command(BaseCommand):
    help = (
        "Make the renditions of pictures anew from their originals, as after a change of the crops or "
        "widths. With --missing it can be stopped and run again at any time: what is done stays done."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--missing",
            action="store_true",
            help="only pictures that lack a rendition, or the file of one",
        )
        parser.add_argument(
            "--after", type=int, default=0, metavar="ID", help="go on after the picture with this id"
        )

    def handle(self, *args, missing, after, **options):
        waiting = Image.objects.filter(pk__gt=after)
        counts = {"rebuilt": 0, "complete": 0}
        failures: list[str] = []
        last = after
        with _progress() as progress:
            task = progress.add_task("Pictures", total=waiting.count())
            try:
                for image in _in_order(waiting):
                    try:
                        if missing and not lacks_renditions(image):
                            counts["complete"] += 1
                        else:
                            rebuild_renditions(image)
                            counts["rebuilt"] += 1
                    except (OSError, Image.DoesNotExist) as error:
                        failures.append(f"Picture {image.pk}, “{image}”: {error}")
                    last = image.pk
                    progress.advance(task)
            except KeyboardInterrupt:
                raise CommandError(
                    f"Stopped. {counts['rebuilt']} pictures were rebuilt. Go on with --after {last}."
                ) from None
        self.stdout.write(f"{counts['rebuilt']} rebuilt, {counts['complete']} were complete.")
        for failure in failures:
            self.stderr.write(failure)
        if failures:
            raise CommandError(
                f"{len(failures)} originals could not be read; these pictures keep the renditions "
                "that they had. Restore the files from the backup, then run this again with --missing."
            )


def _in_order(images) -> Iterator[Image]:
    """Yield pictures by their ids, some at a time: the table may change meanwhile."""
    after = 0
    while batch := list(images.filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield from batch
        after = batch[-1].pk


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
