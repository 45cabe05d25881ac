"""Threads: their order, their depth, their pages, and what stays when a comment goes."""

import datetime as dt

import pytest
from django.utils import timezone

from comments import workflow
from comments.counting import recount
from comments.models import Comment
from comments.threads import DEPTH, page_of, read_conversation
from tests.comments.html import Page
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db


def shape(conversation) -> list[tuple[str, int]]:
    """The body and the depth of every entry, `-` where a comment was removed."""
    return [(e.comment.body if e.comment else "-", e.depth) for e in conversation.entries]


def say(article, body, parent=None, minute=0, **fields) -> Comment:
    moment = timezone.now() - dt.timedelta(hours=1) + dt.timedelta(minutes=minute)
    comment = CommentFactory(article=article, body=body, parent=parent, created_at=moment, **fields)
    article.refresh_from_db()
    return comment


def test_threads_stand_oldest_first_with_the_replies_in_them(article):
    a = say(article, "a", minute=0)
    b = say(article, "b", minute=1)
    say(article, "b1", b, minute=3)
    a1 = say(article, "a1", a, minute=2)
    say(article, "a2", a, minute=4)
    say(article, "a1x", a1, minute=5)
    assert shape(read_conversation(article)) == [
        ("a", 0),
        ("a1", 1),
        ("a1x", 2),
        ("a2", 1),
        ("b", 0),
        ("b1", 1),
    ]


def test_the_page_nests_lists_as_the_threads_do(client, article):
    a = say(article, "a")
    b = say(article, "b", a)
    say(article, "c", b)
    say(article, "d")
    html = client.get(article.get_absolute_url()).content.decode()
    section = html[html.index('<ol class="comment-list">') : html.index('id="respond"')]
    opened = section.count("<ol"), section.count("<li")
    assert opened == (section.count("</ol>"), section.count("</li>")) == (3, 4)
    assert section.index(">c<") < section.index("</ol>") < section.index(">d<")


def test_a_deep_thread_stops_to_be_indented_and_says_whom_it_answers(client, article):
    parent = None
    for number in range(DEPTH + 4):
        parent = say(article, f"level {number}", parent, name=f"Writer {number}", minute=number)
    conversation = read_conversation(article)
    assert [entry.depth for entry in conversation.entries] == [0, 1, 2, 3, 4, 4, 4, 4]
    page = Page(client.get(article.get_absolute_url()))
    assert [element.text for element in page.all(class_="in-reply-to")] == [
        f"In reply to Writer {number}" for number in range(DEPTH, DEPTH + 3)
    ]
    assert len(page.all("ol", class_="replies")) == DEPTH


def test_a_thread_a_thousand_replies_deep_is_shown(client, article):
    moment = timezone.now()
    parent = say(article, "level 0")
    rows, key = [], parent.pk
    for number in range(1, 1000):
        rows.append(
            Comment(
                pk=key + number,
                article=article,
                parent_id=key + number - 1,
                name="Reader",
                body=f"level {number}",
                status="approved",
                created_at=moment,
            )
        )
    Comment.objects.bulk_create(rows)
    recount(article.pk)
    article.refresh_from_db()
    assert article.comment_count == 1000
    conversation = read_conversation(article)
    assert [body for body, _ in shape(conversation)] == [f"level {n}" for n in range(1000)]
    assert not conversation.is_cut


def test_replies_to_a_removed_comment_keep_their_place(client, article):
    a = say(article, "a")
    b = say(article, "b", a, minute=1)
    c = say(article, "c", b, minute=2)
    say(article, "d", c, minute=3)
    say(article, "e", minute=4)
    workflow.trash([b])
    assert shape(read_conversation(article)) == [("a", 0), ("-", 1), ("c", 2), ("d", 3), ("e", 0)]
    workflow.mark_spam([a])
    assert shape(read_conversation(article)) == [("-", 0), ("-", 1), ("c", 2), ("d", 3), ("e", 0)]
    article.refresh_from_db()
    page = Page(client.get(article.get_absolute_url()))
    assert [e.text for e in page.all(class_="comment-removed")] == ["This comment has been removed."] * 2
    assert "3 COMMENTS" in [heading.text for heading in page.all("h2")]


