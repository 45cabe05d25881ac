"""Stores generated stories, many at a time, with all that the workflow would derive from them.

Each batch is a transaction, and the number of stories tells which comes next: a load that was
stopped anywhere goes on where it was.
"""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import count, groupby, pairwise

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from taggit.models import Tag

from articles import saving, sitemap_parts
from articles.indexing import index_stories
from articles.likeness.places import current, keep_all
from articles.listing import with_ancestors
from articles.models import (
    FAQ,
    Article,
    AuthorListing,
    Byline,
    Category,
    RelatedStory,
    SectionListing,
    TagListing,
)
from articles.pictures import pictures_of
from articles.related import KEPT, SAME_HEADLINE
from authors.models import Author
from images.uses import add_uses
from masthead.models import SiteSettings
from newsroom.demo import pictures
from newsroom.demo.beats import read_beats
from newsroom.demo.generated import EDITION, Written, write_edition

BATCH = 25 * EDITION  # stories


def top_up_stories(total: int, seed: int) -> Iterator[int]:
    """Add generated stories until there are `total`; yield how many each batch has stored.

    The sections and authors of the demo must be there; its pictures are used as far as they are.
    """
    there = Article.objects.count()
    if there >= total:
        return
    shelf = _Shelf()
    edges = [there, *range(there - there % BATCH + BATCH, total, BATCH), total]
    for begin, end in pairwise(edges):
        written = _write(begin, end, seed)
        with transaction.atomic():
            shelf.store(written)
        yield len(written)


def _write(begin: int, end: int, seed: int) -> list[Written]:
    """Return the stories with the numbers from `begin` to before `end`, their own texts filled in."""
    now = timezone.now()
    zone = SiteSettings.load().zone
    written = []
    for number in range(begin // EDITION, (end - 1) // EDITION + 1):
        first = number * EDITION
        edition = write_edition(seed, number, now)[max(0, begin - first) : end - first]
        for story in edition:
            article = story.article
            article.slug = _stem(article.headline)
            if article.published_at:
                article.url_month = article.published_at.astimezone(zone).date().replace(day=1)
            saving.derive(article)
        written += edition
    return written


def _stem(headline: str) -> str:
    """Return a slug of at most 80 characters, cut between words."""
    slug = slugify(headline, allow_unicode=True)
    return slug if len(slug) <= 80 else slug[:81].rpartition("-")[0]


class _Shelf:
    """The rows that all stories share, read once: sections, authors, tags and pictures."""

    def __init__(self):
        self.sections = dict(Category.objects.values_list("path", "pk"))
        self.authors = dict(Author.objects.values_list("slug", "pk"))
        self.pictures = {name: image.pk for name, image in pictures.stored().items()}
        names = {name for beat in read_beats() for name in beat.tags}
        self.tags = {name: _tag(name).pk for name in sorted(names)}
        self.article_type = ContentType.objects.get_for_model(Article)

    def store(self, written: list[Written]) -> None:
        """Store stories and all their rows."""
        articles = [story.article for story in written]
        _number_slugs(articles)
        for story in written:
            story.article.category_id = self.sections[story.category]
            story.article.lead_image_id = self.pictures.get(story.picture)
        Article.objects.bulk_create(articles)
        sitemap_parts.note_parts(articles)
        add_uses(
            Article,
            (
                (article.pk, place, image)
                for article in articles
                for place, images in pictures_of(article).items()
                for image in images
            ),
        )
        Article.also_in.through.objects.bulk_create(
            Article.also_in.through(article=story.article, category_id=self.sections[story.also_in])
            for story in written
            if story.also_in
        )
        Article.tags.through.objects.bulk_create(
            Article.tags.through(
                content_type=self.article_type, object_id=story.article.pk, tag_id=self.tags[name]
            )
            for story in written
            for name in story.tags
        )
        Byline.objects.bulk_create(
            Byline(article=story.article, author_id=self.authors[slug], position=position)
            for story in written
            for position, slug in enumerate(story.authors)
        )
        FAQ.objects.bulk_create(
            FAQ(article=story.article, question=question, answer=answer, position=position)
            for story in written
            for position, (question, answer) in enumerate(story.questions)
        )
        self._list(written)
        RelatedStory.objects.bulk_create(_related(written))
        if current():  # else all stories are placed once a space is learnt
            keep_all([each for each in articles if each.status == Article.Status.PUBLISHED])
        index_stories([article.pk for article in articles])

    def _list(self, written: list[Written]) -> None:
        """Put the stories that readers see into the lists where they stand."""
        public = [story for story in written if story.article.status == Article.Status.PUBLISHED]
        for model, name, places in (
            (SectionListing, "category_id", self._sections_of),
            (TagListing, "tag_id", lambda story: [self.tags[tag] for tag in story.tags]),
            (AuthorListing, "author_id", lambda story: [self.authors[slug] for slug in story.authors]),
        ):
            model.objects.bulk_create(
                model(**{name: key}, article=story.article, published_at=story.article.published_at)
                for story in public
                for key in places(story)
            )

    def _sections_of(self, story: Written) -> list[int]:
        paths = with_ancestors({story.category, story.also_in} - {""})
        return [self.sections[path] for path in sorted(paths)]


def _tag(name: str) -> Tag:
    return Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)


def _number_slugs(articles: list[Article]) -> None:
    """Give slugs that are taken in their month the first number that is free."""
    waiting = [(article, article.slug) for article in articles if article.url_month]
    used: set[tuple[dt.date, str]] = set()
    for number in count(2):
        slugs = {article.slug for article, _ in waiting}
        used.update(Article.objects.filter(slug__in=slugs).values_list("url_month", "slug"))
        clashing = []
        for article, stem in waiting:
            address = article.url_month, article.slug
            if address in used:
                clashing.append((article, stem))
            used.add(address)
        if not clashing:
            return
        for article, stem in clashing:
            article.slug = f"{stem}-{number}"
        waiting = clashing


def _related(written: list[Written]) -> Iterator[RelatedStory]:
    """Yield the rows of the stories beside each: of its matter first, then those that share a tag.

    It looks at the story's own edition only, which articles.related does not; what it finds is what
    an editor would see there, at a small part of the cost.
    """
    for _, group in groupby(written, key=lambda story: story.edition):
        public = [story for story in group if story.article.status == Article.Status.PUBLISHED]
        for story in public:
            for position, other in enumerate(_beside(story, public)):
                yield RelatedStory(article=story.article, story=other.article, position=position)


def _beside(story: Written, others: list[Written]) -> list[Written]:
    def rank(other: Written) -> tuple[bool, int, dt.timedelta]:
        apart = abs(other.article.published_at - story.article.published_at)
        return other.matter != story.matter, -len(set(other.tags) & set(story.tags)), apart

    chosen, seen = [], [_words(story.article.headline)]
    for other in sorted((other for other in others if other is not story), key=rank):
        words = _words(other.article.headline)
        if all(len(words & known) < SAME_HEADLINE * len(words | known) for known in seen):
            chosen.append(other)
            seen.append(words)
        if len(chosen) == KEPT:
            break
    return chosen


def _words(headline: str) -> set[str]:
    return set(re.findall(r"\w{3,}", headline.casefold()))
