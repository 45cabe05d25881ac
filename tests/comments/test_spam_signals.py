"""What the signs of spam do to a new comment: doubt waits, and only certainty goes to spam."""

import datetime as dt
from importlib import import_module
from types import SimpleNamespace

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.utils import timezone

from comments import workflow
from comments.models import Comment, Decision, SpamModel
from comments.reasons import sentence
from comments.spam import learned
from comments.spam.copies import alike
from comments.text import gist
from tests.comments.html import Page
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db
PENDING, APPROVED, SPAM = "pending", "approved", "spam"
PROMOTION = "Please subscribe to my channel, I make gaming videos"
LONG = "The council has known of this since spring and chose to wait for the election"


@pytest.fixture(autouse=True)
def shown_at_once(moderate):
    moderate("none")


def newest() -> Comment:
    return Comment.objects.order_by("-pk").first()


def reasons(comment) -> list[str]:
    return [sentence(held) for held in comment.held_for]


# The score


def test_what_reads_like_spam_waits_and_says_why(post, article):
    post(article, comment=PROMOTION)
    comment = newest()
    assert comment.status == PENDING
    assert comment.spam_score > 0.5
    (reason,) = reasons(comment)
    assert reason.startswith("It reads like spam (9")
    assert " of 100): " in reason
    assert "a call to do something" in reason


def test_honest_words_appear_at_once_with_their_score(post, article):
    post(article, comment="The bridge was built in 1932, not in 1923.")
    assert (newest().status, newest().held_for) == (APPROVED, [])
    assert 0 <= newest().spam_score < 0.5


def test_people_whom_moderators_know_are_believed(post, article):
    before = article.published_at - dt.timedelta(days=1)
    CommentFactory(name="Saeed Minhas", email="saeed@example.org", created_at=before)
    post(article, comment=PROMOTION)
    assert newest().status == APPROVED


def test_no_score_alone_puts_a_comment_into_spam(post, article):
    post(article, comment=f"{PROMOTION} {PROMOTION} check out my page, please subscribe")
    assert newest().spam_score > 0.99
    assert newest().status == PENDING


def test_certain_spam_that_many_send_goes_to_spam_where_it_can_be_restored(post, article):
    words = f"{PROMOTION}, check out my page http://a.example please subscribe"
    for number in range(3):
        post(article, comment=words, email=f"a{number}@example.org", remote=f"198.51.{number}.1")
    comment = newest()
    assert comment.status == SPAM
    assert len(reasons(comment)) == 2
    assert Comment.objects.filter(status=PENDING).count() == 2
    workflow.move([comment], "restored")
    comment.refresh_from_db()
    assert comment.status == PENDING


# The same again


@pytest.mark.parametrize(
    "again",
    [
        LONG.upper(),
        f"{LONG}!!!",
        LONG.replace(" ", "   "),
        f"{LONG} https://a.example/17",
        LONG.replace("e", "é"),
        LONG.replace("has", "h\u200bas"),
        f"{LONG} again",
    ],
)
def test_one_who_says_nearly_the_same_is_told_so_and_keeps_the_text(post, article, again):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        post(article, comment=LONG)
        clock.shift(60)
        response = post(article, comment=again)
    assert response.status_code == 409
    page = Page(response)
    told = "Duplicate comment detected; it looks as though you've already said that!"
    assert page.one(role="alert").text == told
    assert page.by_id("respond-comment").text.strip()
    assert Comment.objects.count() == 1


def test_another_name_and_mail_on_the_same_network_is_the_same_person_for_a_long_text(post, article):
    post(article, comment=LONG)
    assert post(article, comment=f"{LONG}!", email="other@example.org").status_code == 409
    assert (
        post(article, comment=f"{LONG}!", email="o@example.org", remote="198.51.100.1").status_code
        == 303
    )


def test_neighbours_may_all_be_sorry(post, article):
    assert post(article, comment="Rest in peace").status_code == 303
    assert post(article, comment="Rest in peace", email="other@example.org").status_code == 303


def test_the_same_may_be_said_under_another_story_and_a_day_later(post, article):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        post(article, comment=LONG)
        clock.shift(60)
        assert post(ArticleFactory(published=True), comment=f"{LONG}!").status_code == 303
        clock.shift(dt.timedelta(days=1))
        assert post(article, comment=f"{LONG}!!").status_code == 303


