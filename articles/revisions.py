"""Every save of a story, kept. Called by articles.workflow, inside its transactions."""

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Max
from django.utils import timezone

from articles import content
from articles.history import name_of
from articles.models import Article, Revision


class StaleStoryError(Exception):
    """A story was saved by somebody else between two steps that belong together."""


def content_at(article: Article, number: int) -> dict:
    """Return the content of a revision; of the story's rows, where it has no revision yet.

    Raises Revision.DoesNotExist for a number that it never had.
    """
    if article.head == 0 and number == 0:
        return content.read(article)
    return article.revisions.values_list("content", flat=True).get(number=max(number, 1))


def head_content(article: Article) -> dict:
    """Return the newest content: that of the pending changes, or of the rows."""
    return content_at(article, article.head) if article.has_pending_changes else content.read(article)


def begin(article: Article) -> None:
    """Keep what a story says now as its first revision, unless it has one."""
    if article.head == 0:
        written = {"by": article.created_by, "at": article.modified_at}
        number = add(article, content.read(article), kind=Revision.Kind.ORIGINAL, **written)
        _move(article, head=number, live=number)


def add(article: Article, text: dict, *, by: AbstractBaseUser | None, kind: str, **fields) -> int:
    """Keep a content as the next revision, and return its number; the story still holds another."""
    last = article.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision.objects.create(
        article=article,
        number=last + 1,
        content=text,
        by=by,
        by_name=name_of(by),
        kind=kind,
        **fields,
    )
    return revision.number


def advance(article: Article, **numbers: int) -> None:
    """Move a story's `head` and `live` on, in the database and in memory.

    Raises StaleStoryError if they are not any more what this instance was read with.
    """
    _move(article, **numbers, modified_at=timezone.now())


def _move(article: Article, **values) -> None:
    known = Article.objects.filter(pk=article.pk, head=article.head, live=article.live)
    if not known.update(**values):
        raise StaleStoryError(f"Story {article.pk} was saved by somebody else.")
    for name, value in values.items():
        setattr(article, name, value)
