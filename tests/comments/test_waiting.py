"""What the writer of a comment sees while it waits, and that nobody else does."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from articles import workflow as stories
from comments import workflow
from comments.models import Comment
from comments.signatures import own_token
from tests.comments.html import Page
from tests.factories import ArticleFactory, CommentFactory

pytestmark = pytest.mark.django_db

WAITING = "Your comment is awaiting moderation"


def test_the_writer_sees_the_comment_in_its_place_while_it_waits(client, post, article):
    parent = CommentFactory(article=article, name="Amina")
    later = CommentFactory(article=article)
    response = post(article, comment="My answer", parent=parent.pk)
    assert response.status_code == 303
    location = response["Location"]
    comment = Comment.objects.get(body="My answer")
    assert location.endswith(f"#comment-{comment.pk}")
    page = Page(client.get(location))
    assert page.one(role="status").text == WAITING
    order = [e["id"] for e in page.all("li") if (e["id"] or "").startswith("comment-")]
    assert order == [f"comment-{pk}" for pk in (parent.pk, comment.pk, later.pk)]
    waiting = page.one("article", class_="waiting")
    assert "My answer" in waiting.text
    assert "Reply" not in waiting.text


def test_nobody_else_sees_it(client, post, article):
    post(article, comment="My answer")
    html = client.get(article.get_absolute_url()).content.decode()
    assert "My answer" not in html
    assert WAITING not in html
    assert "COMMENT<" not in html


def test_the_page_of_a_waiting_comment_is_for_its_writer_alone(client, post, article):
    response = client.get(post(article)["Location"])
    assert response.status_code == 200
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"


def test_a_waiting_comment_is_not_counted(client, post, article):
    CommentFactory(article=article)
    page = Page(client.get(post(article)["Location"]))
    assert "1 COMMENT" in [heading.text for heading in page.all("h2")]


def test_a_forged_token_shows_nothing(client, article):
    comment = CommentFactory(article=article, status="pending", body="Secret")
    token = own_token(comment)
    other = CommentFactory(article=article, status="pending", body="Other secret")
    for forged in [
        "",
        "x",
        str(comment.pk),
        token[:-1],
        token.replace(f"{comment.pk}-", f"{other.pk}-", 1),
        "é:é:é",
    ]:
        url = f"{article.get_absolute_url()}comments/"
        response = client.get(url, {"mine": forged})
        assert response.status_code == 302
        assert response["Location"] == article.get_absolute_url()


def test_a_token_shows_nothing_under_another_story(client, article):
    comment = CommentFactory(article=article, status="pending", body="Secret")
    other = ArticleFactory(published=True)
    response = client.get(f"{other.get_absolute_url()}comments/", {"mine": own_token(comment)})
    assert response["Location"] == other.get_absolute_url()


def test_a_stamp_is_no_token(client, article, stamp):
    CommentFactory(article=article, status="pending", pk=article.pk)
    response = client.get(f"{article.get_absolute_url()}comments/", {"mine": stamp(article)})
    assert response.status_code == 302


def test_a_token_ends_after_a_day(client, post, article):
    location = post(article)["Location"]
    with time_machine.travel(timezone.now() + dt.timedelta(hours=23)):
        assert client.get(location).status_code == 200
    with time_machine.travel(timezone.now() + dt.timedelta(hours=25)):
        assert client.get(location)["Location"] == article.get_absolute_url()


def test_once_approved_the_token_leads_to_the_comment(client, post, article):
    location = post(article)["Location"]
    comment = Comment.objects.get()
    workflow.approve([comment])
    assert WAITING not in client.get(location).content.decode()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6)):
        response = client.get(location)
    assert response["Location"] == f"{article.get_absolute_url()}#comment-{comment.pk}"


def test_once_in_the_trash_the_token_leads_to_the_story(client, post, article):
    location = post(article)["Location"]
    workflow.move(Comment.objects.all(), "trashed")
    assert client.get(location)["Location"] == article.get_absolute_url()


def test_who_is_taken_for_spam_is_told_nothing_else(client, post, article):
    location = post(article)["Location"]
    workflow.move(Comment.objects.all(), "spam")
    assert WAITING in client.get(location).content.decode()


def test_a_token_shows_nothing_once_the_story_is_withdrawn(client, post, article):
    location = post(article, comment="My answer")["Location"]
    stories.withdraw(article)
    response = client.get(location, follow=True)
    assert response.status_code == 410
    assert "My answer" not in response.content.decode()


def test_a_waiting_comment_stands_on_the_page_that_will_hold_it(client, post, article, monkeypatch):
    monkeypatch.setattr("comments.threads.THREADS", 2)
    CommentFactory.create_batch(3, article=article)
    article.refresh_from_db()
    page = Page(client.get(post(article, comment="My answer")["Location"]))
    shown = page.all("article", class_="comment")
    assert [element.text[-9:] for element in shown[:2]] != ["My answer", "My answer"]
    assert "My answer" in shown[-1].text
    assert not page.all("a", rel="next nofollow")


def test_the_reader_may_post_again_from_the_page_of_the_waiting_comment(client, post, article):
    page = Page(client.get(post(article)["Location"]))
    form = page.one("form", class_="comment-form")
    assert form["action"] == f"{article.get_absolute_url()}comments/"
    assert form["method"] == "post"
