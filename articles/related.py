"""Which stories stand beside a story: chosen when it is published, read when it is shown."""

import datetime as dt
import math
import re
from collections import Counter, defaultdict
from typing import NamedTuple

from django.db.models import F, IntegerField, Value

from articles.models import Article, Byline, RelatedStory

SHOWN = 5  # on a page
KEPT = 8  # rows, so that some may be withdrawn before the list runs short
WINDOW = 150  # stories looked at per source of candidates
NEAR_DUPLICATE = 0.7  # share of common words from which two headlines say the same

_WORD = re.compile(r"\w{3,}")
_FIELDS = ("pk", "category_id", "published_at", "headline", "standfirst", "excerpt")


def refresh_related(article: Article, neighbours: bool = True) -> None:
    """Choose the stories beside `article` anew, and beside those it was chosen for.

    Score of a candidate: for each shared tag ln(1 + 1000 / stories with the tag), so that rare
    tags count more; 1 for the same category; 1 for a shared author; 3 times the cosine of the
    words in headline and standfirst; all divided by 1 + years between the two. Near-duplicates of
    the story, or of one already chosen, are left out. What editors pinned stands before them.
    """
    rows = RelatedStory.objects.filter(article=article)
    if article.status != Article.Status.PUBLISHED:
        rows.delete()
        return
    chosen = _choose(article)
    rows.delete()
    RelatedStory.objects.bulk_create(
        RelatedStory(article=article, story_id=story, position=position)
        for position, story in enumerate(chosen)
    )
    if neighbours:
        for story in Article.objects.defer("body", "search_text").filter(pk__in=chosen[:SHOWN]):
            refresh_related(story, neighbours=False)


class _Candidate(NamedTuple):
    """What the choice needs to know of a story, in the order of _FIELDS: there are hundreds."""

    pk: int
    category: int | None
    published_at: dt.datetime
    headline: str
    standfirst: str
    excerpt: str

    def words(self) -> Counter:
        return Counter(_words(f"{self.headline} {self.standfirst or self.excerpt}"))


def _choose(article: Article) -> list[int]:
    """Return the keys of the stories to keep beside `article`, the best first."""
    tags = _tags([article.pk])[article.pk]
    authors = _authors([article.pk])[article.pk]
    candidates = {story.pk: story for story in _candidates(article, tags, authors)}
    candidate_tags = _tags(candidates)
    candidate_authors = _authors(candidates)
    weight = {tag: math.log(1 + 1000 / stories) for tag, stories in _stories_per_tag(tags).items()}
    own = _Candidate(*(getattr(article, field) for field in _FIELDS))
    own_words = own.words()

    def score(story):
        points = sum(weight[tag] for tag in tags & candidate_tags[story.pk])
        points += story.category is not None and story.category == own.category
        points += not authors.isdisjoint(candidate_authors[story.pk])
        points += 3 * _cosine(own_words, story.words())
        years = abs((own.published_at - story.published_at).days) / 365
        return points / (1 + years)

    chosen, seen = [], [set(_words(own.headline))]
    for story in sorted(candidates.values(), key=lambda story: (-score(story), -story.pk)):
        headline = set(_words(story.headline))
        if all(_overlap(headline, other) < NEAR_DUPLICATE for other in seen):
            chosen.append(story.pk)
            seen.append(headline)
        if len(chosen) == KEPT:
            break
    return chosen


def _candidates(article, tags, authors):
    stories = Article.objects.filter(status=Article.Status.PUBLISHED).exclude(pk=article.pk)
    stories = stories.newest_first()
    sources = [stories]
    if tags:
        sources.append(stories.filter(tags__in=tags).distinct())
    if article.category_id:
        sources.append(stories.filter(category=article.category_id))
    if authors:
        sources.append(stories.filter(bylines__author__in=authors).distinct())
    for source in sources:
        yield from (_Candidate(*row) for row in source.values_list(*_FIELDS)[:WINDOW])


def _tags(articles) -> dict[int, set[int]]:
    rows = Article.tags.through.objects.filter(object_id__in=articles)
    rows = rows.filter(content_type__app_label="articles", content_type__model="article")
    return _grouped(rows.values_list("object_id", "tag_id"))


def _authors(articles) -> dict[int, set[int]]:
    rows = Byline.objects.filter(article__in=articles).order_by()
    return _grouped(rows.values_list("article_id", "author_id"))


def _grouped(pairs) -> dict[int, set[int]]:
    groups = defaultdict(set)
    for first, second in pairs:
        groups[first].add(second)
    return groups


def _stories_per_tag(tags) -> dict[int, int]:
    """Return how many stories have each tag, 10,000 at most: beyond, a tag says nothing."""
    through = Article.tags.through
    return {tag: through.objects.filter(tag=tag)[:10_000].count() or 1 for tag in tags}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


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
    sources = [
        public.filter(pinned_beside__article=article).annotate(place=F("pinned_beside__position")),
        public.filter(related_from_rows__article=article).annotate(
            place=F("related_from_rows__position") + 100_000  # after all that are pinned
        ),
        public.filter(pk__in=public.newest_first().values("pk")[:latest]).annotate(
            place=Value(-1, output_field=IntegerField())
        ),
    ]
    first, *others = (source.for_cards().order_by() for source in sources)
    stories = list(first.union(*others, all=True))
    chosen = {s.pk: s for s in sorted(stories, key=lambda s: -s.place) if s.place >= 0}
    chosen = sorted(chosen.values(), key=lambda s: s.place)[:SHOWN]
    recent = sorted(
        (s for s in stories if s.place < 0), key=lambda s: (s.published_at, s.pk), reverse=True
    )
    return chosen, recent
