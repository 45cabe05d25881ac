"""What a page of a conversation costs does not grow with the conversation."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from comments.models import Comment
from comments.paging import AFTER, BEFORE, FROM, Order, Reading
from comments.signatures import own_token
from comments.threads import address_of, read_conversation
from tests.comments.html import Page
from tests.factories import ArticleFactory, CommentFactory

pytestmark = pytest.mark.django_db
MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
SCANS = ("SCAN comments_comment", "USE TEMP B-TREE", "Seq Scan on comments_comment", "Sort Key")


def fill(article, threads: int, replies: int = 0) -> list[Comment]:
    """Give a story many threads, and the first of them many replies; return all, in their order."""
    start = timezone.now() - dt.timedelta(days=30)
    shared = {"article": article, "name": "Reader", "body": "Well.", "status": "approved"}
    shared |= {"email": "secret@example.org"}
    key = CommentFactory(**shared, created_at=start).pk
    moments = (start + dt.timedelta(seconds=number) for number in range(1, threads + replies))
    Comment.objects.bulk_create(
        Comment(
            pk=key + number,
            parent_id=key if number >= threads else None,
            thread_id=key if number >= threads else key + number,
            created_at=moment,
            **shared,
        )
        for number, moment in enumerate(moments, 1)
    )
    Comment.objects.filter(pk=key).update(reply_count=replies)
    Article.objects.filter(pk=article.pk).update(comment_count=threads + replies)
    article.refresh_from_db()
    rows = Comment.objects.filter(article=article).select_related("article", "thread")
    return list(rows.order_by("created_at"))


def plans(queries) -> str:
    """How the database reads what was asked."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE comments_comment")
            # In a small table, sorting all or walking the newest of all stories can cost as little.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP INDEX IF EXISTS comment_newest")
        verb = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        lines = []
        for query in queries:
            cursor.execute(f"{verb} {query['sql']}")
            lines += [" ".join(map(str, row)) for row in cursor.fetchall()]
    return "\n".join(lines)


@pytest.mark.parametrize("order", Order.values)
def test_no_page_of_many_threads_is_read_by_scan_or_sort(article, order):
    comments = fill(article, 1000)
    usual = Reading(order=order)
    middle = comments[500]
    for reading in (usual, *(usual.at(side, middle) for side in (AFTER, FROM, BEFORE))):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = read_conversation(article, reading)
        assert len(page.entries) == 50
        assert len(queries) == 1
        plan = plans(queries.captured_queries)
        assert "comment_listed_threads" in plan or "comment_most_replied" in plan
        assert [scan for scan in SCANS if scan in plan] == [], plan


def test_no_page_of_many_replies_is_read_by_scan_or_sort(article):
    # Where all comments are in one thread, PostgreSQL may as well take an index of something else.
    elsewhere = {"article": ArticleFactory(published=True), "name": "Reader", "status": "approved"}
    times = (timezone.now() - dt.timedelta(minutes=number) for number in range(5000))
    Comment.objects.bulk_create(Comment(created_at=time, **elsewhere) for time in times)
    comments = fill(article, 2, 1000)
    thread = Reading(thread=comments[0].pk)
    middle = comments[500]
    for reading in (Reading(), thread, *(thread.at(side, middle) for side in (AFTER, FROM, BEFORE))):
        with CaptureQueriesContext(connection) as queries:
            page = read_conversation(article, reading)
        assert len(page.entries) <= 101
        assert len(queries) == 1
        plan = plans(queries.captured_queries)
        assert "comment_of_thread" in plan
        assert [scan for scan in SCANS if scan in plan and scan != "Sort Key"] == [], plan


@pytest.mark.parametrize("position", [10, 500, 1099])
def test_the_own_address_of_a_comment_is_found_by_three_short_reads(article, position):
    comment = fill(article, 100, 1000)[position]
    with CaptureQueriesContext(connection) as queries:
        address_of(comment, Reading())
    assert len(queries) <= 3
    assert all("COUNT(" not in query["sql"] and "OFFSET" not in query["sql"] for query in queries)


@pytest.mark.parametrize(
    "query", ["", "?order=newest", "?order=replies", "?thread={first}", "?order=picks"]
)
def test_a_story_takes_as_many_queries_with_a_thousand_comments_as_with_one(client, article, query):
    CommentFactory(article=article)
    with CaptureQueriesContext(connection) as with_one:
        client.get(article.get_absolute_url())
    first = fill(article, 60, 1000)[0]
    with CaptureQueriesContext(connection) as with_many:
        page = client.get(f"{article.get_absolute_url()}{query.format(first=first.pk)}")
    assert page.status_code == 200
    assert len(with_many) == len(with_one) <= 8


def test_no_public_page_or_fragment_of_a_conversation_has_a_mail_address(client, article):
    waiting = CommentFactory(article=article, status="pending", email="secret@example.org")
    comments = fill(article, 60, 150)
    comments.remove(waiting)
    Comment.objects.filter(pk__in=[comment.pk for comment in comments[:3]]).update(
        picked_at=timezone.now(), edited_at=timezone.now()
    )
    story, first = article.get_absolute_url(), comments[0]
    urls = ["", "?order=newest", "?order=replies", "?order=picks", f"?thread={first.pk}"]
    urls += [
        f"?replytocom={first.pk}",
        f"comments/{first.pk}/report/",
        f"comments/{first.pk}/report/?sent",
    ]
    for comment in (waiting, comments[-1]):
        token = own_token(comment)
        urls += [f"comments/?mine={token}", f"comments/{comment.pk}/edit/?mine={token}"]
        urls += [f"comments/{comment.pk}/take-back/?mine={token}", f"comments/{comment.pk}/"]
    for url in urls:
        answer = client.get(f"{story}{url}", follow=True)
        assert MAIL_ADDRESS.findall(answer.text) == [], url
        for link in Page(answer).all("a", rel="next nofollow"):
            assert "secret@" not in client.get(link["href"]).text
