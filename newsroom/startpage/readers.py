"""The stories that readers read."""

from django.db.models import QuerySet, Sum
from django.utils import timezone

from articles.models import Article
from newsroom.startpage.discussed import SHOWN, Ranked, ranked
from readership.models import MostRead
from readership.ranking import most_read
from readership.reports import SPANS


def most_read_now(openable: QuerySet[Article] | None) -> list[Ranked]:
    """Return the public stories that are read most, with their views of 24 hours; three queries at most.

    `openable` are the stories whose form may be opened; None: all of them.
    """
    stories = {story.pk: story for story in most_read(MostRead.Period.DAY, SHOWN)}
    if not stories:
        return []
    rows = SPANS["day"].rows(timezone.now()).filter(article__in=stories)
    views = dict(rows.values_list("article").annotate(number=Sum("views")))
    numbers = [(stories[key], number) for key, number in views.items()]
    return ranked(sorted(numbers, key=lambda pair: -pair[1]), openable)
