"""Which stories stand beside a story: chosen when it is published, read when it is shown.

Score of a candidate, the whole formula:

    (4 * likeness + sum of ln(1 + 1000 / stories with the tag) / 2 over the shared tags
     + 0.5 if it is listed in the story's section + 0.25 if an author is the same) * 0.5 ** (years / 2)

`likeness` is how near the whole texts are, 0 to 1 (articles.likeness); until the paper has enough
stories to learn from, the cosine of the terms in headline and standfirst. `years` lie between the two.
What is scored are stories of about the same time, and all that is asked of them is read from indexes
and narrow rows: a story's own row, which has its text, is read of the best alone.
Near-duplicates of the story, or of one already chosen, are left out. What editors pinned stands
before the others; what they banned is not chosen.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, IntegerField, Value
from django.utils import timezone
from taggit.models import TaggedItem

from articles.indexing import language_of
from articles.likeness import places
from articles.likeness.sketch import is_told_again
from articles.models import (
    Article,
    AuthorListing,
    BannedStory,
    Byline,
    RelatedStory,
    SectionListing,
    StorySketch,
    TagListing,
)
from articles.querysets import nearest_in_time
from masthead.models import SiteSettings
from rendering.prepared import Prepared
from search.words import Language, composed, fold, language, spoken

SHOWN = 5  # on a page
LATEST = 6  # beside them, of all stories
KEPT = 8  # rows, so that some may be withdrawn or expire before the list runs short
WINDOW = 64  # stories looked at per source of candidates, beside those that are near by their words
MANY = 1000  # stories with a tag that are counted: more of them make it no commoner
LIKELY = 64  # of those, whose tags, sections and authors are all compared
AT_ONCE = 16  # stories whose headlines and sketches are read together, then twice as many
SAME_HEADLINE = 0.7  # share of common words from which two headlines say the same
FEWEST_WORDS = 3  # of a headline that is compared by its words; of fewer, all have to be the same

LIKENESS, TAGS, CATEGORY, AUTHOR = 4.0, 0.5, 0.5, 0.25
HALF_AFTER = 2  # years


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


def _choose(article: Article) -> list[int]:
    """Return the keys of the stories to keep beside `article`, the best first."""
    space, now = places.current(), timezone.now()
    tags = _stories_per_tag(_tagged().filter(object_id=article.pk).values_list("tag", flat=True))
    authors = set(Byline.objects.filter(article=article).order_by().values_list("author", flat=True))
    near = places.near(space, article, now) if space else []
    times, found = {story.key: story.published_at for story in near}, Counter()
    for points, stories in _sources(article, tags, authors, now):
        times |= stories
        found.update(dict.fromkeys(stories, points))
    banned = BannedStory.objects.filter(article=article).values_list("story", flat=True)
    for key in (article.pk, *banned):
        times.pop(key, None)
    likeness = places.likeness(space, article, times, near) if space else _likeness(article, times)

    def score(key: int, points: float) -> float:
        years = abs((article.published_at - times[key]).days) / 365
        return (LIKENESS * likeness.get(key, 0.0) + points) * 0.5 ** (years / HALF_AFTER)

    best = sorted(times, key=lambda key: (-score(key, found[key]), -key))
    points = _shared(article, tags, authors, best[:LIKELY])
    best[:LIKELY] = sorted(points, key=lambda key: (-score(key, points[key]), -key))
    return list(islice(_to_show(article, best, now), KEPT))


def _sources(
    article: Article, tags: dict[int, int], authors: set[int], now: dt.datetime
) -> Iterator[tuple[float, dict[int, dt.datetime]]]:
    """Yield stories to choose from, as their times by their keys, with what a source is worth.

    Each source is read along an index that has both, and bounded. What waits for its time is none.
    """

    def of_its_time(rows, key="article_id") -> dict[int, dt.datetime]:
        rows = rows.filter(published_at__lte=now)
        rows = rows.order_by("-published_at", f"-{key}").values_list(key, "published_at")
        return dict(nearest_in_time(rows, article.published_at, WINDOW))

    yield 0.0, of_its_time(Article.objects.filter(status=Article.Status.PUBLISHED), "pk")
    rarest_first = sorted(tags, key=lambda tag: (tags[tag], tag))
    for lists in (
        [(CATEGORY, SectionListing.objects.filter(category=article.category_id))],
        [(_worth(tags[tag]), TagListing.objects.filter(tag=tag)) for tag in rarest_first],
        [(AUTHOR, AuthorListing.objects.filter(author=author)) for author in sorted(authors)],
    ):
        seen = 0
        for points, rows in lists:
            if seen < WINDOW:
                stories = of_its_time(rows)
                seen += len(stories)
                yield points, stories


def _shared(
    article: Article, tags: dict[int, int], authors: set[int], stories: list[int]
) -> dict[int, float]:
    """Return the points of stories for all that they share with one, by their keys."""
    points = dict.fromkeys(stories, 0.0)
    tagged = TagListing.objects.filter(article__in=stories, tag__in=tags)
    for key, tag in tagged.values_list("article", "tag"):
        points[key] += _worth(tags[tag])
    sections = SectionListing.objects.filter(article__in=stories, category=article.category_id)
    for key in sections.values_list("article", flat=True):
        points[key] += CATEGORY
    signed = AuthorListing.objects.filter(article__in=stories, author__in=authors)
    for key in set(signed.values_list("article", flat=True)):
        points[key] += AUTHOR
    return points


def _worth(stories: int) -> float:
    """Return the points for a shared tag that so many stories have."""
    return TAGS * math.log(1 + 1000 / stories)


def _to_show(article: Article, best: list[int], now: dt.datetime) -> Iterator[int]:
    """Yield those that readers see and that tell nothing over again, of the story or of one before."""
    own = StorySketch.objects.filter(article=article).values_list("sketch", flat=True).first()
    told = [(_words(article.headline), bytes(own or b""))]
    start, number = 0, AT_ONCE
    while keys := best[start : start + number]:
        start, number = start + number, 2 * number
        stories = Article.objects.published(now).filter(pk__in=keys).order_by()
        headlines = dict(stories.values_list("pk", "headline"))
        rows = StorySketch.objects.filter(article__in=headlines)
        sketches = {key: bytes(row) for key, row in rows.values_list("article", "sketch")}
        for key in filter(headlines.__contains__, keys):
            headline, sketch = _words(headlines[key]), sketches.get(key, b"")
            if not any(
                _say_the_same(headline, words) or is_told_again(sketch, other) for words, other in told
            ):
                told.append((headline, sketch))
                yield key


def _likeness(article: Article, candidates: Iterable[int]) -> dict[int, float]:
    """Return how alike the words of headlines and standfirsts are, as long as there is no space."""
    rows = Article.objects.filter(pk__in=candidates).order_by()
    speech = language(language_of(SiteSettings.load()))
    own = _counted(speech, article.headline, article.standfirst, article.excerpt)
    return {
        key: _cosine(own, _counted(speech, *texts))
        for key, *texts in rows.values_list("pk", "headline", "standfirst", "excerpt")
    }


def _counted(speech: Language, headline: str, standfirst: str, excerpt: str) -> Counter:
    words = speech.words(composed(f"{headline} {standfirst or excerpt}"))
    return Counter(word.terms[-1] for word in words if not word.is_stop)


def _tagged():
    return TaggedItem.objects.filter(content_type=ContentType.objects.get_for_model(Article))


def _stories_per_tag(tags: Iterable[int]) -> dict[int, int]:
    """Return how many stories are listed below each tag, MANY at most: more say no less."""
    return {tag: TagListing.objects.filter(tag=tag)[:MANY].count() or 1 for tag in tags}


def _cosine(first: Counter, second: Counter) -> float:
    dot = sum(number * second[word] for word, number in first.items())
    length = math.sqrt(sum(n * n for n in first.values()) * sum(n * n for n in second.values()))
    return dot / length if length else 0.0


def _words(headline: str) -> frozenset[str]:
    """Return the words of a headline, short ones too: in many languages they tell the most."""
    return frozenset(fold(word) for _, word in spoken(composed(headline)))


def _say_the_same(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two headlines have nearly all words in common: Jaccard's index, the share of all words.

    Where one has very few words, one in common says little. Headlines without any say nothing.
    """
    if min(len(first), len(second)) < FEWEST_WORDS:
        return bool(first) and first == second
    return len(first & second) >= SAME_HEADLINE * len(first | second)


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
