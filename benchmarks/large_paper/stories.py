"""Stories of made-up words, stored many at a time, with all by which related stories are chosen.

Words are as common as words are (Zipf's law, 200,000 of them); six in ten of a story's are of its
matter, one of MATTERS, each with words of its own, some matters far more common than others. So are
tags, sections and authors. Stories come evenly through twenty years.
"""

import datetime as dt
import time
from uuid import uuid4

import numpy as np

from benchmarks.large_paper import insert
from benchmarks.words import VOCABULARY, word

MATTERS, WORDS_OF_MATTER = 400, 300
WORDS = 200  # of a story: 8 in the headline, 22 in the standfirst
HEADLINE, LEAD = 8, 30
TAGS, SECTIONS, AUTHORS = 5_000, 12, 300
AT_ONCE = 2_500
YEARS = dt.timedelta(days=365 * 20)


class Zipf:
    """Draws ranks from 0 to before `number`, as often as words of that rank are used."""

    def __init__(self, number: int):
        edges = np.cumsum(1 / (np.arange(number) + 2.7))
        self.edges = edges / edges[-1]

    def draw(self, chance: np.random.Generator, shape) -> np.ndarray:
        return np.searchsorted(self.edges, chance.random(shape))


class Texts:
    """Draws the words of stories and the matter of each."""

    def __init__(self, seed: int):
        self.chance = np.random.default_rng(seed)
        self.vocabulary = np.array([word(rank) for rank in range(VOCABULARY)], dtype=object)
        own = np.random.default_rng(1)
        self.of_matter = own.integers(200, VOCABULARY // 4, (MATTERS, WORDS_OF_MATTER))
        self.all, self.some, self.matters = Zipf(VOCABULARY), Zipf(WORDS_OF_MATTER), Zipf(MATTERS)

    def draw(self, number: int) -> tuple[np.ndarray, list[list[str]]]:
        """Return the matters of so many stories, and the words of each."""
        chance, shape = self.chance, (number, WORDS)
        matters = self.matters.draw(chance, number)
        told = self.of_matter[matters[:, None], self.some.draw(chance, shape)]
        words = np.where(chance.random(shape) < 0.6, told, self.all.draw(chance, shape))
        return matters, self.vocabulary[words].tolist()


def add_stories(number: int) -> None:
    """Store so many different stories with the keys from 1 on, and what they are filed under."""
    from django.db import transaction
    from django.utils import timezone

    tags, sections, authors = _shelves()
    texts, now = Texts(seed=2), timezone.now()
    for start in range(0, number, AT_ONCE):
        with transaction.atomic():
            keys = range(start + 1, min(start + AT_ONCE, number) + 1)
            matters, said = texts.draw(len(keys))
            _store(
                keys, said, [now - YEARS + key / number * YEARS for key in keys], texts.chance, sections
            )
            _file(keys, matters, texts.chance, tags, authors)


def _shelves() -> tuple[list[int], list[int], list[int]]:
    from taggit.models import Tag

    from articles.models import Category
    from articles.sections import save_category
    from authors.models import Author

    sections = [Category(name=f"Section {n}", slug=f"section-{n}") for n in range(SECTIONS)]
    for section in sections:
        save_category(section)
    authors = Author.objects.bulk_create(
        Author(name=f"Author {n}", slug=f"author-{n}") for n in range(AUTHORS)
    )
    tags = Tag.objects.bulk_create(Tag(name=f"tag {n}", slug=f"tag-{n}") for n in range(TAGS))
    return (
        [tag.pk for tag in tags],
        [section.pk for section in sections],
        [author.pk for author in authors],
    )


def _store(keys: range, said: list[list[str]], times: list[dt.datetime], chance, sections) -> None:
    from articles.models import Article

    filed = Zipf(SECTIONS).draw(chance, len(keys)).tolist()

    def rows():
        for key, words, at, section in zip(keys, said, times, filed, strict=True):
            head, lead = " ".join(words[:HEADLINE]), " ".join(words[HEADLINE:LEAD])
            text, status = " ".join(words[LEAD:]), "draft" if key % 40 == 0 else "published"
            words, month = f"{head} {lead} {text}", at.date().replace(day=1)
            yield (
                *(key, head, f"story-{key}", lead, lead, f"<p>{text}</p>", words, sections[section]),
                *(status, at, month, at, at),
            )

    names = ["id", "headline", "slug", "standfirst", "summary", "body", "search_text", "category"]
    insert(Article, [*names, "status", "published_at", "url_month", "created_at", "modified_at"], rows())


def _file(keys: range, matters: np.ndarray, chance, tags: list[int], authors: list[int]) -> None:
    """Give stories two tags by chance and often one of their matter, and one or two authors."""
    from django.contrib.contenttypes.models import ContentType

    from articles.models import Article, Byline

    kind = ContentType.objects.get_for_model(Article)
    drawn = Zipf(TAGS).draw(chance, (len(keys), 2)).tolist()
    signed = Zipf(AUTHORS).draw(chance, (len(keys), 2)).tolist()
    tagged, bylines = [], []
    for key, matter, some, names in zip(keys, matters.tolist(), drawn, signed, strict=True):
        own = {*some, TAGS - 1 - matter} if key % 3 else set(some)
        tagged += [(kind.pk, key, tags[tag]) for tag in own]
        names = dict.fromkeys(names if key % 5 == 0 else names[:1])
        bylines += [(uuid4(), key, authors[name], place) for place, name in enumerate(names)]
    insert(Article.tags.through, ["content_type", "object_id", "tag"], tagged)
    insert(Byline, ["id", "article", "author", "position"], bylines)


def place_stories() -> dict[str, float]:
    """Have the program learn the words and give all stories a place; return the seconds of both."""
    from django.db import transaction

    from articles.likeness import places, training
    from articles.likeness.sketch import sketch
    from articles.likeness.words import words_in
    from articles.models import Article, StorySketch, WordSpace

    began = time.perf_counter()
    next(training.steps())
    learnt = time.perf_counter() - began
    row, spent = WordSpace.objects.get(), 0.0
    stories = Article.objects.filter(status="published").order_by("pk")
    stories = stories.only("headline", "search_text", "published_at")
    while batch := list(stories.filter(pk__gt=row.placed_down_to or 0)[:AT_ONCE]):
        row.placed_down_to = batch[-1].pk
        began = time.perf_counter()
        with transaction.atomic():
            places.place(row, batch)
            StorySketch.objects.bulk_create(
                StorySketch(article=story, sketch=sketch(words_in(story.search_text))) for story in batch
            )
        spent += time.perf_counter() - began
    WordSpace.objects.update(is_ready=True, placed_down_to=1, related_down_to=1)
    return {"learning": learnt, "placing": spent}
