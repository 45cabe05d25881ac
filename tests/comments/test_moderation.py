"""What becomes of a new comment, why it is held, and the record of what was decided."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import workflow
from comments.models import Comment, Decision
from comments.moderation import accepts_comments, is_known
from comments.reasons import sentence
from comments.signatures import own_token
from tests.factories import CommentFactory, UserFactory

pytestmark = pytest.mark.django_db
PENDING, APPROVED, SPAM, TRASH, _ = Comment.Status
SPAM_TEXT = "Subscribe to my channel! Check out my page, make money online with a free phone now"


def reasons(comment) -> list[str]:
    return [sentence(held) for held in comment.held_for]


def test_held_comment_says_why(post, article, moderate):
    moderate("all")
    post(article, comment="https://a.example and https://b.example")
    comment = Comment.objects.get()
    assert comment.status == PENDING
    assert reasons(comment)[-2:] == ["It has 2 web addresses.", "Every comment is looked at."]


def test_what_appears_at_once_was_held_for_nothing(post, article, moderate):
    moderate("none")
    post(article)
    comment = Comment.objects.get()
    assert (comment.status, comment.held_for) == (APPROVED, [])


def test_person_is_known_after_as_many_approved_comments_as_the_paper_says(post, article, site):
    site.comment_moderation, site.comments_trusted_after = "first", 3
    site.save()
    before = article.published_at - dt.timedelta(days=1)
    known = {"name": "Saeed Minhas", "email": "saeed@example.org", "created_at": before}
    CommentFactory.create_batch(2, **known)
    CommentFactory(status=PENDING, **known)

    post(article, comment="The third")
    third = Comment.objects.get(body="The third")
    assert (third.status, reasons(third)) == (PENDING, ["Its writer is not known yet."])

    workflow.approve([third])
    with time_machine.travel(third.created_at + dt.timedelta(minutes=5), tick=False):
        post(article, comment="The fourth")
    assert Comment.objects.get(body="The fourth").status == APPROVED


def test_what_appeared_at_once_makes_nobody_known(post, article, moderate):
    moderate("none")
    post(article, comment="Nice.")
    assert Comment.objects.get().is_visible
    for number, spam in enumerate((SPAM_TEXT, "Two addresses: www.a.example www.b.example")):
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=2 + number), tick=False):
            post(article, comment=spam)
        assert Comment.objects.get(body=spam).status == PENDING
    moderate("first")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5), tick=False):
        post(article, comment="Never looked at")
    assert Comment.objects.get(body="Never looked at").status == PENDING


def test_what_the_program_let_through_after_an_edit_makes_nobody_known(post, article, moderate, client):
    moderate("none")
    post(article, comment="https://a.example https://b.example")
    comment = Comment.objects.get()
    client.post(f"{comment.get_absolute_url()}edit/?mine={own_token(comment)}", {"comment": "Nice."})
    comment.refresh_from_db()
    assert (comment.status, comment.decided_at is None) == (APPROVED, False)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2), tick=False):
        post(article, comment=SPAM_TEXT)
    assert Comment.objects.get(body=SPAM_TEXT).status == PENDING


@pytest.mark.parametrize("is_deleted", [False, True])
def test_answers_of_the_newsroom_make_nobody_known_who_types_its_name(
    post, article, moderate, is_deleted
):
    moderate("first")
    user = UserFactory(first_name="Nadia", last_name="Khan", email="nadia@paper.example")
    answer = workflow.reply_as_newsroom(CommentFactory(article=article), user, "We looked at it.")
    if is_deleted:
        user.delete()
    with time_machine.travel(answer.created_at + dt.timedelta(hours=1), tick=False):
        post(article, name="Nadia Khan", email="nadia@paper.example", comment="The editor is corrupt.")
    comment = Comment.objects.get(body="The editor is corrupt.")
    assert (comment.status, reasons(comment)) == (PENDING, ["Its writer is not known yet."])


def test_a_person_is_looked_up_along_an_index_of_what_moderators_looked_at(site):
    comment = CommentFactory()
    Comment.objects.bulk_create(
        Comment(
            pk=comment.pk + number,
            thread_id=comment.pk + number,
            article=comment.article,
            email=comment.email,
            created_at=comment.created_at,
            status=APPROVED,
            spam_score=0.1,  # which the program let through
        )
        for number in range(1, 1000)
    )
    with CaptureQueriesContext(connection) as queries:
        is_known(comment, site)
    (query,) = queries
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {Comment._meta.db_table}")
            cursor.execute("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {query['sql']}")
        assert "comment_vouched_by_email" in "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize(
    ("of_story", "of_paper", "held"),
    [(None, 30, True), (None, 31, False), (7, None, True), (60, 7, False), (0, None, True)],
)
def test_comments_of_old_stories_are_held(post, article, site, of_story, of_paper, held):
    site.comment_moderation, site.comments_hold_after_days = "none", of_paper
    site.save()
    article.comments_hold_after_days = of_story
    article.save()
    with time_machine.travel(article.published_at + dt.timedelta(days=30, seconds=1), tick=False):
        post(article)
    comment = Comment.objects.get()
    assert (comment.status == PENDING) is held
    assert reasons(comment) == (["The story is 30 days old."] if held else [])


@pytest.mark.parametrize(
    ("of_story", "of_paper", "is_open"),
    [(None, 30, False), (None, 31, True), (60, 7, True), (7, None, False), (0, None, False)],
)
def test_story_may_close_its_comments_at_a_time_of_its_own(article, site, of_story, of_paper, is_open):
    site.comments_close_after_days = of_paper
    article.comments_close_after_days = of_story
    with time_machine.travel(article.published_at + dt.timedelta(days=30, seconds=1), tick=False):
        assert accepts_comments(article, site) is is_open


def test_each_decision_is_kept_with_who_made_it_and_what_was_before():
    user = UserFactory(first_name="Nadia", last_name="Iqbal")
    waiting, seen = CommentFactory(status=PENDING), CommentFactory()
    workflow.move([waiting, seen], "spam", user)
    workflow.move([seen], "restored", user)
    workflow.edit(seen, body="Shorter")

    told = [(d.comment, str(d), d.was) for d in Decision.objects.order_by("pk")]
    assert sorted(told[:2], key=lambda entry: entry[0].pk) == [
        (waiting, "Nadia Iqbal marked it as spam", {"status": "pending"}),
        (seen, "Nadia Iqbal marked it as spam", {"status": "approved"}),
    ]
    assert told[2:] == [
        (seen, "Nadia Iqbal let it wait again", {"status": "spam"}),
        (seen, "The program changed its words", {"body": "I have read this with interest."}),
    ]
    seen.refresh_from_db()
    assert seen.decided_at == Decision.objects.get(action="restored").at


def test_what_changes_nothing_is_no_decision():
    comment = CommentFactory()
    workflow.approve([comment])
    workflow.edit(comment, body=comment.body)
    assert not Decision.objects.exists()
    comment.refresh_from_db()
    assert comment.decided_at is None
