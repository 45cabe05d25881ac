"""Mail of a reply goes out once, whatever is done at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.core import mail
from django.db import connection, transaction

from comments import commenter, subscriptions, workflow
from comments.mailing import send_due
from comments.models import Comment, MailAddress, ReaderMail, Subscription
from tests.comments.test_at_once import at_once, sender
from tests.factories import ArticleFactory, CommentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def followed():
    comment = CommentFactory(article=ArticleFactory(published=True), email="amina@example.org")
    subscriptions.follow(comment)
    subscriptions.confirm(MailAddress.objects.get())
    ReaderMail.objects.all().delete()
    return comment


def replies_to(comment, number):
    return CommentFactory.create_batch(number, article=comment.article, parent=comment, status="pending")


def test_many_who_send_and_many_who_decide_tell_of_each_reply_once(followed):
    replies = replies_to(followed, 6)
    decide = [
        lambda: workflow.approve(replies),
        lambda: workflow.approve(replies[::-1]),
        lambda: workflow.move(replies[:3], "trashed"),
    ]
    at_once(*decide, send_due, send_due)
    workflow.approve(replies)
    at_once(send_due, send_due, send_due)
    send_due()

    ids = [message.message()["Message-ID"] for message in mail.outbox]
    assert len(ids) == len(set(ids)) == 6


def test_reply_is_not_lost_when_it_is_shown_again_while_its_mail_is_dropped(followed):
    for _ in range(5):
        mail.outbox.clear()
        (reply,) = replies_to(followed, 1)
        workflow.approve([reply])
        workflow.move([reply], "trashed")
        at_once(send_due, lambda reply=reply: workflow.approve([reply]))
        send_due()
        assert len(mail.outbox) == 1


def test_reply_that_comes_while_the_address_is_confirmed_is_told_of():
    for number in range(5):
        mail.outbox.clear()
        comment = CommentFactory(article=ArticleFactory(published=True), email=f"a{number}@example.org")
        subscriptions.follow(comment)
        address = MailAddress.objects.get(email=comment.email)
        (reply,) = replies_to(comment, 1)
        at_once(
            lambda reply=reply: workflow.approve([reply]),
            lambda address=address: subscriptions.confirm(address),
        )
        send_due()
        assert [m.subject for m in mail.outbox] == [f"Reply to your comment: {comment.article}"]


def test_address_that_is_entered_three_times_at_once_is_one_row(stamp):
    article = ArticleFactory(published=True)
    calls = [
        sender(article, stamp, f"203.0.{n}.7", email=email, comment=f"Number {n}", notify="on")
        for n, email in enumerate(["amina@example.org", "Amina@example.org", "AMINA@EXAMPLE.ORG"])
    ]
    statuses = at_once(*calls)
    stored = Comment.objects.count()
    assert statuses.count(303) == stored >= 1
    assert MailAddress.objects.count() == 1
    assert Subscription.objects.count() == stored
    assert ReaderMail.objects.count() <= subscriptions.ASKED_A_DAY


@pytest.mark.parametrize("leave", ["stop_thread", "erase"])
def test_approving_goes_on_while_the_reader_who_would_be_told_leaves(followed, leave):
    (reply,) = replies_to(followed, 1)
    address = MailAddress.objects.get()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            if leave == "stop_thread":
                subscriptions.stop_thread(address.pk, followed.thread_id)
            else:
                commenter._forget_mail(followed.email)
            approving = pool.submit(approve_and_close, reply)
            wait_until_blocked(approving)
        assert approving.result() == 1
    assert not Subscription.objects.exists()
    assert not ReaderMail.objects.exists()


def approve_and_close(reply) -> int:
    try:
        return workflow.approve([reply])
    finally:
        connection.close()


def wait_until_blocked(approving) -> None:
    """Return once the other thread waits for our transaction, or has had half a second for it."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    for _ in range(50):
        wait([approving], timeout=0.01)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(waiting)
                if cursor.fetchone()[0]:
                    return
