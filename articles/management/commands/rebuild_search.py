from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from articles.indexing import AT_ONCE, index_stories
from articles.models import Article
from search import index, tallies

FOLD_EVERY = 20  # batches, after which the counts of terms are added up


class Command(BaseCommand):
    """Goes through all stories by their ids, some at a time, each batch in a transaction of its own."""

    help = (
        "Bring the index of the search in line with the stories, as after a change of the paper's "
        "language. Readers can search meanwhile. What is right already is not written again: it can be "
        "stopped and run again at any time."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--after", type=int, default=0, metavar="ID", help="go on after the story with this id"
        )
        parser.add_argument(
            "--anew",
            action="store_true",
            help="empty the index first: until this is done, readers find only what is in it again",
        )

    def handle(self, *args, after, anew, **options):
        if anew:
            index.clear()
        published = Article.objects.filter(status=Article.Status.PUBLISHED, pk__gt=after).order_by("pk")
        counts = {"written": 0, "right": 0, "removed": 0}
        last = after
        with _progress() as progress:
            task = progress.add_task("Stories", total=published.count())
            try:
                for number, keys in enumerate(_batches(published), 1):
                    counts["removed"] += _remove_others(last, keys)
                    written = index_stories(keys, then_fold=False)
                    counts["written"] += written
                    counts["right"] += len(keys) - written
                    last = keys[-1]
                    if number % FOLD_EVERY == 0:
                        tallies.fold()
                    progress.advance(task, len(keys))
                counts["removed"] += _remove_others(last, None)
            except KeyboardInterrupt:
                raise CommandError(
                    f"Stopped; {counts['written']} stories were written. Go on with --after {last}."
                ) from None
            finally:
                tallies.fold()
        self.stdout.write(
            f"{counts['written']} written, {counts['right']} were right, {counts['removed']} removed."
        )


def _batches(stories) -> Iterator[list[int]]:
    """Yield the keys of stories in their order, some at a time: the table may change meanwhile."""
    keys = stories.values_list("pk", flat=True)
    batch = list(keys[:AT_ONCE])
    while batch:
        yield batch
        batch = list(keys.filter(pk__gt=batch[-1])[:AT_ONCE])


def _remove_others(last: int, keys: list[int] | None) -> int:
    """Take out what is indexed beyond `last`, up to the last of `keys`, and is not among them.

    A story may have been published since the keys were read: what is taken out is decided by its
    own row, as everywhere.
    """
    others = sorted(index.keys_between(last + 1, keys[-1] if keys else None) - set(keys or ()))
    for start in range(0, len(others), AT_ONCE):
        index_stories(others[start : start + AT_ONCE], then_fold=False)
    return len(others)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
