"""Which stories stand beside a story: chosen when it is published, read when it is shown."""

import math
import re
from collections import Counter

from django.db.models import Case, F, IntegerField, Value, When

from articles.models import Article, RelatedStory

SHOWN = 5  # on a page
KEPT = 8  # rows, so that some may be withdrawn before the list runs short
WINDOW = 150  # stories looked at per source of candidates
NEAR_DUPLICATE = 0.7  # share of common words from which two headlines say the same

_WORD = re.compile(r"\w{3,}")


def refresh_related(article: Article, neighbours: bool = True) -> None:
    """Choose the stories beside `article` anew, and beside those it was chosen for.

    Score of a candidate: for each shared tag ln(1 + 1000 / stories with the tag), so that rare
    tags count more; 1 for the same category; 1 for a shared author; 3 times the cosine of the
    words in headline and standfirst; all divided by 1 + years between the two. Near-duplicates of
    the story, or of one already chosen, are left out. What editors pinned stays first.
    """
    rows = RelatedStory.objects.filter(article=article, pinned=False)
    if article.status != Article.Status.PUBLISHED:
        rows.delete()
        return
    chosen = _choose(article)
    rows.delete()
    pinned = set(RelatedStory.objects.filter(article=article).values_list("story", flat=True))
    RelatedStory.objects.bulk_create(
        RelatedStory(article=article, story=story, position=position)
        for position, story in enumerate(chosen)
        if story.pk not in pinned
    )
    if neighbours:
        for story in chosen[:SHOWN]:
            refresh_related(story, neighbours=False)


def _choose(article: Article) -> list[Article]:
    tags = _tags_by_article([article.pk])[article.pk]
    authors = set(article.bylines.values_list("author", flat=True))
    candidates = {story.pk: story for story in _candidates(article, tags, authors)}
    frequency = _stories_per_tag(tags)
    candidate_tags = _tags_by_article(candidates)
    words = _words(article)

    def score(story):
        points = sum(math.log(1 + 1000 / frequency[tag]) for tag in tags & candidate_tags[story.pk])
        points += story.category_id is not None and story.category_id == article.category_id
        points += any(byline.author_id in authors for byline in story.bylines.all())
        points += 3 * _cosine(words, _words(story))
        years = abs((article.published_at - story.published_at).days) / 365
        return points / (1 + years)

    chosen, seen = [], [_headline_words(article)]
    for story in sorted(candidates.values(), key=lambda story: (-score(story), -story.pk)):
        headline = _headline_words(story)
        if all(_overlap(headline, other) < NEAR_DUPLICATE for other in seen):
            chosen.append(story)
            seen.append(headline)
        if len(chosen) == KEPT:
            break
    return chosen


def _candidates(article, tags, authors):
    stories = Article.objects.filter(status=Article.Status.PUBLISHED).exclude(pk=article.pk)
    stories = stories.defer("body", "search_text").prefetch_related("bylines").newest_first()
    if tags:
        yield from stories.filter(tags__in=tags).distinct()[:WINDOW]
    if article.category_id:
        yield from stories.filter(category=article.category_id)[:WINDOW]
    if authors:
        yield from stories.filter(bylines__author__in=authors).distinct()[:WINDOW]
    yield from stories[:WINDOW]


def _tags_by_article(pks) -> dict[int, set[int]]:
    tags = {pk: set() for pk in pks}
    through = Article.tags.through
    rows = through.objects.filter(content_type__app_label="articles", content_type__model="article")
    for pk, tag in rows.filter(object_id__in=tags).values_list("object_id", "tag_id"):
        tags[pk].add(tag)
    return tags


def _stories_per_tag(tags) -> Counter:
    through = Article.tags.through
    return Counter({tag: through.objects.filter(tag=tag)[:10_000].count() or 1 for tag in tags})


def _words(story) -> Counter:
    return Counter(_WORD.findall(f"{story.headline} {story.standfirst or story.excerpt}".casefold()))


def _headline_words(story) -> set[str]:
    return set(_WORD.findall(story.headline.casefold()))


def _cosine(first: Counter, second: Counter) -> float:
    dot = sum(number * second[word] for word, number in first.items())
    length = math.sqrt(sum(n * n for n in first.values()) * sum(n * n for n in second.values()))
    return dot / length if length else 0.0


def _overlap(first: set[str], second: set[str]) -> float:
    """Jaccard's index: the share of all words that both have."""
    return len(first & second) / len(first | second) if first | second else 1.0


def related_and_latest(article: Article, latest: int = 6) -> tuple[list[Article], list[Article]]:
    """Return the stories to show beside a story, and the `latest` newest others, by one query."""
    public = Article.objects.published().exclude(pk=article.pk)
    beside = public.filter(related_from_rows__article=article).annotate(
        place=Case(When(related_from_rows__pinned=True, then=Value(0)), default=Value(1_000))
        + F("related_from_rows__position")
    )
    newest = public.filter(pk__in=public.newest_first().values("pk")[:latest]).annotate(
        place=Value(-1, output_field=IntegerField())
    )
    stories = list(beside.for_cards().order_by().union(newest.for_cards().order_by(), all=True))
    chosen = sorted((s for s in stories if s.place >= 0), key=lambda s: s.place)[:SHOWN]
    recent = sorted(
        (s for s in stories if s.place < 0), key=lambda s: (s.published_at, s.pk), reverse=True
    )
    return chosen, recent
