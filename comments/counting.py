"""The numbers and threads that are kept on rows: changing them, and repairing them.

Whoever changes which comments of a story are visible holds the story's lock first; so changes of
one story follow each other, and the numbers are right whatever happens at once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from articles.models import Article
from comments.models import Comment

BATCH = 500  # rows named in one statement
APPROVED = Comment.Status.APPROVED


def lock_stories(articles: Iterable[int]) -> None:
    """Wait for, and hold, the right to change the comments of stories until the transaction ends.

    Stories are locked in the order of their keys, so that two who need several cannot wait for
    each other. On SQLite the transaction itself is the lock.
    """
    rows = Article.objects.filter(pk__in=set(articles)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def add_to_counts(articles: Counter, threads: Counter) -> None:
    """Add numbers, by the keys of stories and of the first comments of threads, to what is kept."""
    for queryset, field, changes in [
        (Article.objects.all(), "comment_count", articles),
        (Comment.objects.all(), "reply_count", threads),
    ]:
        for change in set(changes.values()) - {0}:
            keys = [key for key, value in changes.items() if value == change]
            queryset.filter(pk__in=keys).update(**{field: Greatest(F(field) + change, 0)})


@transaction.atomic
def recount(article: int) -> None:
    """Bring the threads of a story's comments and all numbers kept of them right, from its rows."""
    lock_stories([article])
    stored = Comment.objects.filter(article=article)
    stored.filter(parent=None).exclude(thread=F("pk")).update(thread=F("pk"))
    comments = list(stored.only("parent", "thread", "status", "reply_count"))
    firsts = _first_of_each({comment.pk: comment.parent_id for comment in comments})
    visible = [comment for comment in comments if comment.is_visible]
    replies = Counter(firsts[comment.pk] for comment in visible if comment.parent_id)
    _write(stored, "thread", {c.pk: firsts[c.pk] for c in comments if c.thread_id != firsts[c.pk]})
    _write(
        stored, "reply_count", {c.pk: replies[c.pk] for c in comments if c.reply_count != replies[c.pk]}
    )
    Article.objects.filter(pk=article).update(comment_count=len(visible))


def _write(comments, field: str, values: dict[int, int]) -> None:
    """Give comments, by their keys, new values of a field: those with the same value together."""
    groups = defaultdict(list)
    for key, value in values.items():
        groups[value].append(key)
    for value, keys in groups.items():
        for start in range(0, len(keys), BATCH):
            comments.filter(pk__in=keys[start : start + BATCH]).update(**{field: value})


def _first_of_each(parents: dict[int, int | None]) -> dict[int, int]:
    """Return the first comment of each comment's thread; a ring of replies begins anywhere."""
    firsts: dict[int, int] = {}
    for key in parents:
        path = {}  # in the order of its keys
        while key not in firsts and key not in path and parents[key] in parents:
            path[key] = None
            key = parents[key]
        first = firsts.get(key, key)
        firsts.update(dict.fromkeys([*path, key], first))
    return firsts


def miscounted() -> Iterator[int]:
    """Yield the keys of the stories whose threads or numbers are not right, each once."""
    wrong_first = Q(parent=None) & (Q(thread=None) | ~Q(thread=F("pk")))
    wrong_reply = Q(parent__isnull=False) & (Q(thread=None) | ~Q(thread=F("parent__thread")))
    astray = Comment.objects.filter(wrong_first | wrong_reply)
    replies = Comment.objects.visible().filter(thread=OuterRef("pk"), parent__isnull=False)
    misjudged = Comment.objects.exclude(reply_count=_number_of(replies, "thread"))
    visible = Comment.objects.visible().filter(article=OuterRef("pk"))
    stories = Article.objects.exclude(comment_count=_number_of(visible, "article"))
    found = set()
    for keys in (
        astray.order_by().values_list("article", flat=True),
        misjudged.order_by().values_list("article", flat=True),
        stories.order_by().values_list("pk", flat=True),
    ):
        found.update(keys.distinct().iterator())
    yield from sorted(found)


def _number_of(rows, key: str) -> Coalesce:
    numbers = rows.order_by().values(key).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers), 0)
