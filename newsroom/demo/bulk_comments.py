"""Stores generated comments, many at a time, in threads that are counted right."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from random import Random

from django.db import transaction
from django.db.models import F, Max, Min
from django.utils import timezone

from articles.models import Article
from comments.counting import add_to_counts, lock_stories
from comments.models import Comment
from comments.text import gist
from newsroom.demo.beats import WEEKDAYS, draw_name, draw_slots, read_beats

BATCH = 1000  # comments
DEEPEST = 3  # levels below the first comment
_LENGTHS = (1, 1, 1, 2, 2, 3, 5, 8, 14)  # comments under one story
_STATUSES = (Comment.Status.APPROVED, Comment.Status.PENDING, Comment.Status.SPAM)
_WEIGHTS = (94, 4, 2)


def top_up_comments(total: int, seed: int) -> Iterator[int]:
    """Add generated comments under public stories until there are `total`; yield each batch's number.

    Ends early when no story accepts comments.
    """
    there = Comment.objects.count()
    while there < total:
        number = min(BATCH - there % BATCH, total - there)
        random = Random(f"{seed}/comments/{there}")  # noqa: S311 - writes comments, keeps no secrets
        with transaction.atomic():
            stored = _store(random, number)
        if not stored:
            return
        there += stored
        yield stored


def _store(random: Random, number: int) -> int:
    threads = _write(random, number)
    lock_stories(comment.article_id for level in threads for comment in level)
    for depth, level in enumerate(threads):
        for comment in level:
            comment.thread_id = comment.parent and comment.parent.thread_id
            comment.parent_id = comment.parent and comment.parent.pk
        Comment.objects.bulk_create(level)
        if depth == 0:
            keys = [comment.pk for comment in level]
            Comment.objects.filter(pk__in=keys).update(thread=F("pk"))
            for comment in level:
                comment.thread_id = comment.pk
    comments = [comment for level in threads for comment in level]
    visible = [comment for comment in comments if comment.is_visible]
    add_to_counts(
        Counter(comment.article_id for comment in visible),
        Counter(comment.thread_id for comment in visible if comment.parent_id),
    )
    return len(comments)


def _write(random: Random, number: int) -> list[list[Comment]]:
    """Return `number` unsaved comments by their depth; fewer if there are not stories enough."""
    levels: list[list[Comment]] = [[] for _ in range(DEEPEST + 1)]
    left = number
    now = timezone.now()
    for article in _stories(random, now):
        discussion: list[tuple[int, Comment]] = []
        for _ in range(min(left, random.choice(_LENGTHS))):
            depth, parent = _place(random, discussion)
            comment = _comment(random, article, parent, now)
            levels[depth].append(comment)
            if comment.is_visible:
                discussion.append((depth, comment))
            left -= 1
        if not left:
            break
    return levels


def _stories(random: Random, now: dt.datetime) -> Iterator[Article]:
    """Yield public stories by chance, over and over, until there are none to be had."""
    public = Article.objects.published(now).filter(comments_open=True).order_by("pk")
    public = public.only("pk", "published_at")
    ends = public.order_by().aggregate(first=Min("pk"), last=Max("pk"))
    while ends["first"] is not None:
        keys = [random.randint(ends["first"], ends["last"]) for _ in range(400)]
        found = list(public.filter(pk__in=keys)) or list(public[:400])
        random.shuffle(found)
        yield from found


def _place(random: Random, discussion: list[tuple[int, Comment]]) -> tuple[int, Comment | None]:
    """Return how deep the next comment stands, and below which one."""
    if discussion and random.random() < 0.45:
        depth, parent = random.choice(discussion)
        if depth < DEEPEST:
            return depth + 1, parent
    return 0, None


def _comment(random: Random, article: Article, parent: Comment | None, now: dt.datetime) -> Comment:
    beat = random.choice(read_beats())
    slots = draw_slots(random, beat) | {"day": random.choice(WEEKDAYS)}
    status = random.choices(_STATUSES, _WEIGHTS)[0]
    phrases = beat.phrases[
        "spam" if status == Comment.Status.SPAM else "replies" if parent else "comments"
    ]
    text = random.choice(phrases).write(random, slots)
    body = text[:1].upper() + text[1:]
    first, last = draw_name(random)
    after = (parent.created_at if parent else article.published_at) + dt.timedelta(
        minutes=random.randint(2, 900)
    )
    return Comment(
        article=article,
        parent=parent,
        name=random.choice(
            (f"{first} {last}", first, f"{first[0]}. {last}", f"{last} of {slots['place']}")
        ),
        email=f"{first}.{last}@readers.example.org".lower(),
        body=body,
        gist=gist(body),
        status=status,
        created_at=min(after, now),
    )
