"""Mail to those who have to act: who gets it, what it says, what it never says, and when it fails."""

import datetime as dt
import logging

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.test.utils import override_settings

from articles import due, revisions, workflow, writing
from articles.models import Article, JobRun, NoMail
from masthead.models import SiteSettings
from tests.factories import ArticleFactory, AuthorFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def person(role, name, **fields):
    values = {"is_staff": True, "first_name": name, "email": f"{name.lower()}@example.org"} | fields
    user = UserFactory(**values)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def reporter():
    return person("Reporter", "Amina")


@pytest.fixture
def editor():
    return person("Editor", "Nadia")


@pytest.fixture
def story(reporter):
    return ArticleFactory(
        created_by=reporter, headline="Ferry late", body="<p>Sekretwort</p>", standfirst="Sekretwort"
    )


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Do a step and return the mail that follows its commit."""

    def do(step, *arguments, **words):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            step(*arguments, **words)
        return mail.outbox

    return do


def receivers(messages):
    return sorted(address for message in messages for address in message.to)


def test_what_is_submitted_is_told_to_those_who_may_approve(sent, story, reporter, editor):
    person("Managing editor", "Tariq")
    person("Moderator", "Mo")
    person("Editor", "Gone", is_active=False)
    person("Editor", "Silent", email="")
    person("Contributor", "Colleague")

    messages = sent(workflow.submit, story, reporter, "Please look at the\nsecond paragraph")

    assert receivers(messages) == ["nadia@example.org", "tariq@example.org"]
    assert all(len(message.to) == 1 and not message.cc and not message.bcc for message in messages)
    assert messages[0].subject == "For review: Ferry late"
    assert messages[0].body == (
        "Amina submitted “Ferry late” for review.\n\n> Please look at the\n> second paragraph\n\n"
        f"The story: http://127.0.0.1:8000/admin/articles/article/{story.pk}/change/\n\n"
        "-- \nNewsroom\nYou get this mail because you may approve stories.\n"
        "To get none: http://127.0.0.1:8000/admin/mail/\n"
    )


def test_whoever_acts_gets_no_mail_about_it(sent, editor):
    own = ArticleFactory(created_by=editor)
    assert sent(workflow.submit, own, editor) == []


def test_writers_are_told_what_became_of_their_story(sent, story, reporter, editor, clock):
    second = person("Reporter", "Bela")
    writing.change(story, lambda text: text | {"bylines": [_byline(AuthorFactory(user=second))]}, editor)
    workflow.submit(story, reporter)
    both = ["amina@example.org", "bela@example.org"]

    messages = sent(workflow.request_changes, story, editor, "Who said so?")
    assert receivers(messages) == both
    assert messages[0].subject == "Changes requested: Ferry late"
    assert "Nadia asks for changes in “Ferry late”.\n\n> Who said so?" in messages[0].body

    workflow.submit(story, second)
    assert receivers(sent(workflow.approve, story, editor)) == both
    messages = sent(workflow.schedule, story, NOW + dt.timedelta(hours=1), editor)
    assert receivers(messages) == both
    assert "readers see it from 10 March 2026 13:00 (UTC) on" in messages[0].body
    clock.shift(dt.timedelta(hours=1))
    messages = sent(lambda: list(due.run_due()))
    assert receivers(messages) == both
    assert "Readers see “Ferry late” since 10 March 2026 13:00 (UTC)." in messages[0].body


def _byline(author):
    return {"id": "4b0e3c3c-6c56-4c5e-8d0e-8a2f3d0c9e11", "author": author.pk, "credit": ""}


def test_who_publishes_by_hand_is_not_told_and_the_others_are_once(sent, story, editor):
    own = ArticleFactory(created_by=editor)
    assert sent(workflow.publish, own, editor) == []
    messages = sent(workflow.publish, story, editor)
    assert [message.subject for message in messages] == ["Published: Ferry late"]
    assert sent(lambda: list(due.run_due())) == []


def test_changes_of_a_live_story_are_told_as_such(sent, story, reporter, editor):
    workflow.publish(story)
    text = {"headline": "Ferry sunk"}
    writing.save_content(story, revisions.head_content(story) | text, story.head, reporter)
    messages = sent(workflow.submit, story, reporter)
    assert "Amina submitted the changes of “Ferry late” for review." in messages[0].body
    messages = sent(workflow.publish_changes, story, editor)
    assert messages[0].subject == "Changes published: Ferry sunk"


def test_time_is_that_of_the_paper(sent, story, editor):
    SiteSettings.objects.create(pk=1, name="The Ferry", time_zone="Asia/Karachi")
    messages = sent(workflow.schedule, story, NOW + dt.timedelta(hours=1), editor)
    assert "10 March 2026 18:00 (Karachi, UTC+5)" in messages[0].body
    assert "\nThe Ferry\n" in messages[0].body


def test_mail_has_nothing_of_the_text_and_says_what_it_is(sent, story, reporter, editor):
    (message,) = sent(workflow.submit, story, reporter)
    raw = message.message()
    assert "Sekretwort" not in raw.as_string()
    assert "Sekretwort" not in message.body
    assert raw["Auto-Submitted"] == "auto-generated"
    assert raw["X-Auto-Response-Suppress"] == "All"
    assert raw.get_content_type() == "text/plain"


@pytest.mark.parametrize(
    "headline",
    [
        "Ferry\r\nBcc: all@example.org\r\n\r\nHello",
        "Ferry\nBcc: all@example.org",
        "Ferry\u2028Bcc: all@example.org",
        "Ferry\x0bBcc: all@example.org\x00",
    ],
)
def test_headline_that_would_be_a_header_stays_in_the_subject(headline, sent, reporter, editor):
    story = ArticleFactory(created_by=reporter)
    Article.objects.filter(pk=story.pk).update(headline=headline.replace("\x00", ""))
    UserFactory._meta.model.objects.filter(pk=reporter.pk).update(first_name="A\nBcc: b@example.org")
    reporter.refresh_from_db()
    (message,) = sent(workflow.submit, story, reporter, "a\r\nBcc: c@example.org")
    raw = message.message()
    assert raw["Bcc"] is None
    assert message.recipients() == ["nadia@example.org"]
    assert message.subject.startswith("For review: Ferry Bcc: all@example.org")
    assert "\n" not in message.subject


def test_switches_of_the_paper_and_of_the_person(sent, story, reporter, editor):
    other = person("Editor", "Omar")
    NoMail.objects.create(user=editor)
    assert receivers(sent(workflow.submit, story, reporter)) == ["omar@example.org"]
    NoMail.objects.all().delete()
    SiteSettings.objects.create(pk=1, sends_mail=False)
    assert sent(workflow.approve, story, other) == []


def test_one_address_gets_one_mail(sent, story, reporter, editor):
    person("Editor", "Deputy", email="Nadia@example.org")
    assert len(sent(workflow.submit, story, reporter)) == 1


@pytest.mark.parametrize("fields", [{"is_staff": False}, {"is_active": False}])
def test_who_cannot_open_the_story_gets_no_mail(fields, sent, editor):
    writer = person("Reporter", "Former", **fields)
    assert sent(workflow.schedule, ArticleFactory(created_by=writer), NOW + due.LATE, editor) == []


def test_name_in_the_byline_alone_opens_nothing(sent, editor):
    moderator = person("Moderator", "Mo")
    article = ArticleFactory(by=[AuthorFactory(user=moderator)])
    assert sent(workflow.schedule, article, NOW + due.LATE, editor) == []


def test_save_that_is_rolled_back_sends_nothing(
    story, reporter, editor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                workflow.submit(story, reporter)
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
    assert mail.outbox == []


class Refuses(EmailBackend):
    """A mail server that is away, or knows one address not."""

    def open(self):
        if not settings_of_refusal["address"]:
            raise ConnectionRefusedError("Connection refused")

    def send_messages(self, messages):
        if settings_of_refusal["address"] in messages[0].to:
            raise ValueError("no such address")
        return super().send_messages(messages)


settings_of_refusal = {"address": None}


@pytest.fixture
def refusing():
    settings_of_refusal["address"] = None
    with override_settings(EMAIL_BACKEND=f"{__name__}.Refuses"):
        yield settings_of_refusal


def test_mail_server_that_is_away_stops_no_step_and_is_remembered(
    refusing, sent, story, reporter, editor, caplog
):
    with caplog.at_level(logging.ERROR):
        assert sent(workflow.submit, story, reporter) == []
    story.refresh_from_db()
    assert story.status == "in_review"
    assert "Mail could not be sent: ConnectionRefusedError" in caplog.text
    assert "example.org" not in caplog.text
    assert JobRun.objects.get(name="mail").error == "1 could not be sent: Connection refused"

    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        sent(workflow.approve, story, editor)
    assert JobRun.objects.get(name="mail").error == ""


def test_address_that_is_refused_does_not_keep_the_others_from_theirs(
    refusing, sent, story, reporter, editor
):
    person("Editor", "Omar")
    refusing["address"] = "nadia@example.org"
    assert receivers(sent(workflow.submit, story, reporter)) == ["omar@example.org"]
    assert JobRun.objects.get(name="mail").error == "1 could not be sent: no such address"


class TestChoice:
    def test_person_switches_their_mail_off_and_on(self, client, editor):
        client.force_login(editor)
        assert "Mail goes to <strong>nadia@example.org</strong>" in client.get("/admin/mail/").text
        page = client.post("/admin/mail/", {"mail": "off"}, follow=True).text
        assert "You get no mail" in page
        assert NoMail.objects.get().user == editor
        client.post("/admin/mail/", {"mail": "on"})
        assert not NoMail.objects.exists()

    def test_only_staff(self, client):
        client.force_login(UserFactory())
        assert client.get("/admin/mail/").status_code == 302
        client.post("/admin/mail/", {"mail": "off"})
        assert not NoMail.objects.exists()
