"""What the desk finds by words: stories in whatever state, by work that does not grow with the paper.

Published stories, those included whose hour has not come or is over, are found as readers find them,
by whole words in any form, in the index of the search. It must hold nothing that is not published:
other stories are gone through, the newest of each state, and are found by parts of words too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.indexing import language_of
from articles.models import Article, Byline
from articles.permissions import sees_all
from masthead.models import SiteSettings
from search.engine import newest_holding
from search.words import fold

MOST_WORDS = 8  # of a question that are looked for
MOST = 500  # published stories that are found
MOST_ABOUT = 50  # of those, by words that they are about, when the headline comes first
LOOKED_THROUGH = 500  # stories of each state that are gone through

NOT_IN_INDEX = [status for status in Article.Status if status != Article.Status.PUBLISHED]


@dataclass(frozen=True)
class Found:
    """Keys of stories, in no order, and sentences that say which others may be missing."""

    keys: set[int] = field(default_factory=set)
    limits: list[str] = field(default_factory=list)


def find(text: str, user: AbstractBaseUser, marks: tuple[str, ...] = ()) -> Found:
    """Return the stories that hold every word, of which the caller leaves out what `user` may not see.

    `marks` are those of search.documents.Source that published ones must have, if that is asked of
    all that is found.
    """
    words = text.split()[:MOST_WORDS]
    keys, is_whole = newest_holding(" ".join(words), _language(), MOST, marks)
    others, looked_at_all = _going_through(words, user)
    limits = []
    if not is_whole:
        limits.append(
            "More published stories hold these words: the newest are shown. Add a word to find others."
        )
    if not looked_at_all:
        limits.append(
            f"Of what is not published, the {LOOKED_THROUGH:,} stories of each state that were changed "
            "last were gone through."
            if sees_all(user)
            else f"Of what is yours, the {LOOKED_THROUGH:,} newest stories were gone through."
        )
    return Found({*keys, *others, *_at_address(words)}, limits)


def find_by_headline(text: str, user: AbstractBaseUser) -> tuple[set[int], set[int]]:
    """Return the stories that hold every word, and those among them that do so in the headline.

    For fields that are typed into: what the stories are about comes before what is newest.
    """
    words = text.split()[:MOST_WORDS]
    language = _language()
    about, _ = newest_holding(" ".join(words), language, MOST_ABOUT, about=True)
    keys, _ = newest_holding(" ".join(words), language, MOST_ABOUT)
    others, _ = _going_through(words, user)
    found = {*about, *keys, *others, *_at_address(words)}
    headlines = Article.objects.filter(pk__in=found).order_by().values_list("pk", "headline")
    folded = [fold(word) for word in words]
    named = {key for key, headline in headlines if all(word in fold(headline) for word in folded)}
    return found, named


def among(stories: QuerySet, keys: set[int]) -> QuerySet:
    """Return those of a queryset that have one of these keys, in its order.

    What they are chosen by is asked first: beside an order, a database would follow an index through
    the whole paper in search of a few keys.
    """
    chosen = list(stories.order_by().filter(pk__in=keys).values_list("pk", flat=True))
    return Article.objects.filter(pk__in=chosen).order_by(*stories.query.order_by)


def _language() -> str:
    return language_of(SiteSettings.load())


def _at_address(words: list[str]) -> QuerySet:
    """Return the keys of stories whose address, or the end of it, is all that was asked for."""
    if len(words) != 1:
        return Article.objects.none()
    slug = words[0].rstrip("/").rpartition("/")[2].lower()
    return Article.objects.filter(slug=slug).order_by().values_list("pk", flat=True)[:MOST]


def _going_through(words: list[str], user: AbstractBaseUser) -> tuple[list[int], bool]:
    """Return the keys of stories beside the index that hold every word, and whether all were read."""
    if not words:
        return [], True
    read: set[int] = set()
    is_whole = True
    for rows in _beside_the_index(user):
        keys = list(rows[: LOOKED_THROUGH + 1])
        is_whole &= len(keys) <= LOOKED_THROUGH
        read.update(keys[:LOOKED_THROUGH])
    stories = Article.objects.filter(pk__in=read).order_by()
    for word in words:
        by_author = Byline.objects.filter(article=OuterRef("pk"), author__name__icontains=word)
        said = Q(search_text__contains=fold(word)) | Q(slug__icontains=word)
        stories = stories.filter(said | Q(Exists(by_author)))
    return list(stories.values_list("pk", flat=True)), is_whole


def _beside_the_index(user: AbstractBaseUser) -> Iterator[QuerySet]:
    """Yield the keys of what is not published, each along an index; of one's own stories, all.

    Who sees only these would miss those that others have pushed out of the newest in the index.
    """
    if sees_all(user):
        for status in NOT_IN_INDEX:
            rows = Article.objects.filter(status=status).order_by("-modified_at", "-pk")
            yield rows.values_list("pk", flat=True)
        return
    yield Article.objects.filter(created_by=user.pk).order_by("-pk").values_list("pk", flat=True)
    signed = Byline.objects.filter(author__user=user.pk).order_by("-article")
    yield signed.values_list("article", flat=True)
