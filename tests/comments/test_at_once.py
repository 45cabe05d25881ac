"""What happens when readers and moderators act at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from articles.models import Article
from comments import workflow
from comments.counting import miscounted, recount
from comments.models import Comment
from tests.comments.conftest import WORDS
from tests.factories import ArticleFactory, CommentFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls) -> list:
    """Run calls in threads of their own that start together; return their results."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


def sender(article, stamp, address="203.0.113.7", **fields):
    data = {**WORDS, "stamp": stamp(article), **fields}
    url = f"{article.get_absolute_url()}comments/"
    return lambda: Client().post(url, data, REMOTE_ADDR=address).status_code


def test_of_two_equal_posts_one_is_stored_and_the_other_is_a_duplicate(stamp):
    for _ in range(3):
        article = ArticleFactory(published=True)
        statuses = at_once(*[sender(article, stamp) for _ in range(4)])
        assert sorted(statuses) == [303, 409, 409, 409]
        assert Comment.objects.filter(article=article).count() == 1
        Comment.objects.all().delete()


def test_posts_that_appear_at_once_are_all_counted(stamp, moderate):
    moderate("none")
    article = ArticleFactory(published=True)
    parent = CommentFactory(article=article)
    calls = [
        sender(article, stamp, f"203.0.{n}.7", email=f"reader{n}@example.com", parent=parent.pk)
        for n in range(6)
    ]
    assert at_once(*calls) == [303] * 6
    parent.refresh_from_db()
    assert parent.reply_count == 6
    assert Article.objects.get().comment_count == 7


def test_moderators_who_decide_on_the_same_comments_count_each_once():
    articles = [ArticleFactory(published=True) for _ in range(3)]
    for article in articles:
        first = CommentFactory(article=article, status="pending")
        CommentFactory.create_batch(4, article=article, parent=first, status="pending")
    waiting = list(Comment.objects.all())
    changed = at_once(
        lambda: workflow.approve(waiting),
        lambda: workflow.approve(waiting[::-1]),
        lambda: workflow.approve(waiting[::2]),
        lambda: workflow.approve(Comment.objects.all()),
    )
    assert sum(changed) == 15
    assert [article.comment_count for article in Article.objects.all()] == [5, 5, 5]
    assert list(miscounted()) == []


def test_whatever_happens_at_once_the_counts_are_right(stamp, moderate):
    moderate("none")
    article = ArticleFactory(published=True)
    first = CommentFactory(article=article)
    replies = CommentFactory.create_batch(6, article=article, parent=first)
    at_once(
        lambda: workflow.move(replies[:4], "trashed"),
        lambda: workflow.move(replies[2:], "spam"),
        lambda: workflow.move(replies, "restored"),
        lambda: workflow.approve([first, *replies]),
        lambda: recount(article.pk),
        sender(article, stamp, parent=first.pk),
    )
    assert list(miscounted()) == []


def test_nothing_is_lost_when_a_parent_goes_while_it_is_answered(stamp):
    for _ in range(3):
        article = ArticleFactory(published=True)
        parent = CommentFactory(article=article)
        status, _ = at_once(
            sender(article, stamp, parent=parent.pk),
            lambda parent=parent: workflow.move([parent], "trashed"),
        )
        assert status == (303 if Comment.objects.filter(parent=parent).exists() else 400)
        Comment.objects.exclude(pk=parent.pk).delete()