def test_what_many_say_in_the_same_words_waits(post, article):
    for number in range(3):
        words = {"comment": f"{LONG} {number}", "email": f"a{number}@example.org"}
        post(article, remote=f"198.51.{number}.1", **words)
    assert list(Comment.objects.order_by("pk").values_list("status", flat=True)) == [
        APPROVED, APPROVED, PENDING,
    ]  # fmt: skip
    assert reasons(newest()) == ["2 other comments of the last day say the same."]


def test_short_words_that_many_say_do_not_wait(post, article):
    for number in range(4):
        post(article, comment="Well said!", email=f"a{number}@example.org", remote=f"198.51.{number}.1")
    assert not Comment.objects.exclude(status=APPROVED).exists()


def test_gist_is_kept_right(post, article):
    comment = CommentFactory(body="Café, 12 times!")
    assert comment.gist == gist("cafe times") != gist("tea times")
    assert len(gist("")) == len(gist("😀")) == 32
    assert gist("😀") != gist("😢")
    workflow.edit(comment, body="Tea times")
    comment.refresh_from_db()
    assert comment.gist == gist("tea times")


def test_comments_from_before_get_their_gist_by_the_migration(article):
    comments = [CommentFactory(article=article, body=f"Words {'x' * number}") for number in range(3)]
    Comment.objects.update(gist="")
    migration = import_module("comments.migrations.0005_spam")
    migration.fill_gists(apps, SimpleNamespace(connection=connection))
    assert [c.gist for c in Comment.objects.order_by("pk")] == [gist(c.body) for c in comments]


def test_likeness_is_of_runs_of_words():
    assert alike(LONG, f"{LONG} again")
    assert not alike(LONG, " ".join(reversed(LONG.split())))
    assert not alike("", "")
    assert not alike("Well said", "Well said")


# One network


def test_readers_of_a_university_all_get_in(post, article):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(30):
            words = {"comment": f"What reader {'x' * number} thinks", "email": f"r{number}@example.org"}
            assert post(article, remote=f"203.0.113.{number}", **words).status_code == 303
            clock.shift(1)


def test_strangers_shut_nobody_out_whom_moderators_know(post, article):
    before = article.published_at - dt.timedelta(days=1)
    CommentFactory(name="Saeed Minhas", email="saeed@example.org", created_at=before)
    CommentFactory.create_batch(40, article=article, network="203.0.113.0/24", created_at=timezone.now())
    assert post(article, name="Stranger", email="s@example.org").status_code == 429
    assert post(article).status_code == 303


# Learning


def test_newsroom_teaches_by_what_it_decides_and_a_mistake_is_unlearnt(post, article):
    person = UserFactory()
    rant = "Wake up, the lizard people rule the {}"
    comments = [CommentFactory(body=rant.format(place)) for place in ("bank", "port", "school", "court")]
    before = learned.current().score(rant.format("town"))
    workflow.move(comments, "spam", person)
    assert learned.is_due()
    assert learned.learn_from_decisions() == (0, 4)
    assert not learned.is_due()
    learned.forget()
    assert learned.current().score(rant.format("town")) > before + 0.1

    workflow.approve(comments, person)
    assert learned.learn_from_decisions() == (4, 0)
    learned.forget()
    assert learned.current().score(rant.format("town")) < before

    workflow.move(comments, "trashed", person)
    assert learned.learn_from_decisions() == (0, 0)
    assert SpamModel.objects.get().weights == {}


def test_what_the_program_decided_teaches_nothing(article):
    workflow.move([CommentFactory(body=LONG)], "spam")
    assert not learned.is_due()
    assert learned.own_examples() == ([], [])


def test_processes_read_what_was_learnt_within_a_minute(article, monkeypatch):
    held = learned.current()
    workflow.move([CommentFactory(body=LONG)], "spam", UserFactory())
    learned.learn_from_decisions()
    assert learned.current() is held
    monkeypatch.setattr(learned, "FRESH", 0)
    assert learned.current() is not held
    assert learned.current() is learned.current()


def test_erased_words_are_forgotten_within_a_day(article):
    comment = CommentFactory(body="Xylophonists rule the xylophonium")
    workflow.move([comment], "spam", UserFactory())
    learned.learn_from_decisions()
    assert any("xylo" in name for name in SpamModel.objects.get().weights)
    Decision.objects.all().delete()
    comment.delete()
    with time_machine.travel(timezone.now() + dt.timedelta(days=1, minutes=1)):
        assert learned.is_due()
        learned.learn_from_decisions()
    assert not any("xylo" in name for name in SpamModel.objects.get().weights)
