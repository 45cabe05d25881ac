"""What becomes of a comment, and the numbers that are kept of it."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db.models import F

from articles.models import Article
from comments import workflow
from comments.counting import miscounted, recount
from comments.models import Comment
from comments.refusals import Closed, ParentGone
from masthead.models import SiteSettings
from tests.factories import ArticleFactory, AuthorFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db
PENDING, APPROVED, SPAM, TRASH, _ = Comment.Status


def count(article) -> int:
    return Article.objects.get(pk=article.pk).comment_count


@pytest.fixture
def trio(article):
    """A thread: a comment, a reply, and a reply to it; all visible."""
    first = CommentFactory(article=article)
    second = CommentFactory(article=article, parent=first)
    return first, second, CommentFactory(article=article, parent=second)


@pytest.mark.parametrize(
    ("action", "before", "after", "changed"),
    [
        ("approved", PENDING, APPROVED, 1),
        ("approved", SPAM, APPROVED, 1),
        ("approved", TRASH, APPROVED, 1),
        ("approved", APPROVED, APPROVED, 0),
        ("spam", PENDING, SPAM, 1),
        ("spam", APPROVED, SPAM, 1),
        ("spam", TRASH, SPAM, 1),
        ("spam", SPAM, SPAM, 0),
        ("trashed", PENDING, TRASH, 1),
        ("trashed", APPROVED, TRASH, 1),
        ("trashed", SPAM, TRASH, 1),
        ("trashed", TRASH, TRASH, 0),
        ("restored", SPAM, PENDING, 1),
        ("restored", TRASH, PENDING, 1),
        ("restored", APPROVED, APPROVED, 0),
        ("restored", PENDING, PENDING, 0),
    ],
)
def test_every_change_of_state_keeps_the_count_right(article, action, before, after, changed):
    comment = CommentFactory(article=article, status=before)
    assert count(article) == (before == APPROVED)
    assert workflow.move([comment], action) == changed
    comment.refresh_from_db()
    assert comment.status == after
    assert count(article) == (after == APPROVED)


def test_many_at_once_are_counted_by_story_and_by_thread(article, trio):
    other = ArticleFactory(published=True)
    CommentFactory.create_batch(3, article=other)
    assert workflow.move(Comment.objects.all(), "trashed") == 6
    assert (count(article), count(other)) == (0, 0)
    assert workflow.approve(Comment.objects.all()) == 6
    assert (count(article), count(other)) == (3, 3)
    trio[0].refresh_from_db()
    assert trio[0].reply_count == 2


def test_more_than_a_batch_is_changed(article, monkeypatch):
    monkeypatch.setattr("comments.workflow.BATCH", 3)
    CommentFactory.create_batch(8, article=article, status="pending")
    assert workflow.approve(Comment.objects.all()) == 8
    assert count(article) == 8


def test_a_change_of_many_costs_as_many_queries_as_of_few(article, django_assert_max_num_queries):
    for stories in (1, 30):
        for _ in range(stories):
            story = ArticleFactory(published=True)
            first = CommentFactory(article=story, status="pending")
            CommentFactory.create_batch(3, article=story, parent=first, status="pending")
        with django_assert_max_num_queries(12):
            workflow.approve(Comment.objects.filter(status="pending"))


def test_a_reply_of_the_newsroom_is_public_at_once_and_approves_what_it_answers(article):
    waiting = CommentFactory(article=article, status="pending")
    user = UserFactory(first_name="Amina", last_name="Rao", email="amina@example.org")
    reply = workflow.reply_as_newsroom(waiting, user, " Thank you.\r\n\0")
    waiting.refresh_from_db()
    assert waiting.status == APPROVED
    assert (reply.name, reply.user, reply.body) == ("Amina Rao", user, "Thank you.")
    assert (reply.parent, reply.thread, reply.status) == (waiting, waiting, APPROVED)
    assert count(article) == 2


def test_a_reply_of_an_author_stands_under_the_byline(article):
    comment = CommentFactory(article=article)
    user = UserFactory()
    assert workflow.reply_as_newsroom(comment, user, "Yes").name == user.username
    AuthorFactory(name="A. Rao", user=user)
    user.refresh_from_db()
    assert workflow.reply_as_newsroom(comment, user, "Indeed").name == "A. Rao"


def test_a_reply_is_kept_whatever_the_length_of_the_name_of_its_account(article):
    user = UserFactory(first_name="A" * 150, last_name="Rao")
    assert workflow.reply_as_newsroom(CommentFactory(article=article), user, "Yes").name == "A" * 120


def test_deleting_a_comment_takes_its_replies_along_and_recounts(article, trio):
    CommentFactory(article=article)
    workflow.delete([trio[1]])
    assert set(Comment.objects.filter(thread=trio[0])) == {trio[0]}
    trio[0].refresh_from_db()
    assert trio[0].reply_count == 0
    assert count(article) == 2


def test_editing_changes_nothing_else(article):
    comment = CommentFactory(article=article, status="pending")
    workflow.approve([comment])
    workflow.edit(comment, body="Better")
    comment.refresh_from_db()
    assert (comment.body, comment.status) == ("Better", APPROVED)


def new(article, **fields) -> Comment:
    words = {"name": "Reader", "email": "reader@example.org", "body": "Well."}
    return Comment(article=article, **words | fields)


def test_nothing_is_stored_once_the_story_has_closed_in_between(article):
    Article.objects.filter(pk=article.pk).update(comments_open=False)
    with pytest.raises(Closed):
        workflow.post_comment(new(article), SiteSettings())
    Article.objects.filter(pk=article.pk).delete()
    with pytest.raises(Closed):
        workflow.post_comment(new(article), SiteSettings())


def test_nothing_is_stored_once_the_parent_is_gone_in_between(article):
    parent = CommentFactory(article=article)
    workflow.move([parent], "trashed")
    with pytest.raises(ParentGone):
        workflow.post_comment(new(article, parent=parent), SiteSettings())
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("policy", "known", "status"),
    [
        ("all", False, PENDING),
        ("all", True, PENDING),
        ("first", False, PENDING),
        ("first", True, APPROVED),
        ("none", False, APPROVED),
    ],
)
def test_the_papers_policy_decides_what_waits(article, policy, known, status):
    if known:
        CommentFactory(name="reader", email="reader@example.org", body="Before")
        Comment.objects.update(created_at=F("created_at") - dt.timedelta(hours=1))
    comment = new(article)
    workflow.post_comment(comment, SiteSettings(comment_moderation=policy))
    assert comment.status == status
    assert count(article) == (status == APPROVED)


@pytest.mark.parametrize("before", ["pending", "spam", "trash"])
def test_who_was_never_let_through_is_not_known(article, before):
    CommentFactory(name="Reader", email="reader@example.org", body="Before", status=before)
    Comment.objects.update(created_at=F("created_at") - dt.timedelta(hours=1))
    comment = new(article)
    workflow.post_comment(comment, SiteSettings(comment_moderation="first"))
    assert comment.status == PENDING


def test_the_address_alone_or_the_name_alone_makes_nobody_known(article):
    CommentFactory(name="Reader", email="other@example.org")
    CommentFactory(name="Other", email="reader@example.org")
    Comment.objects.update(created_at=F("created_at") - dt.timedelta(hours=1))
    comment = new(article)
    workflow.post_comment(comment, SiteSettings(comment_moderation="first"))
    assert comment.status == PENDING


@pytest.mark.parametrize(
    "body", ["http://a.org http://b.org", "www.a.org www.b.org", "http://a.b " * 900]
)
def test_many_links_wait_whatever_the_policy(article, body):
    comment = new(article, body=body)
    workflow.post_comment(comment, SiteSettings(comment_moderation="none"))
    assert comment.status == PENDING


def test_repairing_what_was_stored_in_bulk(article, capsys):
    first = CommentFactory(article=article)
    moment = first.created_at
    rows = [
        Comment(article=article, name="R", body="r", status="approved", created_at=moment, parent=first)
        for _ in range(3)
    ]
    (second, third, _) = Comment.objects.bulk_create(rows)
    Comment.objects.bulk_create(
        [
            Comment(article=article, name="R", body="r", status="spam", created_at=moment, parent=third),
            Comment(article=article, name="R", body="r", status="approved", created_at=moment),
        ]
    )
    Comment.objects.filter(pk=second.pk).update(thread=second)
    right = ArticleFactory(published=True)
    CommentFactory(article=right)
    assert list(miscounted()) == [article.pk]
    call_command("recount_comments")
    assert capsys.readouterr().out == "1 story had comments counted wrong; all are right now.\n"
    assert list(miscounted()) == []
    assert count(article) == 5
    first.refresh_from_db()
    assert first.reply_count == 3
    threads = Comment.objects.filter(article=article).values_list("parent", "thread", "pk")
    assert all(thread == (first.pk if parent else pk) for parent, thread, pk in threads)
    call_command("recount_comments")
    assert capsys.readouterr().out == "0 stories had comments counted wrong; all are right now.\n"


@pytest.mark.parametrize("wrong", [0, 7])
def test_a_wrong_number_is_found_and_repaired(article, trio, wrong):
    Article.objects.filter(pk=article.pk).update(comment_count=wrong)
    Comment.objects.filter(pk=trio[0].pk).update(reply_count=wrong)
    assert list(miscounted()) == [article.pk]
    recount(article.pk)
    trio[0].refresh_from_db()
    assert (count(article), trio[0].reply_count) == (3, 2)


def test_a_wrong_number_never_stops_a_moderator(article):
    comment = CommentFactory(article=article)
    Article.objects.filter(pk=article.pk).update(comment_count=0)
    assert workflow.move([comment], "trashed") == 1
    assert count(article) == 0


def test_saving_a_story_does_not_undo_what_was_counted_in_between(article):
    from articles import workflow as stories

    stale = Article.objects.get(pk=article.pk)
    CommentFactory(article=article)
    stale.headline = "Another headline"
    stories.save(stale)
    assert count(article) == 1
