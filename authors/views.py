"""The pages of authors."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from authors.models import Author
from pagecache.showing import shows, stored


@stored("before")
def detail(request, slug):
    """Who an author is, and their stories, the newest first.

    Whoever has no story that readers see is not told of: they may be writing the first one.
    """
    author = get_object_or_404(Author.objects.select_related("photo"), slug=slug)
    shows(f"author:{author.pk}", instead_of="stories")
    stories = author.public_stories
    page = stories.for_cards().with_bylines().page(request.GET.get("before"))
    if not page.stories and (page.first or stories.is_empty()):
        raise Http404("No story of this author is public.")
    context = {
        "author": author,
        "stories": page.stories,
        "older_url": f"?before={page.older}" if page.older else None,
        "newest_url": None if page.first else request.path,
    }
    return render(request, "authors/detail.html", context)
