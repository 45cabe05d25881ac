"""Which stories stand beside a story: chosen when it is published, read when it is shown.

Score of a candidate, the whole formula:

    (4 * likeness + sum of ln(1 + 1000 / stories with the tag) / 2 over the shared tags
     + 0.5 if it is of the same category + 0.25 if an author is the same) * 0.5 ** (years / 2)

`likeness` is how near the whole texts are, 0 to 1 (articles.likeness); until the paper has enough
stories to learn from, the cosine of the words in headline and standfirst. `years` lie between the two.
Near-duplicates of the story, or of one already chosen, are left out. What editors pinned stands
before the others; what they banned is not chosen.
"""

import datetime as dt
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, IntegerField, Value
from django.utils import timezone
from taggit.models import TaggedItem

from articles.likeness import places
from articles.likeness.sketch import is_told_again
from articles.models import Article, BannedStory, Byline, RelatedStory, SectionListing, StorySketch
from rendering.prepared import Prepared

SHOWN = 5  # on a page
LATEST = 6  # beside them, of all stories
KEPT = 8  # rows, so that some may be withdrawn before the list runs short
WINDOW = 150  # stories looked at per source of candidates, beside those that are near by their words
BEST = 60  # of which near-duplicates are left out
SAME_HEADLINE = 0.7  # share of common words from which two headlines say the same

LIKENESS, TAGS, CATEGORY, AUTHOR = 4.0, 0.5, 0.5, 0.25
HALF_AFTER = 2  # years

_WORD = re.compile(r"\w{3,}")
_FIELDS = ("pk", "category_id", "published_at", "headline", "standfirst", "excerpt")


def refresh_related(article: Article, neighbours: bool = True) -> None:
    """Keep what a saved story's words tell, and choose anew what stands beside it and its neighbours."""
    places.keep(article)
    chosen = choose_related(article)
    if neighbours:
        for story in Article.objects.defer("body", "search_text").filter(pk__in=chosen[:SHOWN]):
            choose_related(story)


def choose_related(article: Article) -> list[int]:
    """Choose the stories beside `article` anew; return their keys, the best first."""
    rows = RelatedStory.objects.filter(article=article).order_by("position")
    chosen = _choose(article) if article.status == Article.Status.PUBLISHED else []
    if list(rows.values_list("story", flat=True)) != chosen:
        new = [
            RelatedStory(article=article, story_id=story, position=position)
            for position, story in enumerate(chosen)
        ]
        with transaction.atomic():
            rows.delete()
            # Somebody else may do the same for the same story right now.
            RelatedStory.objects.bulk_create(new, ignore_conflicts=True)
    return chosen


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
    space = places.current()
    tags = _tags([article.pk])[article.pk]
    authors = _authors([article.pk])[article.pk]
    near = places.near(space, article) if space else []
    stories_with = _stories_per_tag(tags)
    candidates = {story.pk: story for story in _candidates(article, stories_with, authors, near)}
    candidate_tags = _tags(candidates)
    candidate_authors = _authors(candidates)
    weight = {tag: math.log(1 + 1000 / stories) for tag, stories in stories_with.items()}
    own = _Candidate(*(getattr(article, field) for field in _FIELDS))
    likeness = places.likeness(space, article, candidates) if space else _likeness(own, candidates)

    def score(story):
        points = LIKENESS * likeness.get(story.pk, 0.0)
        points += TAGS * sum(weight[tag] for tag in tags & candidate_tags[story.pk])
        points += CATEGORY * (story.category is not None and story.category == own.category)
        points += AUTHOR * (not authors.isdisjoint(candidate_authors[story.pk]))
        years = abs((own.published_at - story.published_at).days) / 365
        return points * 0.5 ** (years / HALF_AFTER)

    best = sorted(candidates.values(), key=lambda story: (-score(story), -story.pk))[:BEST]
    return list(_without_duplicates(own, best))[:KEPT]


def _without_duplicates(own: _Candidate, best: list[_Candidate]) -> Iterator[int]:
    """Yield the keys of those that tell nothing over again, of the story or of one before them."""
    keys = [own.pk, *(story.pk for story in best)]
    rows = StorySketch.objects.filter(article__in=keys)
    sketches = {key: bytes(row) for key, row in rows.values_list("article", "sketch")}
    told = [(set(_words(own.headline)), sketches.get(own.pk, b""))]
    for story in best:
        headline, sketch = set(_words(story.headline)), sketches.get(story.pk, b"")
        if all(
            _overlap(headline, words) < SAME_HEADLINE and not is_told_again(sketch, other)
            for words, other in told
        ):
            told.append((headline, sketch))
            yield story.pk


