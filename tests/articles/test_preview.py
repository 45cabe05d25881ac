"""Previews: the page that readers would get, of what nobody has saved or published yet."""

import datetime as dt

import pytest
import time_machine

from articles import workflow
from articles.models import Article, HistoryEntry, RelatedStory, Revision
from images.models import PictureUse
from masthead.models import SiteSettings
from redirects.models import Redirect
from tests.admin_forms import AdminForm, errors_of
from tests.articles.story_form import form, url
from tests.bulk import make_image
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ADD = "/admin/articles/article/add/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def rich_story(published=None, **fields):
    """A story with everything that a page can show, beside others that it may be related to."""
    category = CategoryFactory(name="Coast")
    writer = AuthorFactory(name="Amina Rao", bio="Writes on harbours.")
    for number in range(3):
        ArticleFactory(
            headline=f"Another of {number}", category=category, tagged=["Ferry"], published=NOW - HOUR
        )
    article = ArticleFactory(
        **{
            "headline": "Ferry & “late”",
            "standfirst": "Why <it> is late",
            "body": f'<p>It is.</p><figure data-image="{make_image().pk}"></figure>',
            "category": category,
            "lead_image": make_image(),
            "by": [writer],
            "tagged": ["Ferry", "Fähre"],
            "slug": "fähre-spät",
        }
        | fields
    )
    article.faqs.create(question="Why?", answer="Fog.", position=1)
    if published:
        workflow.publish(article, at=published)
    return article


def test_draft_looks_to_the_byte_as_it_does_once_it_is_published(editor, client):
    SiteSettings.objects.create(pk=1, name="The Meridian", time_zone="Asia/Karachi")
    article = rich_story()

    preview = form(editor, article).send("_preview", headline="Ferry “sunk”")
    form(editor, article).send("_publish", headline="Ferry “sunk”")
    article.refresh_from_db()
    page = client.get(article.get_absolute_url())

    assert page.status_code == 200
    assert "Ferry “sunk”" in page.text
    assert "Another of 1" in page.text
    assert preview.content == page.content


def test_pending_changes_look_to_the_byte_as_they_do_once_they_are_published(editor, client):
    article = rich_story(published=NOW - 2 * HOUR)
    form(editor, article).send(headline="Ferry sunk", tags="Wrecks")

    preview = form(editor, article).send("_preview", standfirst="At dawn", mark_updated="on")
    before = client.get(article.get_absolute_url()).text
    form(editor, article).send("_publish_changes", standfirst="At dawn", mark_updated="on")
    page = client.get(article.get_absolute_url())

    assert "sunk" not in before
    assert "Wrecks" in page.text
    assert "Updated" in page.text
    assert preview.content == page.content


def test_scheduled_story_looks_as_it_does_at_its_time(editor, client, clock):
    article = rich_story(published=NOW + HOUR, embargo_until=NOW + HOUR)

    preview = form(editor, article).send("_preview").text
    clock.move_to(NOW + HOUR)
    page = client.get(article.get_absolute_url()).text

    assert "LEAVE A REPLY" in page
    assert without_stamp(preview) == without_stamp(page)


def without_stamp(html):
    """Leave out what the comment form signs: it tells the second."""
    head, _, rest = html.partition('name="stamp"')
    return head + rest.partition(">")[2]


def test_new_story_is_previewed_and_nothing_of_it_stays(editor, client):
    counted = [Article, Revision, HistoryEntry, RelatedStory, Redirect, PictureUse]
    before = [model.objects.count() for model in counted]

    page = AdminForm(editor, ADD, "article_form").send(
        "_preview", headline="Ferry late", tags="Wrecks", body="<p>It is.</p>"
    )

    assert page.status_code == 200
    assert "<h1>Ferry late</h1>" in page.text
    assert "Wrecks" in page.text
    assert [model.objects.count() for model in counted] == before
    assert client.get("/tag/wrecks/").status_code == 404


