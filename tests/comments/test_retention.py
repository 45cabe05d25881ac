"""Spam and trash are deleted for good when their time is over, and nothing else is with them."""

import datetime as dt

import pytest
import time_machine

from articles import due
from comments import retention, workflow
from comments.jobs import delete_old_spam_and_trash
from comments.models import Comment
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def thirty_days(site):
    assert site.comment_trash_days == 30


def after(clock, days):
    clock.move_to(START + dt.timedelta(days=days))
    return delete_old_spam_and_trash()


def test_spam_and_trash_go_after_their_days_and_not_before(clock, article):
    spam, trashed, visible = CommentFactory.create_batch(3, article=article)
    workflow.move([spam], "spam")
    workflow.move([trashed], "trashed")
    waiting = CommentFactory(article=article, status="pending")
    assert after(clock, 29.9) == ""
    assert Comment.objects.count() == 4
    assert after(clock, 30.1) == "spam and trash deleted for good: 2"
    assert set(Comment.objects.all()) == {visible, waiting}
    article.refresh_from_db()
    assert article.comment_count == 1


def test_restored_comment_stays(clock, article):
    comment = CommentFactory(article=article)
    workflow.move([comment], "trashed")
    clock.shift(dt.timedelta(days=20))
    workflow.move([comment], "restored")
    assert after(clock, 99) == ""
    workflow.move([comment], "spam")
    assert after(clock, 128) == ""
    assert after(clock, 130) != ""


def test_what_came_as_spam_without_a_decision_has_its_days_too(clock, article):
    imported = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
    CommentFactory(article=article, status="spam", created_at=imported)
    assert after(clock, 0) == ""
    assert after(clock, 29) == ""
    assert after(clock, 31) == "spam and trash deleted for good: 1"


def test_visible_replies_stay_and_so_does_the_thread(clock, article):
    parent = CommentFactory(article=article, body="Goes", name="Amina")
    reply = CommentFactory(article=article, parent=parent, body="Stays")
    workflow.move([parent], "trashed")
    assert after(clock, 31) == "spam and trash deleted for good: 0; emptied above replies: 1"
    parent.refresh_from_db()
    assert (parent.status, parent.body, parent.email) == ("removed", "", "")
    assert Comment.objects.visible().get() == reply
    assert after(clock, 99) == ""
    article.refresh_from_db()
    assert article.comment_count == 1


def test_many_go_in_batches(clock, article, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 3)
    comments = CommentFactory.create_batch(8, article=article)
    workflow.move(comments, "trashed")
    assert after(clock, 31) == "spam and trash deleted for good: 8"


def test_chore_is_registered():
    assert delete_old_spam_and_trash in [chore.function for chore in due.chores]
