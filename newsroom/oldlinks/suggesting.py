"""Which story a missing address most likely meant."""

import re
from collections.abc import Iterable

from django.utils.text import slugify

from articles.models import Article

ALIKE = 0.5  # share of common words from which two slugs are taken for the same story
NEWEST = 2000  # stories that are compared
OF_A_MONTH = 500
MOST_MONTHS = 8  # that are looked into for one page

_MONTH = re.compile(r"^/(\d{4})/(0[1-9]|1[0-2])/")
_ENDING = re.compile(r"\.(?:html?|php|amp)$")
_NUMBER = re.compile(r"^\d+-|-\d+$")


def suggest(paths: Iterable[str]) -> dict[str, str]:
    """Return for addresses the address of the public story that each of them most likely meant.

    The last part that is words is compared with slugs: the same slug, else at least half of all words
    in common, among the stories of the month in the address and the newest ones. An address that is
    like none is left out. It takes a bounded number of queries, however many addresses there are.
    """
    wanted = {path: slug for path in paths if (slug := _slug_of(path))}
    if not wanted:
        return {}
    public = Article.objects.published().only("slug", "url_month").order_by()
    same = {story.slug: story for story in public.filter(slug__in=set(wanted.values()))[:NEWEST]}
    others = list(public.newest_first()[:NEWEST]) if any(s not in same for s in wanted.values()) else []
    for year, month in _months(path for path, slug in wanted.items() if slug not in same):
        others += public.filter(url_month=f"{year}-{month}-01").order_by("-pk")[:OF_A_MONTH]
    words = {story.pk: (story, _words(story.slug)) for story in others}
    found = {path: same.get(slug) or _likeliest(slug, words) for path, slug in wanted.items()}
    return {path: story.get_absolute_url() for path, story in found.items() if story}


def _likeliest(slug: str, candidates: dict) -> Article | None:
    own, best, score = _words(slug), None, ALIKE
    for story, words in candidates.values():
        alike = len(own & words) / len(own | words) if own and words else 0
        if alike >= score and (best is None or alike > score or story.pk > best.pk):
            best, score = story, alike
    return best


def _slug_of(path: str) -> str:
    parts = [part for part in path.partition("?")[0].split("/") if part]
    for part in reversed(parts):
        slug = _NUMBER.sub("", slugify(_ENDING.sub("", part), allow_unicode=True))
        if slug and not slug.isdigit() and slug not in ("amp", "feed", "page", "print"):
            return slug
    return ""


def _months(paths: Iterable[str]) -> list[tuple[str, str]]:
    found = (match.groups() for path in paths if (match := _MONTH.match(path)))
    return [month for month in dict.fromkeys(found) if month[0] != "0000"][:MOST_MONTHS]


def _words(slug: str) -> set[str]:
    return {word for word in slug.split("-") if len(word) > 2}
