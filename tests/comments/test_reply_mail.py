"""Mail when somebody replies: who is asked, who is told, once, and how it ends."""

import datetime as dt
import re
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from articles import workflow as stories
from articles.models import JobRun
from comments import jobs, subscriptions, workflow
from comments.mailing import JOB, PAUSES
from comments.models import Comment, MailAddress, NeverMail, ReaderMail, Subscription
from comments.workflow import approve, move
from tests.comments.html import Page
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
LABEL = "Tell me by mail when somebody replies."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def run(clock):
    """A function that lets the program send what is due, and returns what went out since."""

    def run():
        before = len(mail.outbox)
        jobs.mail_replies()
        return mail.outbox[before:]

    return run


@pytest.fixture
def followed(article):
    """A comment whose writer has confirmed the address and wants mail."""
    comment = CommentFactory(article=article, email="amina@example.org", name="Amina")
    subscriptions.follow(comment)
    subscriptions.confirm(MailAddress.objects.get())
    ReaderMail.objects.all().delete()
    return comment


def reply_to(comment, **fields):
    """A reply as readers' and moderators' ways bring it: waiting, then approved."""
    reply = CommentFactory(article=comment.article, parent=comment, status="pending", **fields)
    approve([reply])
    return reply


def link(message, kind):
    """The path of the link to the page `confirm` or `stop` in a mail."""
    return re.search(rf"http://[^/\s]+(/comments/{kind}/\S+/)", message.body)[1]


# The form


def test_form_offers_mail(client, article, site, settings):
    assert LABEL in client.get(article.get_absolute_url()).text

    site.comment_reply_mail = False
    site.save()
    assert LABEL not in client.get(article.get_absolute_url()).text


def test_form_offers_no_mail_where_the_server_only_prints_it(client, article, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.SITE_IS_LOCAL = False
    assert LABEL not in client.get(article.get_absolute_url()).text


def test_choice_is_kept_when_the_form_comes_back(article, post):
    page = Page(post(article, comment="", notify="on"))
    assert "checked" in page.by_id("respond-notify").attributes
    assert "checked" not in Page(post(article, comment="")).by_id("respond-notify").attributes


def test_only_who_asks_is_written_to(article, post, run):
    assert post(article).status_code == 303
    assert run() == []
    assert not MailAddress.objects.exists()


# Confirming


def test_address_is_asked_once_and_a_look_at_the_link_confirms_nothing(
    article, post, run, client, clock
):
    post(article, notify="on", email="Saeed@Example.ORG", name="Zzname", comment="Zzwords of mine")
    (message,) = run()

    assert message.to == ["saeed@example.org"]
    assert not any(word in str(message.message()) for word in ("Zzname", "Zzwords"))
    page = client.get(link(message, "confirm"))
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not page.cookies
    assert MailAddress.objects.get().confirmed_at is None

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link(message, "confirm")).status_code == 200
    assert MailAddress.objects.get().confirmed_at == NOW

    clock.shift(MINUTE)
    post(article, notify="on", email="saeed@example.org", comment="Something else")
    assert Subscription.objects.count() == 2
    assert run() == []


def test_two_comments_of_one_address_are_two_rows_and_one_address(article, post, clock):
    for text in ("One", "Two"):
        post(article, notify="on", comment=text, email="SAEED@example.org")
        clock.shift(MINUTE)
    assert (MailAddress.objects.count(), Subscription.objects.count()) == (1, 2)


@pytest.mark.parametrize("token", ["x", "1.abc:1abc:sig", "%C3%A9", "a" * 2000])
def test_forged_link_does_nothing(client, article, token):
    for kind in ("confirm", "stop"):
        assert client.get(f"/comments/{kind}/{token}/").status_code == 404
        assert client.post(f"/comments/{kind}/{token}/").status_code == 404


def test_link_works_for_a_month(article, post, run, client, clock):
    post(article, notify="on")
    (message,) = run()
    clock.shift(31 * DAY)
    assert client.post(link(message, "confirm")).status_code == 404


def test_nobody_can_flood_a_mailbox(article, post, run, clock):
    for day in range(40):
        for number in range(4):
            post(article, notify="on", remote=f"203.{day}.{number}.7", comment=f"{day} {number}")
            clock.shift(MINUTE)
        sent = len(run())
        assert sent <= subscriptions.ASKED_A_DAY
        clock.shift(DAY)
    assert len(mail.outbox) <= 2 * subscriptions.ASKED_A_MONTH


