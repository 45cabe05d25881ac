"""What every kind of page takes in a paper of a million stories, against one of 1,000; nothing is kept.

    .venv/bin/python -m benchmarks.page_growth [--stories 1000 1000000] [--postgresql] [--keep FOLDER]

Asks the papers of benchmarks/many_stories.py, in turn, for every kind of public page, for feeds,
sitemaps, the API and the lists of the admin. Each is rendered anew: there is no page cache in front.
Printed are medians in milliseconds and a ratio, which should be 1.25 at most. What search costs is
measured by benchmarks/search_growth.py, and what comments cost by benchmarks/comment_queue.py.
"""

import sys
from functools import partial

from benchmarks import many_stories, papers

FOUND = 30  # the story whose tag, author, month and section are asked for: not quite the newest
BACK = 20  # pages that are gone back in a list


def make_paper(number: int) -> str:
    """Store the stories of benchmarks/many_stories.py, and the sitemap's parts that they stand in."""
    from django.db.models import F

    from articles.models import Article, SitemapPart
    from articles.sitemap_parts import PART
    from masthead.models import SiteSettings

    said = many_stories.make_paper(number)
    SiteSettings.objects.get_or_create(pk=1)
    if not SitemapPart.objects.exists():
        places = Article.objects.values_list("url_month", F("pk") - F("pk") % PART).distinct()
        now = Article.objects.latest("pk").published_at
        SitemapPart.objects.bulk_create(
            SitemapPart(month=month, first=first, changed_at=now) for month, first in places.order_by()
        )
    return said


def tasks(number: int) -> papers.Tasks:
    """Return the addresses that are asked for, each as a function."""
    reader, editor = papers.clients()
    return {
        **{name: partial(papers.timed_answer, reader, path) for name, path in public_pages().items()},
        **{name: partial(papers.timed_answer, editor, path) for name, path in admin_pages().items()},
    }


def public_pages() -> dict[str, str]:
    """Return what readers and their machines ask for."""
    from django.db.models import Count
    from taggit.models import Tag

    from articles import lists
    from articles.models import Article
    from articles.sitemap_parts import PART

    public = Article.objects.published()
    story = public.newest_first()[FOUND : FOUND + 1].get()
    old = public.order_by("published_at", "pk")[FOUND : FOUND + 1].get()
    section = story.category.get_absolute_url()
    tags = Tag.objects.annotate(uses=Count("taggit_taggeditem_items")).order_by("-uses")
    common, rare = tags.first(), tags.filter(uses__gt=0).last()
    cursor = None
    for _ in range(BACK):
        cursor = lists.LATEST.page(cursor).older
    part = f"{story.url_month:%Y-%m}-{story.pk - story.pk % PART}"
    api = "/api/v1"
    return {
        "front page": "/",
        "story": story.get_absolute_url(),
        "oldest story": old.get_absolute_url(),
        "latest": "/latest/",
        f"latest, {BACK} pages back": f"/latest/?before={cursor}",
        "section": section,
        "common tag": f"/tag/{common.slug}/",
        "rare tag": f"/tag/{rare.slug}/",
        "author": story.bylines.first().author.get_absolute_url(),
        "month": f"/{story.url_month:%Y/%m}/",
        "most read": "/most-read/",
        "corrections": "/corrections/",
        "feed": "/feed/rss/",
        "feed of a section": f"/feed/atom{section}",
        "feed of a tag": f"/feed/json/tag/{common.slug}/",
        "index of the sitemap": "/sitemap.xml",
        "part of the sitemap": f"/sitemap/{part}.xml",
        "sitemap of news": "/sitemap/news.xml",
        "API: stories": f"{api}/stories/",
        "API: stories of a tag": f"{api}/tags/{common.slug}/stories/",
        "API: a story": f"{api}/stories/{story.pk}/",
        "API: categories": f"{api}/categories/",
        "API: tags": f"{api}/tags/",
        "API: authors": f"{api}/authors/",
    }


def admin_pages() -> dict[str, str]:
    """Return what editors ask for."""
    from articles.models import Article

    story = Article.objects.published().newest_first()[FOUND : FOUND + 1].get()
    stories, find = "/admin/articles/article/", "/admin/autocomplete/?app_label=articles&model_name="
    return {
        "admin: start": "/admin/",
        "admin: stories": stories,
        "admin: stories, page 10": f"{stories}?p=10",
        "admin: drafts": f"{stories}?status=draft",
        "admin: stories of a section": f"{stories}?section={story.category_id}",
        "admin: stories with two words": f"{stories}?q={'+'.join(story.headline.split()[:2])}",
        "admin: a story": f"{stories}{story.pk}/change/",
        "admin: find a story": f"{find}pinnedstory&field_name=story&term={story.headline.split()[0]}",
        "admin: find a tag": f"{stories}tags/?q=tag",
        "admin: tags": "/admin/taggit/tag/",
        "admin: authors": "/admin/authors/author/",
        "admin: sections": "/admin/articles/category/",
        "admin: front page": "/admin/newsroom/frontpage/",
        "admin: redirects": "/admin/redirects/redirect/",
    }


if __name__ == "__main__":
    sys.exit(papers.main("benchmarks.page_growth", "stories", 1_000, make_paper, tasks))
