"""The latest stories beside a story: a part of its page, so that no page is made anew for them."""

from django.template.loader import render_to_string

from articles.models import Article
from masthead.middleware import speaking_for
from masthead.models import SiteSettings
from pagecache.parts import part
from pagecache.showing import shows

SHOWN = 6


class Newest:
    """The newest stories, one more than a page shows: none stands beside itself."""

    def __init__(self):
        self._site = SiteSettings.load()
        shows("lineup", instead_of="stories")
        with speaking_for(self._site):
            self._stories = list(Article.objects.published().newest_first().for_headlines()[: SHOWN + 1])
        self._texts: dict[tuple[int, ...], str] = {}

    def beside(self, key: str) -> str:
        """Return what stands on the page of the story with a key."""
        stories = [story for story in self._stories if str(story.pk) != key][:SHOWN]
        chosen = tuple(story.pk for story in stories)
        if chosen not in self._texts:
            with speaking_for(self._site):
                text = render_to_string("articles/latest_beside.html", {"latest": stories})
            self._texts[chosen] = text
        return self._texts[chosen]


part("latest", Newest, Newest.beside)