def test_one_network_cannot_have_mail_sent_to_everybody(article, post, run, clock):
    for number in range(subscriptions.NETWORK_ASKS_A_DAY + 10):
        post(article, notify="on", email=f"victim{number}@example.org")
        clock.shift(MINUTE)
    assert len(run()) == subscriptions.NETWORK_ASKS_A_DAY


def test_spam_asks_nobody_until_it_is_shown(article, post, run):
    post(article, notify="on", subject="trapped")
    assert Comment.objects.get().status == "spam"
    assert run() == []

    approve([Comment.objects.get()])
    (message,) = run()
    assert link(message, "confirm")


def test_address_that_never_answers_is_forgotten(article, post, run, clock):
    post(article, notify="on")
    run()
    clock.shift(2 * DAY)
    jobs.forget_unconfirmed_addresses()
    assert ReaderMail.objects.get().network == ""
    clock.shift(30 * DAY)
    assert jobs.forget_unconfirmed_addresses() == "addresses that nobody confirmed, deleted: 1"
    assert not MailAddress.objects.exists()


def test_who_did_not_ask_can_say_never(article, post, run, client, clock):
    post(article, notify="on")
    (message,) = run()
    assert client.post(link(message, "confirm"), {"never": "1"}).status_code == 200
    clock.shift(2 * DAY)
    post(article, notify="on", comment="Once more")
    assert run() == []


# Telling


def test_reply_is_told_of(followed, run):
    reply = reply_to(followed, name="Bilal", body="Quite so.\nFrom here on.")
    (message,) = run()

    assert message.to == ["amina@example.org"]
    assert message.subject == "Reply to your comment: The harbour"
    assert "Bilal replied to your comment on “The harbour”:" in message.body
    assert "> Quite so.\n> From here on.\n" in message.body
    assert reply.get_absolute_url() in message.body
    assert reply.email not in str(message.message())
    assert message.message().get_content_type() == "text/plain"
    headers = message.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].strip("<>").endswith(link(message, "stop"))
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Id"].startswith("<comments.")
    assert str(followed.thread_id) in headers["References"]
    assert run() == []


def test_reply_of_the_newsroom_is_told_of(followed, run):
    workflow.reply_as_newsroom(followed, UserFactory(username="editor"), "Thank you.")
    (message,) = run()
    assert "editor replied" in message.body


def test_reply_that_appears_at_once_is_told_of(followed, post, run, moderate):
    moderate("none")
    post(followed.article, parent=followed.pk)
    assert len(run()) == 1


def test_reply_is_told_of_when_readers_see_it(followed, run):
    reply = CommentFactory(article=followed.article, parent=followed, status="pending")
    assert run() == []
    approve([reply])
    assert len(run()) == 1


def test_reply_that_is_hidden_and_shown_again_is_told_of_once(followed, run):
    reply = reply_to(followed)
    assert len(run()) == 1
    for action in ("trashed", "spam"):
        move([reply], action)
        assert run() == []
        approve([reply])
        assert run() == []


def test_reply_that_was_hidden_before_its_mail_went_out_is_told_of_later(followed, run):
    reply = reply_to(followed)
    move([reply], "trashed")
    assert run() == []
    approve([reply])
    assert len(run()) == 1


def test_nobody_is_told_of_what_they_said_themselves(followed, run):
    reply_to(followed, email="AMINA@example.org")
    assert run() == []


def test_spam_and_replies_elsewhere_are_not_told_of(followed, run):
    CommentFactory(article=followed.article, parent=followed, status="spam")
    CommentFactory(article=followed.article)
    assert run() == []


def test_many_replies_at_once_are_told_of_each_once(followed, run):
    replies = CommentFactory.create_batch(5, article=followed.article, parent=followed, status="pending")
    approve(Comment.objects.filter(pk__in=[reply.pk for reply in replies]))
    assert len({message.body for message in run()}) == 5


def test_an_address_is_told_of_ten_replies_an_hour(followed, run, clock):
    other = CommentFactory(article=ArticleFactory(published=True), email="amina@example.org")
    subscriptions.follow(other)
    for _ in range(6):
        reply_to(followed)
        reply_to(other)
    approve(CommentFactory.create_batch(3, article=other.article, parent=other, status="pending"))
    assert len(run()) == 10
    clock.shift(dt.timedelta(hours=1))
    reply_to(followed)
    assert len(run()) == 1


