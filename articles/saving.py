"""A story's rows, and what follows from them: its address, its lists, its neighbours.

This is the ground that articles.workflow stands on, and what importers write through. It knows no
people, no revisions and no permissions.
"""

import datetime as dt
from itertools import count

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from articles import due
from articles.indexing import index_stories
from articles.listing import refresh_listings
from articles.models import Article
from articles.pictures import register_pictures
from articles.related import refresh_related
from articles.sitemap_parts import note_part
from masthead.models import SiteSettings
from redirects.workflow import leave_redirect, lift_redirect
from richtext.text import first_words, plain_text
from search.words import fold


@transaction.atomic
def save(article: Article) -> None:
    """Save a story in whatever state it is, with the slug, time and address that the state asks for.

    A slug that is left empty is made from the headline; one that another story of the month has
    gets a number when the story first gets its address. A story that was public keeps the month of
    its address; if its slug changed, the old address is redirected. A redirect that starts where it
    will stand is lifted once readers see it there; until then they are led on. Call `settle` once the
    story's tags and categories are saved too.

    Raises IntegrityError if another story has the address that a public story was moved to;
    `address_is_taken` tells beforehand.
    """
    before = Article.objects.filter(pk=article.pk).first() if article.pk else None
    if article.status == Article.Status.PUBLISHED and article.published_at is None:
        article.published_at = timezone.now()
    article.url_month = expected_url_month(article, before)
    if not article.slug or not (before and has_been_public(before)):
        article.slug = free_slug(article)
    derive(article)
    article.save(update_fields=written_here(article) if before else None)
    register_pictures(article)
    due.plan(article, is_new=before is None)
    if before and has_been_public(before) and before.slug != article.slug:
        leave_redirect(before.get_absolute_url(), article.get_absolute_url())
    elif article.is_public:
        lift_redirect(article.get_absolute_url())


def written_here(article: Article) -> set[str]:
    """The fields of a story that editors and this module write; what is counted elsewhere is not."""
    fields = {field.attname for field in article._meta.concrete_fields if not field.primary_key}
    return fields - {"comment_count", "correction_notes", "head", "live"}


def derive(article: Article) -> None:
    """Fill what is kept beside a story's own words: the text for lists and the text for search."""
    article.summary = article.excerpt or article.standfirst or first_words(article.body)
    article.search_text = fold(f"{article.headline} {article.standfirst} {plain_text(article.body)}")


def update(article: Article, **values) -> None:
    """Write single columns of a story at once, from which nothing else follows."""
    Article.objects.filter(pk=article.pk).update(**values)
    for name, value in values.items():
        setattr(article, name, value)


def mark_updated(article: Article, at: dt.datetime) -> None:
    """Tell readers that a story last changed at a time, and search engines by the sitemap."""
    update(article, updated_at=at)
    note_part(article)


@transaction.atomic
def settle(article: Article, related: bool = True) -> None:
    """Bring what is derived from a story, its tags and its categories up to date.

    `related`: with the stories beside it; who brings many stories chooses those once all are there.
    """
    refresh_listings(article)
    if related:
        refresh_related(article)
    note_part(article)
    index_stories([article.pk])


def has_been_public(article: Article) -> bool:
    """Whether readers can have met the story at its address.

    One that was withdrawn and waits for another time keeps the address that they met it at.
    """
    withdrawn = article.status == Article.Status.WITHDRAWN
    if article.is_public or article.has_expired:
        return True
    return article.url_month is not None and (withdrawn or article.takedowns.exists())


def expected_url_month(article: Article, before: Article | None) -> dt.date | None:
    """Return the first day of the month that stands in the story's address, or None.

    It follows the time of publication, in the paper's time zone, until the story is public; then
    it stays. `before` is the story as it is stored.
    """
    if before and before.url_month and has_been_public(before):
        return before.url_month
    if article.status != Article.Status.PUBLISHED:
        return article.url_month if article.status == Article.Status.WITHDRAWN else None
    local = article.published_at.astimezone(SiteSettings.load().zone)
    return local.date().replace(day=1)


def address_is_taken(article: Article) -> bool:
    """Whether another story has the address that this one would be saved with."""
    before = Article.objects.filter(pk=article.pk).first() if article.pk else None
    month = expected_url_month(article, before)
    others = Article.objects.exclude(pk=article.pk)
    return month is not None and others.filter(url_month=month, slug=article.slug).exists()


def free_slug(article: Article) -> str:
    """Return the story's slug, or one made from its headline, that no other story of the month has.

    Made from the headline: at most 80 characters, cut between words, letters of any script;
    `story` when the headline has no letter. A taken one ends in a number.
    """
    stem = article.slug or slugify(article.headline, allow_unicode=True) or "story"
    if not article.slug and len(stem) > 80:
        stem = stem[:81].rpartition("-")[0] or stem[:80]
    if article.url_month is None:
        return stem
    others = Article.objects.filter(url_month=article.url_month).exclude(pk=article.pk)
    taken = set(others.filter(slug__startswith=stem[:190]).values_list("slug", flat=True))
    candidates = (stem if number == 1 else f"{stem[:190]}-{number}" for number in count(1))
    return next(slug for slug in candidates if slug not in taken)