def _candidates(
    article, tags: dict[int, int], authors: set[int], near: list[int]
) -> Iterator[_Candidate]:
    """Yield the stories to choose from; each source of them is read along an index, and bounded."""
    keys = set(near)
    listed = SectionListing.objects.filter(category=article.category_id)
    listed = listed.order_by("-published_at", "-article_id")
    keys.update(listed.values_list("article_id", flat=True)[:WINDOW])
    keys |= _newest_of(Byline.objects.all(), "author", "article_id", sorted(authors))
    rarest_first = sorted(tags, key=lambda tag: (tags[tag], tag))
    keys |= _newest_of(_tagged(), "tag", "object_id", rarest_first)
    banned = BannedStory.objects.filter(article=article).values("story")
    stories = Article.objects.filter(status=Article.Status.PUBLISHED).exclude(pk=article.pk)
    stories = stories.exclude(pk__in=banned)
    # The latter without an order: for its sake SQLite would walk through all stories.
    for source in (stories.newest_first()[:WINDOW], stories.order_by().filter(pk__in=keys)):
        yield from (_Candidate(*row) for row in source.values_list(*_FIELDS))


def _newest_of(rows, field: str, story: str, values: Iterable[int]) -> set[int]:
    """Return the keys of the newest stories of each value of a field, until there are WINDOW."""
    keys: set[int] = set()
    for value in values:
        if len(keys) >= WINDOW:
            break
        newest = rows.filter(**{field: value}).order_by(f"-{story}")
        keys.update(newest.values_list(story, flat=True)[:WINDOW])
    return keys


def _likeness(own: _Candidate, candidates: dict[int, _Candidate]) -> dict[int, float]:
    """Return how alike the words of headlines and standfirsts are, as long as there is no space."""
    words = own.words()
    return {key: _cosine(words, story.words()) for key, story in candidates.items()}


def _tagged():
    return TaggedItem.objects.filter(content_type=ContentType.objects.get_for_model(Article))


def _tags(articles) -> dict[int, set[int]]:
    rows = _tagged().filter(object_id__in=articles)
    return _grouped(rows.values_list("object_id", "tag_id"))


def _authors(articles) -> dict[int, set[int]]:
    rows = Byline.objects.filter(article__in=articles).order_by()
    return _grouped(rows.values_list("article_id", "author_id"))


def _grouped(pairs: Iterable) -> dict[int, set[int]]:
    groups = defaultdict(set)
    for first, second in pairs:
        groups[first].add(second)
    return groups


def _stories_per_tag(tags) -> dict[int, int]:
    """Return how many stories have each tag, 10,000 at most: beyond, a tag says nothing."""
    return {tag: _tagged().filter(tag=tag)[:10_000].count() or 1 for tag in tags}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _cosine(first: Counter, second: Counter) -> float:
    dot = sum(number * second[word] for word, number in first.items())
    length = math.sqrt(sum(n * n for n in first.values()) * sum(n * n for n in second.values()))
    return dot / length if length else 0.0


def _overlap(first: set[str], second: set[str]) -> float:
    """Jaccard's index: the share of all words that both have."""
    return len(first & second) / len(first | second) if first | second else 1.0


def related_and_latest(article: Article) -> tuple[list[Article], list[Article]]:
    """Return the stories to show beside a story, and the newest others, by one query."""
    stories = _beside(article.pk, timezone.now())
    chosen = {s.pk: s for s in sorted(stories, key=lambda s: -s.place) if s.place >= 0}
    chosen = sorted(chosen.values(), key=lambda s: s.place)[:SHOWN]
    recent = sorted(
        (s for s in stories if s.place < 0), key=lambda s: (s.published_at, s.pk), reverse=True
    )
    return chosen, recent


@Prepared
def _beside(key: int, now: dt.datetime):
    public = Article.objects.published(now).exclude(pk=key)
    sources = [
        public.filter(pinned_beside__article=key).annotate(place=F("pinned_beside__position")),
        public.filter(related_from_rows__article=key).annotate(
            place=F("related_from_rows__position") + 100_000  # after all that are pinned
        ),
        public.filter(pk__in=public.newest_first().values("pk")[:LATEST]).annotate(
            place=Value(-1, output_field=IntegerField())
        ),
    ]
    first, *others = (source.for_headlines().order_by() for source in sources)
    return first.union(*others, all=True)
