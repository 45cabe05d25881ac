"""Nothing that an editor, an import or a commenter writes runs in anybody's browser.

The Content-Security-Policy is switched off here: the pages have to be harmless without it.
"""

import json

import pytest
from django.contrib.flatpages.models import FlatPage
from django.urls import reverse

from articles.models import Article, Category
from authors.models import Author
from comments.models import Comment
from images.models import Image
from tests.browser.hostile import ScriptWatch, plant

pytestmark = [
    pytest.mark.browser,
    pytest.mark.corpora,
    pytest.mark.django_db(transaction=True),
]

PARTS = 8


@pytest.fixture(params=range(PARTS), ids=lambda part: f"part{part}")
def vectors(request, corpora) -> list[str]:
    """An eighth of all vectors; NUL, which no form and no database takes, is dropped."""
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
    urls += [page.url for page in FlatPage.objects.all()]
    urls += ["/", "/latest/", articles[0].category.get_absolute_url(), f"/tag/{articles[0].slug}/"]
    urls += [articles[0].bylines.get().author.get_absolute_url(), "/no/such/page/"]

    found = [line for url in urls for line in watch.look(url)]

    assert found == []


def test_what_a_reader_asks_for_runs_nothing(watch, vectors, live_server):
    article = plant(vectors[:1])[0]
    found = []
    for vector in vectors:
        page = watch.page
        page.goto("/search/")
        page.locator("main input[name=q]").fill(vector.replace("\n", " ")[:110])
        watch.ran.clear()
        page.locator("main form button").click()
        page.wait_for_load_state()
        found += watch.ran
    found += watch.look(f"{article.get_absolute_url()}?replytocom=%22%3E%3Cscript%3E1%3C/script%3E")

    assert found == []


def test_admin_runs_nothing(watch, vectors, log_in, admin_user):
    articles = plant(vectors)
    log_in(watch.page, admin_user)
    lists = [Article, Category, Author, Image, Comment, FlatPage]
    urls = [reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in lists]
    urls += [
        reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{action}", args=[row.pk])
        for article in articles[::40]
        for row in [
            article,
            article.category,
            article.lead_image,
            article.bylines.get().author,
            article.comments.first(),
            FlatPage.objects.get(url=f"/{article.slug}/"),
        ]
        for action in ["change", "history", "delete"]
    ]
    urls += [reverse("admin:masthead_sitesettings_changelist"), reverse("admin:index")]
    urls += [f"{reverse('admin:comments_comment_changelist')}?status={s}" for s in Comment.Status]

    found = [line for url in urls for line in watch.look(url)]

    assert found == []


def test_rich_text_editor_runs_nothing(watch, vectors, log_in, admin_user):
    article = plant(vectors[:1])[0]
    log_in(watch.page, admin_user)
    found = watch.look(reverse("admin:articles_article_change", args=[article.pk]))
    watch.page.locator(".ProseMirror").first.wait_for()
    for vector in vectors:
        watch.ran.clear()
        watch.page.evaluate(
            """html => {
                const field = document.querySelector("[data-django-prose-editor-configurable]");
                const editor = field.closest(".prose-editor")?.querySelector(".ProseMirror").editor;
                editor.commands.setContent(html);
            }""",
            f"<p>{vector}</p>{vector}",
        )
        found += watch.ran

    assert found == []
