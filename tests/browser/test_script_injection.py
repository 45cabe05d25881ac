"""Nothing that an editor, an import or a commenter writes runs in anybody's browser.

The Content-Security-Policy is switched off here: the pages have to be harmless without it.
"""

import json
from html import escape
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from django.contrib.flatpages.models import FlatPage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from taggit.models import Tag

from articles.models import Article, Category
from articles.tagging import tag_url
from authors.models import Author
from comments.models import Block, Comment
from comments.signatures import own_token
from images.models import Image
from masthead.models import StandingPage
from redirects.models import Redirect
from richtext.embeds import FRAME_ORIGINS
from tests.browser.hostile import ScriptWatch, plant
from tests.browser.hostile_export import PACK, write_export

pytestmark = [
    pytest.mark.any_database,
    pytest.mark.browser,
    pytest.mark.corpora,
    pytest.mark.django_db(transaction=True),
]

PARTS = 4
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(params=range(PARTS), ids=lambda part: f"part{part}")
def vectors(request, corpora) -> list[str]:
    """A quarter of all vectors; NUL, which no form and no database takes, is dropped."""
    rows = json.loads((corpora / "xss" / "vectors.json").read_text())
    return [row["vector"].replace("\0", "") for row in rows[request.param :: PARTS]]


@pytest.fixture
def watch(open_page, live_server):
    page = open_page(bypass_csp=True)
    return ScriptWatch(page, live_server.url)


