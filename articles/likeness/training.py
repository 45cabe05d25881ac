"""Learning a space of the paper's words, and placing all stories in it, a part at a time."""

import datetime as dt
import random
import time
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from articles.likeness import places
from articles.likeness.space import learn
from articles.likeness.words import counted
from articles.models import Article, WordSpace
from articles.related import choose_related

SAMPLE = 2000  # stories that a space is learnt from, at most
NEWEST = 500  # of them, the newest
FEWEST = 20  # stories, before which there is nothing to learn
GROWTH = 2  # times as many stories as a small sample had: it is learnt anew
OLDEST = dt.timedelta(days=30)  # of a space: by then there are new names in the news
BATCH = 200  # stories that are placed together
FEW = 20  # whose related stories are chosen together


def advance(seconds: float = 30) -> str:
    """Do what is to be done next, for about `seconds`; return it in words, empty if nothing is.

    One who calls it again and again has a space that is not too old, all stories placed in it, and
    the stories beside each chosen by it, the newest first.
    """
    end, done = time.monotonic() + seconds, []
    for sentence in steps():
        done.append(sentence)
        if time.monotonic() >= end:
            break
    return done[-1] if done else ""


def steps() -> Iterator[str]:
    """Yield, step by step, what is done until there is nothing left to do."""
    if not WordSpace.objects.filter(is_ready=False).exists() and _is_due():
        sample = [counted(article) for article in _sample()]
        if space := learn(sample):
            words, arrays = space.pack()
            WordSpace.objects.create(
                words=words, arrays=arrays, learnt_from=len(sample), learnt_at=timezone.now()
            )
            yield f"words learnt from {len(sample)} stories"
    for row in WordSpace.objects.filter(is_ready=False).defer("words", "arrays"):
        yield from _place_all(row)
    if row := places.current():
        yield from _choose_all(row)


def _is_due() -> bool:
    newest = WordSpace.objects.order_by("-pk").values("learnt_from", "learnt_at").first()
    wanted = GROWTH * newest["learnt_from"] if newest else FEWEST
    if newest and newest["learnt_at"] <= timezone.now() - OLDEST:
        return True
    if wanted > SAMPLE and newest and newest["learnt_from"] >= SAMPLE:
        return False
    return Article.objects.published().order_by()[:wanted].count() >= wanted


def _sample() -> list[Article]:
    """Return the newest public stories, and others from all times by chance."""
    public = Article.objects.published().only("headline", "search_text")
    chosen = {article.pk: article for article in public.newest_first()[:NEWEST]}
    keys = Article.objects.aggregate(first=Min("pk"), last=Max("pk"))
    chance = random.Random(keys["last"])  # noqa: S311  a sample, no secret
    span = range(keys["first"], keys["last"] + 1)
    drawn = chance.sample(span, min(len(span), 4 * SAMPLE))
    for start in range(0, len(drawn), BATCH):
        if len(chosen) >= SAMPLE:
            break
        chosen |= public.order_by().in_bulk(drawn[start : start + BATCH])
    return [chosen[key] for key in sorted(chosen)[-SAMPLE:]]


def _place_all(row: WordSpace) -> Iterator[str]:
    stories = Article.objects.filter(status=Article.Status.PUBLISHED)
    stories = stories.only("headline", "search_text", "published_at")
    while batch := _next(stories, row.placed_down_to, BATCH):
        with transaction.atomic():
            places.place(row, batch)
            places.keep_sketches(batch)
            row.placed_down_to = batch[-1].pk
            row.save(update_fields=["placed_down_to"])
        yield f"stories placed down to number {batch[-1].pk}"
    with transaction.atomic():
        WordSpace.objects.filter(pk=row.pk).update(is_ready=True)
        WordSpace.objects.filter(pk__lt=row.pk).delete()
    yield "all stories placed"


def _choose_all(row: WordSpace) -> Iterator[str]:
    stories = Article.objects.filter(status=Article.Status.PUBLISHED).defer("body", "search_text")
    while batch := _next(stories, row.related_down_to, FEW):
        for story in batch:
            choose_related(story)
        row.related_down_to = batch[-1].pk
        row.save(update_fields=["related_down_to"])
        yield f"related stories chosen down to number {batch[-1].pk}"


def _next(stories, before: int | None, number: int) -> list[Article]:
    if before is not None:
        stories = stories.filter(pk__lt=before)
    return list(stories.order_by("-pk")[:number])
