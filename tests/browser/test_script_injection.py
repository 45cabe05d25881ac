"""Nothing that an editor, an import or a commenter writes runs in anybody's browser.

The Content-Security-Policy is switched off here: the pages have to be harmless without it.
"""

import json
from urllib.parse import urlencode

import pytest
from django.contrib.flatpages.models import FlatPage
from django.urls import reverse
from taggit.models import Tag

from articles.models import Article, Category
from authors.models import Author
from comments.models import Comment
from images.models import Image
from masthead.models import StandingPage
from tests.browser.hostile import ScriptWatch, plant

pytestmark = [
    pytest.mark.any_database,
    pytest.mark.browser,
    pytest.mark.corpora,
    pytest.mark.django_db(transaction=True),
]

PARTS = 4


@pytest.fixture(params=range(PARTS), ids=lambda part: f"part{part}")
def vectors(request, corpora) -> list[str]:
    """A quarter of all vectors; NUL, which no form and no database takes, is dropped."""
    rows = json.loads((corpora / "xss" / "vectors.json").read_text())
    return [row["vector"].replace("\0", "") for row in rows[request.param :: PARTS]]


@pytest.fixture
def watch(open_page, live_server):
    page = open_page(bypass_csp=True)
    return ScriptWatch(page, live_server.url)


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


def test_what_a_reader_asks_for_runs_nothing(watch, vectors):
    article = plant(vectors[:1])[0]
    urls = [f"/search/?{urlencode({'q': vector[:110]})}" for vector in vectors[::8]]
    urls.append(f"{article.get_absolute_url()}?replytocom=%22%3E%3Cscript%3E1%3C/script%3E")

    found = [line for url in urls for line in watch.look(url)]

    assert found == []


def test_admin_runs_nothing(watch, vectors, log_in, admin_user):
    articles = plant(vectors)
    log_in(watch.page, admin_user)
    urls = [reverse("admin:index"), reverse("admin:masthead_sitesettings_changelist")]
    for model in [Article, Category, Author, Image, Comment, StandingPage, Tag]:
        rows = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        urls += [rows, *(f"{rows}?p={number}" for number in range(2, 5)), f"{rows}?q=script"]
    for article, actions in [(articles[0], ["change", "history", "delete"]), (articles[-1], ["change"])]:
        rows = [article, article.category, article.lead_image, article.bylines.get().author]
        rows += [article.comments.first(), StandingPage.objects.get(url=f"/{article.slug}/")]
        urls += [
            reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{action}", args=[row.pk])
            for row in rows
            for action in actions
        ]

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