def test_a_thread_of_which_nothing_is_visible_is_gone(article):
    a = say(article, "a")
    b = say(article, "b", a)
    say(article, "c")
    workflow.trash([a, b])
    assert shape(read_conversation(article)) == [("c", 0)]
    workflow.restore([b])
    workflow.approve([b])
    assert shape(read_conversation(article)) == [("-", 0), ("b", 1), ("c", 0)]


def test_long_conversations_come_in_pages(client, article, monkeypatch):
    monkeypatch.setattr("comments.threads.THREADS", 2)
    for number in range(5):
        first = say(article, f"thread {number}", minute=number)
        say(article, f"reply {number}", first, minute=10)
    bodies = []
    for number in (1, 2, 3):
        conversation = read_conversation(article, number)
        assert conversation.has_next is (number < 3)
        bodies += [body for body, depth in shape(conversation) if depth == 0]
    assert bodies == [f"thread {number}" for number in range(5)]

    story = article.get_absolute_url()
    page = Page(client.get(story))
    assert page.one("a", rel="next")["href"] == f"{story}?comments=2#comments"
    assert not page.all("a", rel="prev", href=f"{story}#comments")
    page = Page(client.get(story, {"comments": 2}))
    assert page.one("a", rel="next")["href"] == f"{story}?comments=3#comments"
    assert page.one("a", rel="prev")["href"] == f"{story}#comments"
    page = Page(client.get(story, {"comments": 3}))
    assert page.one("a", rel="prev")["href"] == f"{story}?comments=2#comments"
    assert not page.all("a", rel="next")
    reply = page.all("a", class_="reply")[0]
    assert reply["href"].startswith(f"{story}?comments=3&replytocom=")
    page = Page(client.get(reply["href"]))
    assert page.by_id("respond-title").text.startswith("Reply to")
    assert page.one("a", rel="prev")


@pytest.mark.parametrize("number", ["0", "-1", "99", "abc", "9" * 25, "²", "1.5", ""])
def test_a_page_that_is_not_there_is_the_first(client, article, number):
    say(article, "a")
    response = client.get(article.get_absolute_url(), {"comments": number})
    assert response.status_code == 200
    assert len(Page(response).all("article", class_="comment")) == 1


def test_a_removed_comment_takes_its_place_among_the_pages(article, monkeypatch):
    monkeypatch.setattr("comments.threads.THREADS", 2)
    threads = [say(article, f"thread {n}", minute=n) for n in range(4)]
    reply = say(article, "reply", threads[0], minute=9)
    workflow.trash([threads[0]])
    article.refresh_from_db()
    assert shape(read_conversation(article)) == [("-", 0), ("reply", 1), ("thread 1", 0)]
    assert page_of(reply) == 1
    assert page_of(threads[3]) == 2


def test_a_page_is_bounded_and_says_what_it_leaves_out(client, article, monkeypatch):
    monkeypatch.setattr("comments.threads.REPLIES", 3)
    monkeypatch.setattr("comments.threads.THREADS", 2)
    first = say(article, "first")
    for number in range(10):
        say(article, f"reply {number}", first, minute=number + 1)
    say(article, "last", minute=30)
    conversation = read_conversation(article)
    assert conversation.is_cut
    assert shape(conversation)[0] == ("first", 0)
    assert shape(conversation)[-1] == ("last", 0)
    page = Page(client.get(article.get_absolute_url()))
    assert page.one(class_="comments-cut")


def test_a_ring_of_replies_ends(client, article):
    first = say(article, "a")
    second = say(article, "b", first)
    Comment.objects.filter(pk=first.pk).update(parent=second)
    recount(article.pk)
    say(article, "c")
    assert client.get(article.get_absolute_url()).status_code == 200


def test_comments_of_the_same_moment_keep_their_order(article):
    moment = timezone.now()
    for number in range(6):
        CommentFactory(article=article, body=str(number), created_at=moment)
    article.refresh_from_db()
    assert [body for body, _ in shape(read_conversation(article))] == list("012345")
