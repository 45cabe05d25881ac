"""What readers find: stories that answer a question, narrowed down, with what tells them apart."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone
from taggit.models import Tag

from articles.indexing import language_of
from articles.models import Article, Category, SectionListing
from authors.models import Author
from masthead.models import SiteSettings
from richtext.text import plain_text
from search import snippets
from search.engine import Answer, Question, search
from search.snippets import Piece
from search.words import language

PAGE_SIZE = 20
CHOICES = 8  # of each kind by which results can be narrowed down
EXCERPT = 220  # characters
LONGEST_TEXT = 20_000  # characters of a story in which an excerpt is looked for


class UnknownFilterError(LookupError):
    """A section, author, tag or year that no story which readers see has."""


@dataclass(frozen=True)
class Filters:
    """What results are narrowed down to: the path of a section, slugs, a year; empty for none."""

    section: str = ""
    author: str = ""
    tag: str = ""
    year: str = ""


@dataclass(frozen=True)
class Choice:
    """One way to narrow results down: `value` of a filter, what people call it, how many are so."""

    value: str
    name: str
    count: int


@dataclass
class Found:
    """A page of results.

    Each story has `marked_headline` and `marked_excerpt`, lists of search.snippets.Piece. `choices`
    are by the names of Filters. `answer` is what the index said.
    """

    answer: Answer
    stories: list[Article] = field(default_factory=list)
    choices: dict[str, list[Choice]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many stories were found, those that fell beyond the bound left out."""
        return len(self.answer.keys)

    @property
    def pages(self) -> int:
        """How many pages they fill; one if there is none."""
        return max(-(-self.total // PAGE_SIZE), 1)


def find(
    text: str,
    filters: Filters,
    paper: SiteSettings,
    *,
    page: int = 1,
    any_age: bool = False,
    **options,
) -> Found:
    """Return a page of the stories that answer `text`; `options` as search.engine.Question has them.

    New stories count a little more if the paper wants it so, but for `any_age`. Beyond the last page
    there are no stories. Raises UnknownFilterError.
    """
    marks, until = _marks(filters)
    code = language_of(paper)
    options["newer_first"] = paper.search_newer_first and not any_age
    answer = search(Question(text, code=code, marks=marks, until=until, **options))
    keys = answer.keys[PAGE_SIZE * (page - 1) : PAGE_SIZE * page]
    rows = Article.objects.published().order_by().filter(pk__in=keys).for_results().with_bylines()
    known = {story.pk: story for story in rows}
    stories = [known[key] for key in keys if key in known]
    speech = language(code)
    for story in stories:
        told = f"{story.standfirst} {plain_text(story.body[:LONGEST_TEXT])}"
        story.marked_headline = snippets.mark(story.headline, answer.terms, speech)
        story.marked_excerpt = _excerpt(story, told, answer.terms, speech)
    return Found(answer, stories, _choices(answer, filters) if answer.keys else {})


def _excerpt(story: Article, told: str, terms: frozenset[str], speech) -> list[Piece]:
    """Return what a story says where it speaks of what was asked for; else what lists show of it."""
    found = snippets.excerpt(told, terms, speech, EXCERPT)
    if any(piece.is_marked for piece in found):
        return found
    return snippets.mark(story.summary, terms, speech)


def _marks(filters: Filters) -> tuple[tuple[str, ...], dt.datetime | None]:
    """Return the marks that documents must have, and before when they were published.

    What readers cannot see is unknown here, as what does not exist.
    """
    public = Article.objects.published().order_by()
    marks, until = [], None
    if filters.section:
        listed = SectionListing.objects.filter(article__in=public)
        key = _key(Category.objects.filter(path=filters.section, listings__in=listed))
        marks.append(f"c{key}")
    if filters.author:
        key = _key(Author.objects.filter(slug=filters.author, bylines__article__in=public))
        marks.append(f"a{key}")
    if filters.tag:
        tag = _key(Tag.objects.filter(slug=filters.tag))
        if not public.filter(tags=tag).exists():
            raise UnknownFilterError(filters.tag)
        marks.append(f"t{tag}")
    if filters.year:
        year = int(filters.year) if filters.year.isdecimal() and len(filters.year) == 4 else 0
        if not 1 <= year <= timezone.localtime().year:
            raise UnknownFilterError(filters.year)
        marks.append(f"y{year}")
        until = dt.datetime(year + 1, 1, 2, tzinfo=dt.UTC)
    return tuple(marks), until


def _key(rows) -> int:
    key = rows.order_by().values_list("pk", flat=True).first()
    if key is None:
        raise UnknownFilterError
    return key


def _choices(answer: Answer, filters: Filters) -> dict[str, list[Choice]]:
    """Return by what the answers can be narrowed down, the most frequent first.

    Only answers that readers see are counted, so that nothing else is told of.
    """
    counts: dict[str, list[tuple[int, int]]] = {kind: [] for kind in "cyat"}
    for mark, number in answer.marks.most_common():
        counts[mark[0]].append((int(mark[1:]), number))
    years = [Choice(str(year), str(year), number) for year, number in sorted(counts["y"], reverse=True)]
    choices = {
        "section": _named(Category.objects.values_list("pk", "path", "name"), counts["c"]),
        "year": years[: 2 * CHOICES],
        "author": _named(Author.objects.values_list("pk", "slug", "name"), counts["a"]),
        "tag": _named(Tag.objects.values_list("pk", "slug", "name"), counts["t"]),
    }
    return {
        name: [choice for choice in each if choice.value != getattr(filters, name)]
        for name, each in choices.items()
    }


def _named(rows, counts: list[tuple[int, int]]) -> list[Choice]:
    counts = counts[: CHOICES + 1]
    named = {key: (value, name) for key, value, name in rows.filter(pk__in=[key for key, _ in counts])}
    return [Choice(*named[key], number) for key, number in counts if key in named]
