"""How the list of stories, and fields that name a story, find them by words."""

from django.db.models import Case, When

from articles import finding
from articles.admin.filters import AuthorFilter, SectionFilter, TagFilter
from desk.related import can_be_key

# By what documents are marked in the index of the search, as articles.indexing says.
MARKS = {SectionFilter: "c", AuthorFilter: "a", TagFilter: "t"}


class FindsStories:
    """A mixin for ArticleAdmin."""

    search_fields = ["headline"]  # what is searched is said in get_search_results
    search_help_text = (
        "Words of the headline, the standfirst or the text, an author's name, or the address. What is "
        "not published is found by parts of words too."
    )

    def get_search_results(self, request, queryset, search_term):
        """Return the stories that hold every word, and False: none of them comes twice.

        In fields that are typed into, those come first that hold them in the headline. In lists,
        `request.limits_of_search` says which may be missing.
        """
        if not search_term.strip():
            return queryset, False
        if is_typed_into(request):
            keys, named = finding.find_by_headline(search_term, request.user)
            named_first = Case(When(pk__in=named, then=0), default=1)
            found = queryset.filter(pk__in=keys).defer("body", "search_text")
            return found.order_by(named_first, "-modified_at", "-pk"), False
        found = finding.find(search_term, request.user, _marks_of_filters(request))
        request.limits_of_search = found.limits
        return finding.among(queryset, found.keys), False


def is_typed_into(request) -> bool:
    """Whether a field asks for the stories that it can name."""
    return bool(request.resolver_match) and request.resolver_match.url_name == "autocomplete"


def _marks_of_filters(request) -> tuple[str, ...]:
    """Return the marks of published stories that the list's filters let through.

    So of the newest that hold a word, none is left out for others that the list does not show.
    """
    asked = ((letter, request.GET.get(shown.parameter_name, "")) for shown, letter in MARKS.items())
    return tuple(f"{letter}{int(key)}" for letter, key in asked if can_be_key(key))
