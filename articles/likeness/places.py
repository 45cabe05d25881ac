"""The rows of places and sketches: kept when a story is saved, read to find stories like it."""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from articles.likeness.sketch import sketch
from articles.likeness.space import Space, unpack
from articles.likeness.words import counted, words_in
from articles.models import Article, StoryPlace, StorySketch, WordSpace
from articles.querysets import nearest_in_time

CELLS = 3  # that are searched for like stories
IN_CELL = 128  # stories of each that are looked at, the nearest in time


def current() -> WordSpace | None:
    """Return the space in use, without its numbers; None as long as none was learnt."""
    return WordSpace.objects.filter(is_ready=True).defer("words", "arrays").order_by("-pk").first()


def load(space: WordSpace) -> Space:
    """Return the numbers of a space; a process reads them once."""
    return _load(space.pk, space.learnt_at)


@lru_cache(maxsize=2)  # the one in use, and one to come
def _load(key: int, learnt_at: dt.datetime) -> Space:
    row = WordSpace.objects.only("words", "arrays").get(pk=key)
    return unpack(row.words, row.arrays)


def keep(article: Article) -> None:
    """Bring the rows of a saved story in line with its words; one that is not published has none."""
    if article.status != Article.Status.PUBLISHED:
        StoryPlace.objects.filter(article=article).delete()
        StorySketch.objects.filter(article=article).delete()
        return
    keep_all([article])


def keep_all(articles: list[Article]) -> None:
    """Keep what the words of published stories tell."""
    keep_sketches(articles)
    for space in WordSpace.objects.defer("words", "arrays"):
        place(space, articles)


def keep_sketches(articles: Iterable[Article]) -> None:
    """Keep by what stories are told from near-duplicates."""
    StorySketch.objects.bulk_create(
        (StorySketch(article=each, sketch=sketch(words_in(each.search_text))) for each in articles),
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["sketch"],
    )


def place(space: WordSpace, articles: Iterable[Article]) -> None:
    """Give stories their place in a space."""
    numbers = load(space)
    rows = []
    for article in articles:
        vector = numbers.place(counted(article))
        cell = numbers.nearest_cells(vector, 1)[0]
        packed = vector.astype(np.float16).tobytes()
        rows.append(
            StoryPlace(
                space=space,
                article=article,
                cell=cell,
                published_at=article.published_at,
                vector=packed,
            )
        )
    StoryPlace.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["space", "article"],
        update_fields=["cell", "published_at", "vector"],
    )


class Near(NamedTuple):
    """A story that stands near another, and where."""

    key: int
    published_at: dt.datetime
    vector: bytes


def near(space: WordSpace, article: Article, now: dt.datetime) -> list[Near]:
    """Return the stories in the cells that a story is nearest to, of about its time; itself, too.

    What is to be published after `now` is left out.
    """
    row = StoryPlace.objects.filter(space=space, article=article).first()
    if row is None:
        return []
    found = []
    for cell in load(space).nearest_cells(_vector(row.vector), CELLS):
        rows = StoryPlace.objects.filter(space=space, cell=cell, published_at__lte=now)
        rows = rows.order_by("-published_at", "-article_id")
        rows = rows.values_list("article_id", "published_at", "vector")
        found += map(Near._make, nearest_in_time(rows, article.published_at, IN_CELL))
    return found


def likeness(
    space: WordSpace, article: Article, others: Iterable[int], known: Iterable[Near]
) -> dict[int, float]:
    """Return how near other stories stand to one, by their keys: the cosine, 0 to 1.

    What is known of them already is not read again.
    """
    vectors = {story.key: story.vector for story in known}
    unknown = {article.pk, *others}.difference(vectors)
    rows = StoryPlace.objects.filter(space=space, article__in=unknown)
    vectors |= rows.values_list("article", "vector")
    own = vectors.pop(article.pk, None)
    if own is None or not vectors:
        return {}
    table = np.frombuffer(b"".join(map(bytes, vectors.values())), np.float16)
    cosines = table.reshape(len(vectors), -1).astype(np.float32) @ _vector(own)
    return {key: min(max(float(cosine), 0.0), 1.0) for key, cosine in zip(vectors, cosines, strict=True)}


def _vector(packed: bytes) -> np.ndarray:
    return np.frombuffer(bytes(packed), np.float16).astype(np.float32)
