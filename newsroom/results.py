"""The page of search results: what its address asks for, and the addresses that lead on from it."""

from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models.category import LONGEST_PATH
from articles.search import Filters, Found, UnknownFilterError, find
from masthead.models import SiteSettings
from search.queries import LONGEST

SORTS = ("relevance", "date")


@dataclass(frozen=True)
class Asked:
    """What the address of a page of results says. Its parts are those of the form and its links."""

    query: str
    filters: Filters
    sort: str = "relevance"
    page: int = 1
    any_age: bool = False
    is_typing: bool = False

    def url(self, **changes) -> str:
        """Return the address with some of its parts changed; without a page, the first one."""
        parts = {"q": self.query, **asdict(self.filters), "sort": self.sort}
        parts |= {"age": "any" if self.any_age else "", "page": ""} | changes
        if parts["sort"] == "relevance":
            parts["sort"] = ""
        said = {name: value for name, value in parts.items() if value}
        return f"{reverse('search')}?{urlencode(said)}"


def read(given: QueryDict) -> Asked:
    """Return what is asked for. Raises Http404 with a sentence for what no page of ours asks for."""
    sort, page, age = given.get("sort") or "relevance", given.get("page", "1"), given.get("age", "")
    if sort not in SORTS or age not in ("", "any"):
        raise Http404(_("Results are sorted by relevance or by date."))
    if not (page.isascii() and page.isdecimal() and len(page) < 10 and 1 <= int(page) <= 1000):
        raise Http404(_("The results have no such page."))
    filters = {name: given.get(name, "")[:LONGEST_PATH] for name in asdict(Filters())}
    return Asked(
        query=" ".join(given.get("q", "").split())[: LONGEST + 1],
        filters=Filters(**filters),
        sort=sort,
        page=int(page),
        any_age=bool(age),
        is_typing="typing" in given,
    )


def results_page(asked: Asked, paper: SiteSettings) -> dict:
    """Return the context of the page. Raises Http404 for a filter or a page that there is not."""
    try:
        found = find(
            asked.query,
            asked.filters,
            paper,
            page=asked.page,
            by_date=asked.sort == "date",
            any_age=asked.any_age,
            is_typing=asked.is_typing,
        )
    except UnknownFilterError:
        raise Http404(_("No story is filed under that.")) from None
    if asked.page > found.pages:
        raise Http404(_("The results have no such page."))
    return {
        "asked": asked,
        "query": asked.query[:LONGEST],
        "found": found,
        "stories": found.stories,
        "told": _told(asked, found),
        "notices": _notices(asked, found),
        "meant": found.answer.meant,
        "meant_url": asked.url(q=found.answer.meant),
        "sorts": [_sort(asked, "relevance", _("Best")), _sort(asked, "date", _("Newest"))],
        "chosen": _chosen(asked),
        "groups": _groups(asked, found),
        "previous_url": asked.url(page=asked.page - 1 if asked.page > 2 else "")
        if asked.page > 1
        else None,
        "next_url": asked.url(page=asked.page + 1) if asked.page < found.pages else None,
    }


def _told(asked: Asked, found: Found) -> str:
    """Return how many results there are, as a sentence; empty without a question."""
    if not found.total:
        return ""
    if found.answer.is_whole:
        told = ngettext("%(number)s story", "%(number)s stories", found.total) % {"number": found.total}
    elif asked.sort == "date":
        told = _("The newest %(number)s stories") % {"number": found.total}
    else:
        told = _("The best %(number)s stories") % {"number": found.total}
    if found.pages == 1:
        return told
    place = {"page": asked.page, "pages": found.pages}
    return f"{told} – {_('page %(page)s of %(pages)s') % place}"


def _notices(asked: Asked, found: Found) -> list[str]:
    """Return what a reader should know of the results, or do without any."""
    notices = []
    if found.answer.query.too_long:
        notices.append(_("That is a long question: only its beginning was looked for."))
    if asked.query and not found.answer.query:
        if found.answer.query.without:
            notices.append(_("Say what you look for, too, not only what you do not."))
        else:
            notices.append(_("There is no word in that to look for."))
    elif asked.query and not found.total:
        notices.append(_("No story was found. Try fewer or other words."))
    elif not found.answer.holds_all:
        notices.append(_("No story holds all of these words. These hold some of them."))
    return notices


def _sort(asked: Asked, sort: str, name: str) -> dict:
    return {"name": name, "url": asked.url(sort=sort), "is_current": asked.sort == sort}


def _chosen(asked: Asked) -> list[dict]:
    """Return the filters in force, each with the address of the results without it."""
    return [
        {"name": value.rpartition("/")[2].replace("-", " "), "url": asked.url(**{name: ""})}
        for name, value in asdict(asked.filters).items()
        if value
    ]


def _groups(asked: Asked, found: Found) -> list[dict]:
    """Return by what results can be narrowed down, each choice with the address of what it leaves."""
    titles = {"section": _("Section"), "year": _("Year"), "author": _("Author"), "tag": _("Tag")}
    return [
        {
            "title": titles[name],
            "choices": [
                {"name": choice.name, "count": choice.count, "url": asked.url(**{name: choice.value})}
                for choice in choices
            ],
        }
        for name, choices in found.choices.items()
        if choices
    ]