def test_preview_writes_nothing_and_says_nothing(editor):
    article = rich_story(published=NOW - HOUR)
    page = form(editor, article)
    before = Article.objects.filter(pk=article.pk).values().get()
    kept = article.revisions.count()

    page.send("_preview", slug="elsewhere", headline="Other", tags="New")

    assert Article.objects.filter(pk=article.pk).values().get() == before
    assert not Redirect.objects.exists()
    assert article.revisions.count() == kept
    assert "messagelist" not in editor.get(url("changelist")).text


def test_embargo_and_future_time_do_not_stand_in_the_way(editor):
    article = ArticleFactory(embargo_until=NOW + HOUR)

    page = form(editor, article).send("_preview")

    assert page.status_code == 200
    assert f"{NOW + HOUR:%H:%M}" in page.text or "1 p.m." in page.text


@pytest.mark.parametrize("state", ["withdrawn", "expired"])
def test_story_that_readers_lost_is_previewed_too(editor, state):
    article = rich_story(published=NOW - HOUR)
    if state == "withdrawn":
        workflow.withdraw(article)
    else:
        Article.objects.filter(pk=article.pk).update(expires_at=NOW - HOUR / 2)

    assert "<h1>Ferry" in form(editor, article).send("_preview").text


def test_refused_form_comes_back_with_its_errors(editor):
    article = ArticleFactory(headline="Old")

    answer = form(editor, article).send("_preview", headline="", standfirst="Typed")

    assert "headline" in errors_of(answer)
    assert "Typed" in answer.text
    article.refresh_from_db()
    assert article.headline == "Old"


def test_panel_says_what_the_form_needs(editor):
    article = ArticleFactory(headline="Old")
    page = form(editor, article)

    answer = page.client.post(page.url, page.fields | {"_preview": "panel", "headline": ""})

    assert "Headline</b>: This field is required." in answer.text
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_preview_is_kept_by_nobody_and_framed_by_ourselves_only(editor):
    answer = form(editor, ArticleFactory()).send("_preview")

    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "sandbox" in policy
    assert "allow-forms" not in policy
    assert "allow-top-navigation" not in policy
    assert "'unsafe-inline'" not in policy


def test_no_other_page_can_be_framed(editor, client):
    article = ArticleFactory(published=NOW - HOUR)
    for answer in [
        client.get(article.get_absolute_url()),
        editor.get(url("change", article.pk)),
        form(editor, article).send("_preview", headline=""),
    ]:
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_preview_is_for_those_who_may_edit(staff, client):
    reporter = staff("add_article", "write_own_article")
    article = ArticleFactory(published=NOW - HOUR)
    viewer = staff("view_article")

    assert viewer.post(url("change", article.pk), {"_preview": "page"}).status_code == 403
    assert "_preview" not in viewer.get(url("change", article.pk)).text
    assert reporter.post(url("change", article.pk), {"_preview": "page"}).status_code == 403
    assert viewer.post(ADD, {"_preview": "page"}).status_code == 403
    assert "You were logged out" in client.post(ADD, {"_preview": "page"}).text


def test_revision_is_previewed_from_the_history(editor, staff):
    article = rich_story(published=NOW - HOUR)
    form(editor, article).send(headline="Second", slug="second", tags="Two")
    second = Article.objects.get(pk=article.pk).head
    form(editor, article).send(headline="Third", tags="Three")

    answer = editor.get(url("revision_preview", article.pk, second))

    assert "<h1>Second</h1>" in answer.text
    assert "Three" not in answer.text
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert url("revision_preview", article.pk, second) in editor.get(url("history", article.pk)).text
    assert editor.get(url("revision_preview", article.pk, 99)).status_code == 404
    stranger = staff("add_article", "write_own_article")
    assert stranger.get(url("revision_preview", article.pk, second)).status_code == 403
    article.refresh_from_db()
    assert article.headline == "Ferry & “late”"


def test_address_that_is_taken_meanwhile_is_no_obstacle(editor):
    article = ArticleFactory(headline="One", slug="one", published=NOW - HOUR)
    form(editor, article).send(slug="two")
    ArticleFactory(headline="Two", slug="two", published=NOW - HOUR)
    head = Article.objects.get(pk=article.pk).head

    assert editor.get(url("revision_preview", article.pk, head)).status_code == 200
