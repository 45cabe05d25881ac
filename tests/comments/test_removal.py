"""Comments that leave the database for good take no reply with them."""

import pytest

from comments import workflow
from comments.counting import miscounted
from comments.models import Comment, Decision, Report
from comments.removal import remove
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db


def test_comment_without_replies_is_deleted(article):
    comment = CommentFactory(article=article)

    done = remove([comment.pk])

    assert (done.deleted, done.emptied) == (1, 0)
    assert not Comment.objects.exists()
    assert list(miscounted()) == []


@pytest.mark.parametrize("status", ["approved", "pending", "spam", "trash"])
def test_comment_above_a_reply_becomes_an_empty_place(article, client, status):
    comment = CommentFactory(
        article=article, body="Zzwords", name="Zzname", website="https://zz.example"
    )
    workflow.edit(comment, body="Zzother")
    Report.objects.create(comment=comment, reason="spam", network="192.0.2.0/24", at=comment.created_at)
    reply = CommentFactory(article=article, parent=comment, status=status)

    done = remove([comment.pk])

    assert (done.deleted, done.emptied) == (0, 1)
    comment.refresh_from_db()
    assert comment.status == "removed"
    left = [comment.name, comment.email, comment.website, comment.body, comment.ip_address]
    assert left == ["Removed", "", "", "", None]
    assert not comment.reports.exists()
    assert {"was": {}} in comment.decisions.filter(action="edited").values("was")
    assert comment.decisions.filter(action="removed").exists()
    assert Comment.objects.filter(pk=reply.pk).exists()
    assert list(miscounted()) == []
    page = client.get(article.get_absolute_url()).text
    assert ("This comment has been removed." in page) == (status == "approved")
    assert not any(word in page for word in ("Zzwords", "Zzname", "Zzother", "zz.example"))


def test_nobody_brings_an_empty_place_back(article):
    comment = CommentFactory(article=article)
    CommentFactory(article=article, parent=comment)
    remove([comment.pk])

    for action in workflow.MOVES:
        assert workflow.move([comment], action) == 0
    workflow.edit(comment, body="Again")

    comment.refresh_from_db()
    assert (comment.status, comment.body) == ("removed", "")


def test_thread_that_is_named_whole_is_deleted_whole(article):
    first = CommentFactory(article=article)
    second = CommentFactory(article=article, parent=first, status="trash")
    third = CommentFactory(article=article, parent=second)

    assert remove([first.pk, second.pk, third.pk]).deleted == 3
    assert not Comment.objects.exists()
    assert list(miscounted()) == []


def test_empty_place_goes_with_the_last_reply_below_it(article):
    first = CommentFactory(article=article)
    second = CommentFactory(article=article, parent=first)
    third = CommentFactory(article=article, parent=second)
    remove([first.pk, second.pk])
    assert Comment.objects.count() == 3

    assert remove([third.pk]).deleted == 1
    assert not Comment.objects.exists()
    assert not Decision.objects.exists()


def test_empty_place_goes_with_the_last_reply_that_a_superuser_deletes(article):
    first = CommentFactory(article=article)
    second = CommentFactory(article=article, parent=first)
    third, fourth = CommentFactory.create_batch(2, article=article, parent=second)
    remove([first.pk, second.pk])

    workflow.delete([third])
    assert set(Comment.objects.values_list("pk", flat=True)) == {first.pk, second.pk, fourth.pk}
    workflow.delete([fourth])
    assert not Comment.objects.exists()
    assert list(miscounted()) == []


def test_removing_again_changes_nothing(article):
    comment = CommentFactory(article=article)
    CommentFactory(article=article, parent=comment)
    remove([comment.pk])

    done = remove([comment.pk])

    assert (done.deleted, done.emptied) == (0, 0)
    assert comment.decisions.count() == 1
