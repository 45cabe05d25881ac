"""Links to share: what whoever has one sees, when they lead nowhere, who makes and revokes them."""

import datetime as dt

import pytest
import time_machine
from django.core import signing
from django.urls import reverse

from articles import content, preview_links, workflow, writing
from articles.history import sentence
from articles.models import Article, PreviewLink
from tests.bulk import make_stories
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def editor(staff):
    return staff("add_article", "change_article", "publish_article", first_name="Amina")


def page_of(article):
    return reverse("admin:articles_article_links", args=[article.pk])


def make(article, by=None, **fields):
    return preview_links.make(article, by or UserFactory(is_superuser=True), DAY, **fields)


def follow(client, link):
    return client.get(preview_links.address_of(link).removeprefix("http://127.0.0.1:8000"))


def test_link_shows_the_newest_text_to_whoever_has_it(client):
    article = ArticleFactory(headline="Old words", published=NOW - DAY)
    text = content.read(article) | {"headline": "New words", "tags": ["Fog"]}
    writing.save_content(article, text, article.head, None)

    page = follow(client, make(article))

    assert page.status_code == 200
    assert "<h1>New words</h1>" in page.text
    assert "Fog" in page.text
    assert "New words" not in client.get(article.get_absolute_url()).text


def test_link_is_kept_by_nobody_found_by_nobody_and_sets_no_cookie(client):
    article = ArticleFactory()
    page = follow(client, make(article, label="For Omar"))

    assert {"no-store", "private"} <= set(page["Cache-Control"].split(", "))
    assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page.text
    assert not page.cookies
    assert "Omar" not in page.text
    assert page["X-Frame-Options"] == "DENY"
    assert client.post(page.request["PATH_INFO"]).status_code == 405


def test_nobody_comments_by_a_link(client):
    article = ArticleFactory(published=NOW - DAY)
    CommentFactory(article=article, body="Well said")

    page = follow(client, make(article)).text

    assert "Well said" in page
    assert "LEAVE A REPLY" not in page


def test_embargo_is_told_above_the_story(client, clock):
    article = ArticleFactory(embargo_until=NOW + DAY / 2)
    link = make(article)

    assert "Under embargo until" in follow(client, link).text
    clock.move_to(NOW + DAY * 0.6)
    assert "Under embargo until" not in follow(client, link).text


def test_link_writes_nothing_but_that_it_was_used(client, clock):
    article = ArticleFactory(headline="Draft")
    before = Article.objects.filter(pk=article.pk).values().get()
    link = make(article)

    follow(client, link)

    assert Article.objects.filter(pk=article.pk).values().get() == before
    link.refresh_from_db()
    assert link.last_used_at == NOW


def ways_to_nowhere():
    def expired(article, link):
        PreviewLink.objects.update(expires_at=NOW)

    def revoked(article, link):
        preview_links.revoke(link, UserFactory(is_superuser=True))

    def deleted(article, link):
        article.delete()

    def withdrawn(article, link):
        workflow.withdraw(article)

    def story_expired(article, link):
        Article.objects.update(expires_at=NOW - DAY / 3)

    return [expired, revoked, deleted, withdrawn, story_expired]


@pytest.mark.parametrize("change", ways_to_nowhere(), ids=lambda change: change.__name__)
def test_link_that_leads_nowhere_is_like_one_that_there_never_was(client, change):
    article = ArticleFactory(headline="Ferry", published=NOW - DAY / 2)
    link = make(article)
    address = preview_links.address_of(link).removeprefix("http://127.0.0.1:8000")
    assert client.get(address).status_code == 200
    change(article, link)

    answers = [
        client.get(address),
        client.get("/preview/x/"),
        client.get(f"{address[:-2]}A/"),
        client.get(f"/preview/{link.key}/"),
        client.get(f"/preview/{signing.Signer(salt='other', sep='.').sign(link.key)}/"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1
    assert "no-store" in answers[0]["Cache-Control"]


@pytest.mark.parametrize("stories", [10, 60])
def test_queries_do_not_grow(client, django_assert_max_num_queries, stories):
    make_stories(stories)
    article = Article.objects.first()
    link = make(article)
    with django_assert_max_num_queries(98):
        assert follow(client, link).status_code == 200


def test_link_is_made_told_of_and_revoked_on_the_storys_page(editor, client):
    article = ArticleFactory()

    page = editor.post(page_of(article), {"lifetime": "7", "label": "Omar"}, follow=True).text

    link = article.preview_links.get()
    assert link.expires_at == NOW + 7 * DAY
    assert preview_links.address_of(link) in page
    assert "made by Amina" in page
    assert follow(client, link).status_code == 200
    told = [sentence(entry) for entry in article.history.all()]
    assert told[0].startswith("Amina made a link to share, until 17 March 2026 12:00")
    page = editor.post(page_of(article), {"revoke": link.pk}, follow=True).text
    assert preview_links.address_of(link) not in page
    assert follow(client, link).status_code == 404
    assert sentence(article.history.first()) == "Amina revoked a link to share: “Omar”"


def test_only_who_may_edit_the_story_makes_links(staff, client):
    article = ArticleFactory()
    for other in [staff("view_article"), staff("add_article", "write_own_article")]:
        assert other.get(page_of(article)).status_code == 403
        assert other.post(page_of(article), {"lifetime": "1"}).status_code == 403
    assert not PreviewLink.objects.exists()
    own = staff("add_article", "write_own_article")
    mine = ArticleFactory(created_by=own.user)
    link = make(article)
    assert own.get(page_of(mine)).status_code == 200
    assert own.post(page_of(mine), {"revoke": link.pk}).status_code == 404
    assert own.post(page_of(mine), {"revoke": "x"}).status_code == 404
    assert "lifetime" in own.post(page_of(mine), {"lifetime": "9999"}).context["form"].errors


def test_links_that_ended_long_ago_are_forgotten(clock):
    article = ArticleFactory()
    old = make(article)
    clock.move_to(NOW + 92 * DAY)

    make(article)

    assert not PreviewLink.objects.filter(pk=old.pk).exists()
