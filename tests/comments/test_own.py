"""What a writer may do to a comment for some minutes: change its words, take it back."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from articles import workflow as stories
from comments import deciding, workflow
from comments.models import Comment, Decision
from comments.signatures import own_token
from comments.spam.learned import own_examples
from tests.comments.conftest import WORDS
from tests.comments.html import Page
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db
Action = Decision.Action


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def written(post, article, moderate):
    """A comment that a reader has posted and everybody sees."""
    moderate("none")
    post(article)
    return Comment.objects.get()


def url(comment, action="edit", token=None) -> str:
    return f"{comment.get_absolute_url()}{action}/?mine={token or own_token(comment)}"


def change(client, comment, words="What I meant.", token=None, **extra):
    return client.post(url(comment, token=token), {"comment": words}, **extra)


def test_the_writer_is_led_to_the_comment_with_links_to_change_it(client, post, article, moderate, site):
    moderate("none")
    site.time_zone = "Asia/Karachi"
    site.save()
    response = post(article)
    page = Page(client.get(response["Location"]))
    comment = Comment.objects.get()
    own = page.one("article", class_="own")
    assert WORDS["comment"] in own.text
    assert not page.all("article", class_="waiting")
    until = timezone.localtime(comment.created_at + dt.timedelta(minutes=5), site.zone)
    assert f"Yours, until {until:%-I:%M %p}" in own.text
    links = {a.text: a["href"] for a in page.all("a") if a.text in ("Edit", "Take back")}
    assert client.get(links["Edit"]).status_code == 200
    assert client.get(links["Take back"]).status_code == 200


def test_readers_get_no_such_links(client, written, article):
    page = Page(client.get(article.get_absolute_url()))
    assert not page.all("article", class_="own")
    assert "mine=" not in client.get(article.get_absolute_url()).content.decode()


def test_the_words_are_changed_and_the_old_ones_kept(client, written, article, clock):
    clock.shift(60)
    response = change(client, written, "  What I meant.\r\n")
    assert response.status_code == 303
    comment = Comment.objects.get()
    assert (comment.body, comment.status) == ("What I meant.", "approved")
    assert comment.edited_at == timezone.now()
    decision = Decision.objects.get()
    assert (decision.action, decision.by) == (Action.REWRITTEN, None)
    assert decision.was == {"body": WORDS["comment"]}
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert "What I meant." in page.text
    assert "Edited" in client.get(article.get_absolute_url()).text
    article.refresh_from_db()
    assert article.comment_count == 1


def test_the_same_words_again_change_nothing(client, written):
    assert change(client, written, WORDS["comment"]).status_code == 303
    assert not Decision.objects.exists()
    assert Comment.objects.get().edited_at is None


def test_an_approved_comment_of_whom_nobody_knows_waits_again(client, post, article, moderate):
    moderate("first")
    post(article)
    workflow.approve(Comment.objects.all())
    comment = Comment.objects.get()
    response = change(client, comment, "Buy watches.")
    comment.refresh_from_db()
    article.refresh_from_db()
    assert comment.status == "pending"
    assert [code for code, _ in comment.held_for] == ["edited", "unknown"]
    assert article.comment_count == 0
    assert Decision.objects.first().was == {"body": WORDS["comment"], "status": "approved"}
    assert "Your comment is awaiting moderation" in client.get(response["Location"]).text


def test_who_is_known_by_other_comments_need_not_wait(client, post, article, moderate, site, clock):
    moderate("first")
    CommentFactory(name=WORDS["name"], email=WORDS["email"], created_at=timezone.now())
    clock.shift(60)
    post(article)
    comment = Comment.objects.get(article=article)
    assert comment.is_visible
    change(client, comment)
    comment.refresh_from_db()
    assert comment.is_visible


def test_links_are_looked_at_again(client, written):
    change(client, written, "https://a.example https://b.example")
    written.refresh_from_db()
    assert written.status == "pending"
    assert ["links", 2] in written.held_for


def test_a_second_change_is_judged_by_what_it_says(client, written):
    change(client, written, "https://a.example https://b.example")
    written.refresh_from_db()
    change(client, written, "https://a.example https://b.example https://c.example")
    written.refresh_from_db()
    assert (written.status, written.held_for[0], written.held_for[-1]) == (
        "pending",
        ["edited", None],
        ["links", 3],
    )
    change(client, written, "No links.")
    written.refresh_from_db()
    assert (written.status, written.held_for) == ("approved", [])


def test_a_waiting_comment_is_changed_and_waits(client, post, article):
    post(article)
    comment = Comment.objects.get()
    change(client, comment)
    comment.refresh_from_db()
    assert (comment.body, comment.status, comment.edited_at) == ("What I meant.", "pending", None)


def test_what_a_moderator_lets_wait_is_not_freed_by_an_edit(client, written):
    workflow.move([written], "trashed")
    workflow.move([written], "restored")
    change(client, written)
    written.refresh_from_db()
    assert (written.body, written.status) == ("What I meant.", "pending")


def test_spam_stays_spam_and_its_writer_is_told_nothing_else(client, written):
    workflow.move([written], "spam")
    response = change(client, written)
    written.refresh_from_db()
    assert (written.body, written.status) == ("What I meant.", "spam")
    assert "Your comment is awaiting moderation" in client.get(response["Location"]).text


@pytest.mark.parametrize("action", ["edit", "take-back"])
def test_the_time_ends(client, written, clock, action):
    token = own_token(written)
    clock.shift(5 * 60)
    for response in (
        client.get(url(written, action, token)),
        client.post(url(written, action, token), {"comment": "Too late"}),
    ):
        assert response.status_code == 403
        assert "can no longer be changed" in Page(response).one(role="alert").text
    written.refresh_from_db()
    assert (written.body, written.status) == (WORDS["comment"], "approved")
    assert not Decision.objects.exists()


def test_link_ends_a_day_after_the_comment_was_written(client, post, article, moderate, clock):
    moderate("all")
    address = post(article)["Location"].partition("#")[0]
    comment = Comment.objects.get()
    clock.shift(23 * 3600)
    assert WORDS["comment"] in client.get(address).text
    page = Page(client.get(url(comment, token=address.partition("mine=")[2])))
    (back,) = [a for a in page.all("a") if a.text == "Back to the conversation"]
    clock.shift(2 * 3600)
    assert client.get(back["href"].partition("#")[0]).status_code == 302
    assert client.get(url(comment)).status_code == 404


def test_form_that_is_opened_by_an_old_link_is_saved(client, written):
    old = own_token(written)
    change(client, written, "The first change.")
    page = Page(client.get(url(written, token=old)))
    assert page.by_id("rewrite-comment").text == "The first change."
    action = page.one("form", class_="comment-form")["action"]
    assert client.post(action, {"comment": "The second change."}).status_code == 303
    written.refresh_from_db()
    assert written.body == "The second change."


def test_words_that_come_too_late_are_given_back(client, written, clock):
    token = own_token(written)
    clock.shift(5 * 60)
    response = change(client, written, "Too <late>", token)
    assert Page(response).by_id("kept").text == "Too <late>"


def test_nothing_can_be_changed_where_the_paper_does_not_want_it(client, written, site):
    site.comment_edit_minutes = 0
    site.save()
    assert change(client, written).status_code == 403


def test_words_that_somebody_has_answered_stay(client, written, article):
    CommentFactory(article=article, parent=written)
    response = change(client, written)
    page = Page(response)
    assert response.status_code == 409
    assert "Somebody has replied" in page.one(role="alert").text
    assert page.by_id("rewrite-comment").text == "What I meant."
    assert client.post(url(written, "take-back")).status_code == 303


def test_an_answer_that_waits_is_not_told_of(client, written, article):
    CommentFactory(article=article, parent=written, status="pending")
    assert change(client, written).status_code == 303


def test_words_that_the_newsroom_has_changed_stay(client, written):
    token = own_token(written)
    workflow.edit(written, UserFactory(), body="[removed by the newsroom]")
    written.refresh_from_db()
    for link in (token, own_token(written)):
        response = change(client, written, "Her number is 555 1234", link)
        page = Page(response)
        assert response.status_code == 409
        assert "The newsroom has changed your comment" in page.one(role="alert").text
        assert page.by_id("rewrite-comment").text == "Her number is 555 1234"
    written.refresh_from_db()
    assert written.body == "[removed by the newsroom]"
    assert client.post(url(written, "take-back")).status_code == 303


def test_words_may_be_changed_where_the_newsroom_changed_the_website(client, written):
    workflow.edit(written, UserFactory(), website="https://a.example/")
    assert change(client, written).status_code == 303


def test_two_windows_do_not_overwrite_each_other(client, written):
    token = own_token(written)
    change(client, written, "From the first window.", token)
    response = change(client, written, "From the second window.", token)
    page = Page(response)
    assert response.status_code == 409
    assert "changed in the meantime" in page.one(role="alert").text
    assert "From the first window." in page.one("blockquote").text
    assert page.by_id("rewrite-comment").text == "From the second window."
    again = client.post(page.one("form", method="post")["action"], {"comment": "From the second."})
    assert again.status_code == 303
    assert Comment.objects.get().body == "From the second."


def test_nobody_changes_a_comment_without_end(client, written):
    for number in range(10):
        written.refresh_from_db()
        assert change(client, written, f"Version {number}").status_code == 303
    written.refresh_from_db()
    response = change(client, written, "Version 10")
    assert response.status_code == 429
    assert Page(response).by_id("rewrite-comment").text == "Version 10"
    assert Comment.objects.get().body == "Version 9"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "Please enter your comment!"),
        (" \u200b\n", "Please enter your comment!"),
        ("a" * 10_001, "This may have 10000 characters, and it has 10001. Please shorten it."),
        ("be\u202efore", "There were characters in this that cannot be seen."),
        ("be\0fore", "There were characters in this that cannot be seen."),
    ],
)
def test_bad_words_are_told_beside_the_field_and_kept(client, written, words, message):
    response = change(client, written, words)
    page = Page(response)
    assert response.status_code == 400
    assert message in page.by_id("rewrite-comment_error").text
    assert "autofocus" in page.by_id("rewrite-comment").attributes
    kept = words.replace("\u202e", "").replace("\0", "").strip()
    assert page.by_id("rewrite-comment").text.strip("\u200b") == kept.strip("\u200b")
    assert Comment.objects.get().body == WORDS["comment"]


def test_another_sites_form_changes_nothing(client, written):
    for action in ("edit", "take-back"):
        response = client.post(
            url(written, action), {"comment": "Hm"}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert response.status_code == 403
    assert Comment.objects.get().body == WORDS["comment"]


def test_what_is_far_too_large_is_not_read(client, written):
    response = change(client, written, "a" * 1_100_000)
    assert response.status_code == 413
    assert "too large to be read" in Page(response).one(role="alert").text


def test_a_closed_story_takes_no_new_words_but_lets_them_be_taken_back(client, written, site):
    site.comments_open = False
    site.save()
    response = change(client, written)
    assert response.status_code == 403
    assert Page(response).by_id("rewrite-comment").text == "What I meant."
    assert client.post(url(written, "take-back")).status_code == 303


def test_a_withdrawn_story_has_no_such_pages_and_the_text_is_given_back(client, written, article):
    stories.withdraw(article)
    response = change(client, written, "What I <meant>")
    assert response.status_code == 410
    assert Page(response).by_id("kept").text == "What I <meant>"
    assert client.get(url(written)).status_code == 410
    assert client.get(url(written, "take-back")).status_code == 410


@pytest.mark.parametrize("action", ["edit", "take-back"])
def test_a_token_that_is_none_opens_nothing(client, written, article, action, stamp, clock):
    other = CommentFactory(article=article)
    token = own_token(written)
    for forged in ["", "x", token[:-1], own_token(other), stamp(article), "é:é:é", "1-0:a:b"]:
        address = f"{written.get_absolute_url()}{action}/"
        assert client.get(address, {"mine": forged}).status_code == 404
        assert client.post(f"{address}?mine=x", {}).status_code == 404
    clock.shift(25 * 3600)
    assert client.get(url(written, action, token)).status_code == 404


def test_a_comment_is_taken_back(client, written, article):
    reply = CommentFactory(article=article, parent=written, body="An answer")
    response = client.post(url(written, "take-back"))
    page = Page(client.get(response["Location"]))
    assert "Your comment is taken back" in page.one(class_="standfirst").text
    written.refresh_from_db()
    article.refresh_from_db()
    assert (written.status, written.decided_at) == ("trash", timezone.now())
    decision = Decision.objects.get()
    assert (decision.action, decision.by, decision.was) == (
        Action.TAKEN_BACK,
        None,
        {"status": "approved"},
    )
    assert article.comment_count == 1
    html = client.get(article.get_absolute_url()).text
    assert WORDS["comment"] not in html
    assert "This comment has been removed." in html
    assert reply.body in html


@pytest.mark.parametrize("words", ["Still fine.", "https://a.example https://b.example", None])
def test_what_its_writer_changed_or_took_back_is_no_editors_pick(client, written, words):
    deciding.pick(written, UserFactory())
    if words is None:
        client.post(url(written, "take-back"))
    else:
        change(client, written, words)
    workflow.approve([written], UserFactory())
    written.refresh_from_db()
    assert (written.status, written.picked_at) == ("approved", None)


def test_taking_back_twice_does_it_once(client, written):
    for _ in range(2):
        assert client.post(url(written, "take-back")).status_code == 303
    assert Decision.objects.count() == 1


def test_what_was_taken_back_in_the_trash_does_not_come_back_by_undoing(client, written, clock):
    moderator = UserFactory()
    outcome = deciding.decide("trash", {written.pk: deciding.state_of(written)}, moderator)
    clock.shift(1)
    for _ in range(2):
        assert client.post(url(written, "take-back")).status_code == 303
    assert [d.action for d in Decision.objects.all()] == [Action.TAKEN_BACK, Action.TRASHED]
    undone = deciding.undo(outcome.decisions, moderator)
    assert undone.done == []
    assert "Its writer took it back" in undone.missed[0]
    written.refresh_from_db()
    assert written.status == "trash"
    workflow.move([written], "restored", moderator)
    written.refresh_from_db()
    assert written.status == "pending"


def test_spam_that_its_writer_takes_back_stays_where_a_moderator_put_it(
    client, written, article, post, clock
):
    workflow.move([written], "spam", UserFactory())
    own = client.get(f"{article.get_absolute_url()}comments/?mine={own_token(written)}")
    assert "Your comment is awaiting moderation" in own.text
    response = client.post(url(written, "take-back"))
    assert "Your comment is taken back" in client.get(response["Location"]).text
    written.refresh_from_db()
    assert (written.status, len(own_examples()[1])) == ("spam", 1)
    newest = written.decisions.first()
    assert (newest.action, newest.was) == (Action.TAKEN_BACK, {})
    assert client.get(url(written)).status_code == change(client, written).status_code == 404
    gone = client.get(f"{article.get_absolute_url()}comments/?mine={own_token(written)}")
    assert gone["Location"] == article.get_absolute_url()


def test_what_was_taken_back_stays_so_when_a_moderator_marks_it_as_spam(client, written, article, clock):
    token = own_token(written)
    client.post(url(written, "take-back", token))
    clock.shift(1)
    workflow.move([written], "spam", UserFactory())
    assert "Your comment is taken back" in client.get(url(written, "take-back", token)).text
    own = client.get(f"{article.get_absolute_url()}comments/?mine={token}")
    assert own["Location"] == article.get_absolute_url()
    clock.shift(1)
    for action in ("approved", "trashed"):
        workflow.move([written], action, UserFactory())
    assert "Your comment is taken back" not in client.get(url(written, "take-back", token)).text


def test_what_a_moderator_put_in_the_trash_is_not_said_to_be_taken_back(client, written, clock):
    token = own_token(written)
    workflow.move([written], "trashed", UserFactory())
    page = client.get(url(written, "take-back", token))
    assert (page.status_code, "taken back" in page.text) == (200, False)
    clock.shift(5 * 60)
    for response in (
        client.get(url(written, "take-back", token)),
        client.post(url(written, "take-back", token)),
    ):
        assert response.status_code == 403
        assert "its time has passed" in Page(response).one(role="alert").text
    assert not written.decisions.filter(action=Action.TAKEN_BACK).exists()


def test_a_reply_that_is_taken_back_is_no_longer_counted(client, post, article, moderate):
    moderate("none")
    first = CommentFactory(article=article)
    post(article, parent=first.pk)
    reply = Comment.objects.latest("pk")
    client.post(url(reply, "take-back"))
    first.refresh_from_db()
    assert first.reply_count == 0


LONG = "What was said of the harbour last year is just as true of the pier."


@pytest.mark.parametrize("is_spam", [False, True])
@pytest.mark.parametrize("words", [WORDS["comment"], LONG])
def test_what_was_taken_back_cannot_be_edited_and_may_be_said_again(
    client, post, article, moderate, clock, is_spam, words
):
    moderate("none")
    post(article, comment=words)
    written = Comment.objects.get()
    if is_spam:
        workflow.move([written], "spam", UserFactory())
    client.post(url(written, "take-back"))
    assert client.get(url(written)).status_code == 404
    assert change(client, written).status_code == 404
    clock.shift(60)
    assert post(article, comment=words).status_code == 303
    clock.shift(60)
    assert post(article, comment=words).status_code == 409


def test_these_pages_are_for_one_reader(client, written):
    for action in ("edit", "take-back"):
        response = client.get(url(written, action))
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin"
        assert not response.cookies
        assert WORDS["email"] not in response.text


def test_a_comment_deep_in_a_conversation_is_shown_to_its_writer(client, post, moderate, monkeypatch):
    monkeypatch.setattr("comments.threads.THREADS", 2)
    monkeypatch.setattr("comments.threads.REPLIES", 1)
    monkeypatch.setattr("comments.threads.LONG_PAGE", 2)
    article = ArticleFactory(published=True)
    past = timezone.now() - dt.timedelta(hours=1)
    for number in range(3):
        moment = past + dt.timedelta(minutes=number)
        first = CommentFactory(article=article, created_at=moment)
        for _ in range(5):
            CommentFactory(article=article, parent=first, created_at=moment)
    for policy, email in (("none", "a@example.org"), ("all", "b@example.org")):
        moderate(policy)
        for parent in (None, first.pk):
            words = f"Mine, {policy}, {parent or 'alone'}"
            response = post(article, comment=words, parent=parent, email=f"{parent}{email}")
            assert words in client.get(response["Location"]).text