def test_replies_told_of_before_do_not_count_again(followed, run):
    common = {"article": followed.article, "parent": followed, "status": "pending"}
    old = CommentFactory.create_batch(6, **common)
    approve(old)
    assert len(run()) == 6
    move(old, "trashed")
    approve([*old, *CommentFactory.create_batch(4, **common)])
    assert len(run()) == 4


def test_reply_waits_for_the_confirmation(article, run, client):
    comment = CommentFactory(article=article, email="amina@example.org")
    subscriptions.follow(comment)
    (question,) = run()
    reply_to(comment)
    assert run() == []

    client.post(link(question, "confirm"))
    assert len(run()) == 1


def test_story_that_readers_do_not_see_is_not_told_of(followed, run):
    reply_to(followed)
    stories.withdraw(followed.article)
    assert run() == []


def test_paper_that_wants_no_such_mail_sends_none(followed, run, site):
    reply_to(followed)
    site.comment_reply_mail = False
    site.save()
    assert run() == []
    site.comment_reply_mail = True
    site.save()
    assert run() == []


def test_long_words_are_cut(followed, run):
    reply_to(followed, body="word " * 2000)
    (message,) = run()
    assert "…" in message.body
    assert len(message.body) < 3000


def test_no_name_and_no_headline_makes_a_header(site, run):
    site.name = "Paper\r\nBcc: paper@evil.example"
    site.save()
    story = ArticleFactory(headline="The harbour\r\nBcc: story@evil.example\x0bX: y", published=True)
    comment = CommentFactory(article=story, email="amina@example.org")
    subscriptions.follow(comment)
    subscriptions.confirm(MailAddress.objects.get())
    reply_to(comment, name="A\nBcc: name@evil.example", body="\r\n.\r\nBcc: body@evil.example")
    messages = run()
    assert messages
    for message in messages:
        raw = message.message()
        assert raw["Bcc"] is None
        assert "\n" not in raw["Subject"].replace("\n ", "")
        assert message.recipients() == ["amina@example.org"]
        assert parseaddr(raw["To"])[1] == "amina@example.org"


def test_mail_speaks_the_language_of_the_paper(followed, run, site):
    site.language = "de"
    site.save()
    reply_to(followed)
    assert len(run()) == 1


# Stopping


def test_one_click_stops_all_mail_without_cookie_login_or_origin(followed, run):
    reply_to(followed)
    (message,) = run()
    path = link(message, "stop")
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert not NeverMail.objects.exists()

    sent = {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"}
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}
    for _ in range(2):
        answer = strict.post(path, **sent, headers=headers)
        assert answer.status_code == 200
        assert not answer.cookies
    reply_to(followed)
    assert run() == []