def admin_url(model, action: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


def admin_lists() -> list[str]:
    urls = [reverse("admin:index"), reverse("admin:masthead_sitesettings_changelist")]
    for model in [Article, Category, Author, Image, Comment, StandingPage, Tag, Redirect]:
        rows = admin_url(model, "changelist")
        urls += [rows, *(f"{rows}?p={number}" for number in range(2, 5)), f"{rows}?q=script"]
    return urls


def test_script_that_does_run_is_heard(watch, live_server):
    """The watch itself works: a page with a script of its own is found out."""
    hostile = "<!doctype html><script>1</script><img src=/x onerror='2'><a href='javascript:3'>x</a>"
    watch.page.route("**/hostile/", lambda route: route.fulfill(body=hostile, content_type="text/html"))
    watch.page.route("**/x", lambda route: route.fulfill(status=200, body=""))

    heard = "\n".join(watch.look("/hostile/"))

    for expected in ["script in", "<script>", "img onerror=2", "a href=javascript:3"]:
        assert expected in heard


def test_public_pages_run_nothing(watch, vectors):
    articles = plant(vectors)
    urls = [article.get_absolute_url() for article in articles]
    urls += [page.url for page in FlatPage.objects.all()[::8]]
    urls += ["/", "/latest/", articles[0].category.get_absolute_url(), f"/tag/{articles[0].slug}/"]
    urls += [articles[0].bylines.get().author.get_absolute_url(), "/no/such/page/"]

    found = [line for url in urls for line in watch.look(url)]

    assert found == []


def test_feeds_of_comments_run_nothing(watch, vectors):
    """Neither the feed itself runs anything, nor its HTML in a program that shows it as it is."""
    stories = plant(vectors)
    for url in ("/comments/feed/", f"{stories[0].get_absolute_url()}comments/feed/"):
        found = watch.look(url)
        assert [line for line in found if ": pre style=" not in line] == []  # Chromium's own, for text
    shown = ""
    watch.page.route("**/shown/", lambda route: route.fulfill(body=shown, content_type="text/html"))
    for story in stories:
        feed = ElementTree.fromstring(Client().get(f"{story.get_absolute_url()}comments/feed/").content)
        entries = feed.findall(f"{ATOM}entry")
        assert len(entries) == 2
        parts = [escape(entry.findtext(f"{ATOM}title")) for entry in entries]
        parts += [entry.findtext(f"{ATOM}summary") for entry in entries]
        shown += "".join(f"<section>{part}</section>" for part in parts)
    shown = f"<!doctype html><main>{shown}</main>"
    assert watch.look("/shown/") == []
    assert shown.count("<section>") == 4 * len(vectors)


def test_pages_of_a_comment_run_nothing(watch, vectors):
    """A thread alone, the picks, a comment as its writer's own, and the forms about a comment."""
    urls = []
    for article in plant(vectors)[::8]:
        first, reply = article.comments.order_by("pk")
        Comment.objects.filter(pk=reply.pk).update(status="pending")
        story, token = article.get_absolute_url(), own_token(reply)
        urls += [f"{story}?thread={first.pk}", f"{story}?order=picks", f"{story}comments/?mine={token}"]
        urls += [f"{first.get_absolute_url()}report/", f"{reply.get_absolute_url()}edit/?mine={token}"]
        urls.append(f"{reply.get_absolute_url()}take-back/?mine={token}")

    found = [line for url in urls for line in watch.look(url, provoke="comments/" not in url)]

    assert found == []


def test_what_a_reader_asks_for_runs_nothing(watch, vectors):
    article = plant(vectors[:1])[0]
    urls = [f"/search/?{urlencode({'q': vector[:110]})}" for vector in vectors[::8]]
    urls.append(f"{article.get_absolute_url()}?replytocom=%22%3E%3Cscript%3E1%3C/script%3E")

    found = [line for url in urls for line in watch.look(url)]

    assert found == []


def test_admin_runs_nothing(watch, vectors, log_in, admin_user):
    articles = plant(vectors)
    log_in(watch.page, admin_user)
    urls = admin_lists()
    for article, actions in [(articles[0], ["change", "history", "delete"]), (articles[-1], ["change"])]:
        rows = [article, article.category, article.lead_image, article.bylines.get().author]
        rows += [article.comments.first(), StandingPage.objects.get(url=f"/{article.slug}/")]
        urls += [admin_url(row, action, row.pk) for row in rows for action in actions]

    queue = reverse("admin:comments_comment_queue")
    urls += [f"{queue}?tab={tab}" for tab in ("reported", "approved")]
    urls += [
        f"{queue}?tab=all&comment={story.comments.last().pk}&{urlencode({'q': story.headline[:200]})}"
        for story in articles[::6]
    ]
    blocks = [Block(kind="word", value=vector[:254], note=vector[:300]) for vector in vectors[::8]]
    urls += [admin_url(Block, "changelist")]
    urls += [admin_url(Block, "change", row.pk) for row in Block.objects.bulk_create(blocks)[:3]]

    found = [line for url in urls for line in watch.look(url, provoke=False)]

    assert found == []


def test_rich_text_editor_runs_nothing(watch, vectors, log_in, admin_user):
    article = plant(vectors[:1])[0]
    log_in(watch.page, admin_user)
    watch.page.add_init_script(
        "addEventListener('prose-editor:ready', event => { window.editor = event.detail.editor })"
    )
    form = reverse("admin:articles_article_change", args=[article.pk])
    found = watch.look(form, provoke=False)
    watch.page.wait_for_function("window.editor")
    for vector in vectors:
        watch.ran.clear()
        # Markup that stands in the way of the editor's own parser makes it refuse the text.
        paste = "html => { try { editor.commands.setContent(html) } catch (refusal) {} }"
        watch.page.evaluate(paste, f"<p>{vector}</p>{vector}")
        found += watch.ran

    assert found == []


def test_what_an_import_brings_runs_nothing(watch, vectors, tmp_path, log_in, admin_user):
    """Each story has two dozen vectors in it; of what one vector has to itself a part is looked at."""
    call_command("import_wordpress", write_export(vectors, tmp_path), media=tmp_path, verbosity=0)
    stories = list(Article.objects.filter(comment_count__gt=0).select_related("category"))
    assert len(stories) == -(-len(vectors) // PACK)
    assert all(story.lead_image and story.bylines.count() > 1 for story in stories)
    assert sum("<" in story.headline for story in stories) > len(stories) / 2
    watch.page.watch.allow(*(origin.removeprefix("https://") for origin in FRAME_ORIGINS))
    briefs = Article.objects.filter(status="published", comment_count=0)
    urls = [story.get_absolute_url() for story in [*stories, *briefs[::PACK]]]
    urls += ["/", "/2024/07/", "/latest/", "/search/?q=script", "/no/such/page/"]
    urls += [row.get_absolute_url() for rows in (Category, Author) for row in rows.objects.all()[::80]]
    urls += [tag_url(slug) for slug in Tag.objects.values_list("slug", flat=True)[::80]]
    urls += [quote(url) for url in FlatPage.objects.values_list("url", flat=True)[::20]]
    old = Redirect.objects.exclude(new_path__startswith="/media/").values_list("old_path", flat=True)
    urls += [quote(path, safe="/?=&") for path in old[::80]]

    found = [line for url in urls for line in watch.look(url)]
    log_in(watch.page, admin_user)
    rows = [stories[0], stories[0].category, stories[0].lead_image, stories[0].comments.first()]
    rows += [stories[0].bylines.first().author, StandingPage.objects.first(), Redirect.objects.first()]
    urls = [admin_url(row, "change", row.pk) for row in [*rows, *stories[1::10]]]
    urls += [admin_url(row, "changelist") for row in rows] + [admin_url(Tag, "changelist")]
    found += [line for url in urls for line in watch.look(url, provoke=False)]

    assert found == []
