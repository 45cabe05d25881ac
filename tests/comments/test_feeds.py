"""The feeds of comments: what readers see of public stories, and nothing else."""

import datetime as dt
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.utils.http import http_date

from articles import workflow as stories
from articles.models import Article
from articles.surfaces import surfaces_of
from comments import feeds, workflow
from comments.models import Comment
from masthead.models import SiteSettings
from masthead.pages import belongs_to_the_site
from redirects.workflow import leave_redirect
from tests.comments.html import Page
from tests.factories import ArticleFactory, CommentFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "/comments/feed/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def article():
    return ArticleFactory(headline="The harbour", published=NOW - dt.timedelta(days=1))


def feed_of(article) -> str:
    return f"{article.get_absolute_url()}comments/feed/"


def entries(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


def titles(client, url):
    return [entry.find(f"{ATOM}title").text for entry in entries(client, url)]


def test_feeds_hold_the_newest_comments(client, article):
    first = CommentFactory(article=article, name="Amina", created_at=NOW - 2 * MINUTE)
    CommentFactory(article=article, parent=first, name="Bilal", created_at=NOW - MINUTE)
    CommentFactory(article=ArticleFactory(headline="Ferry", published=True), name="Carla")

    assert titles(client, SITE) == [
        "Carla on “Ferry”",
        "Bilal on “The harbour”",
        "Amina on “The harbour”",
    ]
    assert titles(client, feed_of(article)) == ["Bilal", "Amina"]


def test_feed_has_absolute_addresses_and_stable_ids(client, article, settings):
    settings.SITE_URL = "https://paper.example"
    comment = CommentFactory(article=article, body="One\n\nhttps://other.example <b>bold</b>")
    for url in (SITE, feed_of(article)):
        answer = client.get(url)
        assert answer["Content-Type"].startswith("application/atom+xml")
        assert not answer.cookies
        assert "testserver" not in answer.text
        (entry,) = entries(client, url)
        link = f"https://paper.example{comment.get_absolute_url()}"
        assert entry.find(f"{ATOM}link").get("href") == link
        assert entry.find(f"{ATOM}id").text == f"tag:paper.example,2026-03-10:comment-{comment.pk}"
        html = entry.find(f"{ATOM}summary").text
        assert "&lt;b&gt;bold&lt;/b&gt;" in html
        assert 'rel="nofollow ugc noopener external"' in html


def test_feed_tells_nobodys_address_or_website(client, article):
    CommentFactory(article=article, email="zz@zz.example", website="https://zz.example", user_agent="zz")
    for url in (SITE, feed_of(article)):
        assert "zz" not in client.get(url).text


@pytest.mark.parametrize("status", ["pending", "spam", "trash"])
def test_hidden_comments_are_in_no_feed(client, article, status):
    CommentFactory(article=article, status=status)
    assert titles(client, SITE) == titles(client, feed_of(article)) == []


@pytest.mark.parametrize("state", ["withdrawn", "expired", "scheduled", "draft"])
def test_comments_of_hidden_stories_are_in_no_feed(client, article, state, clock):
    CommentFactory(article=article)
    public = CommentFactory()
    if state == "withdrawn":
        stories.withdraw(article)
    elif state == "expired":
        Article.objects.filter(pk=article.pk).update(expires_at=NOW - MINUTE)
    elif state == "scheduled":
        Article.objects.filter(pk=article.pk).update(published_at=NOW + MINUTE)
    else:
        Article.objects.filter(pk=article.pk).update(status="draft")

    assert [entry.find(f"{ATOM}author/{ATOM}name").text for entry in entries(client, SITE)] == [
        public.name
    ]
    gone = {"withdrawn": 410, "expired": 410}.get(state, 404)
    assert client.get(feed_of(article)).status_code == client.get(article.get_absolute_url()).status_code
    assert client.get(feed_of(article)).status_code == gone


def test_feed_of_no_story_is_not_found(client, db):
    for url in ("/2026/03/nothing/comments/feed/", "/0000/01/nothing/comments/feed/"):
        assert client.get(url).status_code == 404


def test_feed_moves_with_its_story(client, article):
    leave_redirect("/2025/01/the-old-slug/", article.get_absolute_url())
    answer = client.get("/2025/01/the-old-slug/comments/feed/")
    assert (answer.status_code, answer["Location"]) == (301, feed_of(article))


def test_feed_answers_304_until_readers_see_something_else(client, article, clock):
    waiting = CommentFactory(article=article, status="pending", created_at=NOW - 2 * MINUTE)
    CommentFactory(article=article, created_at=NOW - MINUTE)
    for url in (SITE, feed_of(article)):
        answer = client.get(url)
        by_tag = {"if-none-match": answer["ETag"]}
        clock.shift(MINUTE)
        assert client.get(url, headers=by_tag).status_code == 304
        workflow.approve([waiting])
        assert client.get(url, headers=by_tag).status_code == 200
        workflow.move([waiting], "restored")
        workflow.move([waiting], "trashed")
        workflow.move([waiting], "restored")


@pytest.mark.parametrize("of_story", [False, True])
def test_time_alone_keeps_no_comment_that_was_taken_away_or_put_right(client, article, of_story):
    older = CommentFactory(article=article, created_at=NOW - 2 * MINUTE, body="Libel")
    newest = CommentFactory(article=article, created_at=NOW - MINUTE, body="Slander")
    url = feed_of(article) if of_story else SITE
    assert "Last-Modified" not in client.get(url)
    known = {"if-modified-since": http_date(newest.created_at.timestamp())}
    workflow.move([older], "trashed")
    workflow.edit(newest, None, body="Put right")
    answer = client.get(url, headers=known)
    assert answer.status_code == 200
    assert "Libel" not in answer.text
    assert "Slander" not in answer.text


def test_empty_feed_does_not_change_with_the_clock(client, article, clock):
    for url in (SITE, feed_of(article)):
        tag = client.get(url)["ETag"]
        clock.shift(MINUTE)
        assert client.get(url, headers={"if-none-match": tag}).status_code == 304


def test_characters_that_no_xml_holds_stand_in_no_feed(client, article):
    comment = CommentFactory(article=article)
    Comment.objects.filter(pk=comment.pk).update(name="A\x07mina\ufffe", body="Bell\x07 \x1b[0m")
    Article.objects.filter(pk=article.pk).update(headline="Har\x0bbour")
    assert titles(client, SITE) == ["Amina on “Harbour”"]
    assert titles(client, feed_of(article)) == ["Amina"]


def test_feeds_hold_fifty(client, article):
    CommentFactory.create_batch(60, article=article)
    assert len(entries(client, SITE)) == len(entries(client, feed_of(article))) == 50


def test_comments_of_hidden_stories_are_looked_through_in_bounds(client, article, monkeypatch):
    monkeypatch.setattr(feeds, "LOOKED_THROUGH", 5)
    CommentFactory(article=article, created_at=NOW - MINUTE)
    CommentFactory.create_batch(5, article=ArticleFactory())
    assert titles(client, SITE) == []


@pytest.mark.parametrize("number", [1, 30])
def test_queries_of_feeds_do_not_grow(client, number, django_assert_max_num_queries):
    SiteSettings.objects.get_or_create(pk=1)
    for _ in range(number):
        comment = CommentFactory()
        CommentFactory.create_batch(2, article=comment.article)
    client.get(SITE)  # what Django reads once for each process
    with django_assert_max_num_queries(4):
        client.get(SITE)
    with django_assert_max_num_queries(10):
        client.get(feed_of(comment.article))


def test_feeds_read_along_indexes(article):
    CommentFactory.create_batch(3, article=article)
    plans = [
        Comment.objects.visible().order_by("-created_at", "-pk")[:500].explain(),
        feeds._readable(Comment.objects.filter(article=article))[:50].explain(),
    ]
    if connection.vendor == "sqlite":
        assert "comment_queue" in plans[0]
        assert "_of_story" in plans[1]
        assert not any("TEMP B-TREE" in plan for plan in plans)


def test_pages_tell_of_their_feeds(client, article, settings):
    settings.SITE_URL = "https://paper.example"
    for page, feed, title in (
        (article.get_absolute_url(), feed_of(article), "Comments on this story"),
        ("/", SITE, "Comments"),
    ):
        link = Page(client.get(page)).one("link", type="application/atom+xml", title=title)
        assert link["href"] == f"https://paper.example{feed}"


def test_standing_page_cannot_take_their_addresses(article):
    assert belongs_to_the_site(SITE)
    assert belongs_to_the_site(feed_of(article))


def test_report_of_a_withdrawal_asks_the_feeds(article):
    named = {surface.url: surface.expected.name for surface in surfaces_of(article)}
    assert named[SITE] == "ABSENT"
    assert named[feed_of(article)] == "GONE"