def test_one_click_by_a_multipart_form_works_too(followed, run, client):
    reply_to(followed)
    (message,) = run()
    assert client.post(link(message, "stop"), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert subscriptions.is_off("amina@example.org")


def test_one_conversation_can_be_left(followed, run, client):
    other = CommentFactory(article=followed.article, email="amina@example.org")
    subscriptions.follow(other)
    reply_to(followed)
    (message,) = run()
    client.post(link(message, "stop"), {"stop": "thread"})
    reply_to(followed)
    reply_to(other)
    (message,) = run()
    assert str(other.thread_id) in message.message()["References"]


def test_stop_can_be_taken_back(followed, run, client):
    reply_to(followed)
    (message,) = run()
    client.post(link(message, "stop"))
    answer = client.post(link(message, "stop"), {"stop": "none"})
    assert "You get mail again" in answer.text
    reply_to(followed)
    assert len(run()) == 1


def test_address_that_never_confirmed_is_promised_no_mail(article, post, run, client):
    post(article, notify="on")
    (message,) = run()
    client.post(link(message, "stop"))
    answer = client.post(link(message, "stop"), {"stop": "none"})
    assert "You get mail again" not in answer.text
    assert "once your address is confirmed" in answer.text


def test_stop_outlives_the_row_of_the_address_and_the_key_of_the_site(followed, run, client, settings):
    reply_to(followed)
    (message,) = run()
    MailAddress.objects.all().delete()
    assert client.post(link(message, "stop")).status_code == 200
    change_key(settings)
    assert client.post(link(message, "stop")).status_code == 200
    assert subscriptions.is_off("Amina@Example.org")
    assert not NeverMail.objects.filter(digest__contains="amina").exists()


def test_stop_of_an_earlier_key_of_the_site_can_be_taken_back(followed, run, client, settings):
    reply_to(followed)
    (message,) = run()
    client.post(link(message, "stop"))
    change_key(settings)
    subscriptions.turn_off(subscriptions.digest("amina@example.org"))
    client.post(link(message, "stop"), {"stop": "none"})
    assert not subscriptions.is_off("amina@example.org")


def test_never_of_an_earlier_key_of_the_site_can_be_taken_back(article, post, run, client, settings):
    post(article, notify="on")
    (message,) = run()
    client.post(link(message, "confirm"), {"never": "1"})
    change_key(settings)
    assert client.post(link(message, "confirm")).status_code == 200
    assert not subscriptions.is_off("saeed@example.org")


def change_key(settings) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, long enough for anybody who would guess it"


# When mail cannot go out


def test_dead_server_holds_nobody_and_is_tried_again(followed, run, settings, clock):
    reply_to(followed)
    reply_to(followed)
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert run() == []
    assert sorted(ReaderMail.objects.values_list("attempts", flat=True)) == [0, 1]
    assert "is tried again: ConnectionRefusedError" in JobRun.objects.get(name=JOB).error

    settings.EMAIL_BACKEND = works
    assert len(run()) == 1
    clock.shift(PAUSES[0])
    assert len(run()) == 1
    assert JobRun.objects.get(name=JOB).error == ""


def test_mail_is_given_up_after_the_last_pause(followed, run, settings, clock):
    reply_to(followed)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    for pause in PAUSES:
        run()
        clock.shift(pause)
    run()
    row = ReaderMail.objects.get()
    assert (row.attempts, row.due_at) == (len(PAUSES) + 1, None)
    assert "was given up" in JobRun.objects.get(name=JOB).error
    clock.shift(5 * DAY)
    run()
    assert JobRun.objects.get(name=JOB).error == ""


class NoSuchMailbox(EmailBackend):
    """A server that knows nobody of the domain dead.example."""

    def send_messages(self, messages):
        for message in messages:
            if message.to[0].endswith("@dead.example"):
                raise SMTPRecipientsRefused(
                    {message.to[0]: (550, b"no such user: " + b"zz@dead.example")}
                )
        return super().send_messages(messages)


def test_mailbox_that_is_not_there_stops_no_other_and_is_not_tried_again(followed, run, settings):
    dead = CommentFactory(article=followed.article, email="zz@dead.example")
    subscriptions.follow(dead)
    subscriptions.confirm(MailAddress.objects.get(email="zz@dead.example"))
    reply_to(dead)
    reply_to(followed)
    settings.EMAIL_BACKEND = f"{__name__}.NoSuchMailbox"
    assert [message.to for message in run()] == [["amina@example.org"]]
    row = ReaderMail.objects.get(error__startswith="SMTPRecipientsRefused 550")
    assert row.due_at is None
    assert "zz@" not in row.error
    assert MailAddress.objects.get(email="zz@dead.example").confirmed_at is None


def test_address_whose_domain_no_mail_reaches_stops_no_other_and_alarms_nobody(followed, run):
    dead = CommentFactory(article=followed.article, email=f"x@{'ö' * 60}.org")
    subscriptions.follow(dead)
    reply_to(followed)
    assert [message.to for message in run()] == [["amina@example.org"]]
    row = ReaderMail.objects.get(kind="confirm")
    assert row.due_at is None
    assert row.error.startswith("Unicode")
    assert not JobRun.objects.filter(name=JOB).exclude(error="").exists()


def test_mail_of_a_process_that_died_goes_out_later_under_the_same_name(followed, run, clock):
    reply_to(followed)
    row = ReaderMail.objects.get()
    ReaderMail.objects.update(due_at=timezone.now() + dt.timedelta(minutes=15), attempts=1)  # claimed
    assert run() == []
    clock.shift(dt.timedelta(minutes=16))
    (message,) = run()
    assert f".{row.pk}@" in message.message()["Message-ID"]


def test_post_does_not_wait_for_mail(article, post, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"  # whatever asked for it would fail
    assert post(article, notify="on").status_code == 303
