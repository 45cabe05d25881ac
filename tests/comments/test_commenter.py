"""One person's comments, handed out and erased by a command."""

import datetime as dt
import io
import json
import resource
import stat
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.models import Article
from comments import blocks, jobs, subscriptions, workflow
from comments.counting import miscounted
from comments.models import Block, Comment, MailAddress, ReaderMail, Report
from comments.traces import comments_with_traces
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db

EMAIL = "amina@example.org"
LONGER = "shamina@example.org"


def commenter(*arguments) -> str:
    out = io.StringIO()
    call_command("commenter", *arguments, stdout=out)
    return out.getvalue()


def everything_stored() -> str:
    """Return the text of every column of every table."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in {"comments_words", "search_index"} and connection.vendor == "sqlite":
                continue  # no rows to read: what they keep is in the tables beside them
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            texts += [repr(row) for row in cursor.fetchall()]
    return "\n".join(texts)


@pytest.fixture
def amina(article, admin_user):
    """A person with comments here and there, and all that follows from them."""
    now = timezone.now()
    sender = {
        "email": EMAIL,
        "name": "Zzamina",
        "website": "https://zzamina.example",
        "ip_address": "203.0.113.7",
        "network": "203.0.113.0/24",
        "user_agent": "Zzbrowser",
    }
    answered = CommentFactory(article=article, body=f"Zzwords, write to {EMAIL}!", **sender)
    CommentFactory(article=article, body="Zzalone", **(sender | {"email": "Amina@Example.ORG"}))
    reply = CommentFactory(article=article, parent=answered, name="Bilal", body=f"Is {EMAIL} you?")
    CommentFactory(article=article, email=LONGER, body=f"Not me: {LONGER}")
    workflow.edit(answered, admin_user, body=f"Zzother words, write to {EMAIL}")
    workflow.edit(reply, admin_user, body=f"Is {EMAIL.upper()} you, I ask?")
    LogEntry.objects.log_actions(admin_user.pk, [answered], CHANGE, f"Now shown to {EMAIL}.")
    Report.objects.create(comment=reply, reason="other", words=EMAIL, network="203.0.113.0/24", at=now)
    for value in (EMAIL, LONGER):
        Block.objects.create(kind="email", value=value, by=admin_user)
    answered.held_for = [["blocked", EMAIL]]
    answered.save(update_fields=["held_for"])
    subscriptions.follow(answered)
    subscriptions.confirm(MailAddress.objects.get())
    workflow.move([reply], "trashed")
    workflow.approve([reply])
    jobs.mail_replies()
    return answered


# Export


def test_export_has_all_that_is_stored_of_the_person(amina):
    data = json.loads(commenter("export", "AMINA@example.org"))

    assert data["format"] == "newsroom-commenter/1"
    assert data["address"] == EMAIL
    first, second = data["comments"]
    assert first["words"] == f"Zzother words, write to {EMAIL}"
    assert first["network_address"] == "203.0.113.7"
    assert first["browser"] == "Zzbrowser"
    assert first["story"]["headline"] == "The harbour"
    assert first["url"].endswith(f"/comments/{amina.pk}/")
    assert [step["action"] for step in first["decisions"]] == ["edited"]
    assert "by_name" not in str(data)
    assert "admin" not in str(data)
    assert second["email"] == "Amina@Example.ORG"
    assert data["mail"]["follows"][0]["comment"] == amina.pk
    assert data["mail"]["mails"][-1]["sent_at"]
    assert len(data["blocks"]) == 1
    assert "Bilal" not in str(data)


def test_export_tells_nothing_of_a_story_that_readers_do_not_see(amina):
    Article.objects.update(status="draft")
    data = json.loads(commenter("export", EMAIL))
    assert [comment["story"] for comment in data["comments"]] == [None, None]
    assert "The harbour" not in str(data)


def test_export_of_nobody_is_empty(db):
    assert json.loads(commenter("export", "nobody@example.org"))["comments"] == []


def test_export_goes_to_a_file_that_only_its_owner_reads(amina, tmp_path):
    out = tmp_path / "amina.json"
    assert "2 comments" in commenter("export", EMAIL, "--out", str(out))
    assert len(json.loads(out.read_text())["comments"]) == 2
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="is there already"):
        commenter("export", EMAIL, "--out", str(out))
    with pytest.raises(CommandError, match="cannot be written"):
        commenter("export", EMAIL, "--out", str(tmp_path / "no" / "folder.json"))


def test_export_that_the_disk_has_no_space_for_leaves_no_half_of_it(amina, tmp_path):
    out = tmp_path / "amina.json"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50, limits[1]))  # bytes
    try:
        with pytest.raises(CommandError, match="cannot be written"):
            commenter("export", EMAIL, "--out", str(out))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not out.exists()
    assert "2 comments" in commenter("export", EMAIL, "--out", str(out))


def test_what_is_no_address_is_refused(db):
    for what in ("export", "erase"):
        with pytest.raises(CommandError, match="is no e-mail address"):
            commenter(what, "%")


# Erasure


@pytest.mark.parametrize("arguments", [[], ["--keep-words"]])
def test_nothing_of_the_address_is_left_anywhere(amina, arguments):
    before = everything_stored().lower()
    assert EMAIL in before
    assert "zzbrowser" in before

    commenter("erase", "Amina@example.org", "--yes", *arguments)

    after = everything_stored().lower()
    assert EMAIL not in after.replace(LONGER, "")
    for gone in ("zzamina", "zzbrowser", "203.0.113."):
        assert gone not in after
    assert after.count(LONGER) == before.count(LONGER)
    assert list(miscounted()) == []
    assert not ReaderMail.objects.exists()


def test_log_of_the_admin_names_no_writer_of_a_comment_that_is_gone(client, admin_user, article):
    comment = CommentFactory(article=article, name="Zzamina", email=EMAIL, status="spam")
    client.force_login(admin_user)
    chosen = {"action": "trash_comments", "_selected_action": [comment.pk]}
    client.post("/admin/comments/comment/?status=all", chosen)
    Comment.objects.update(decided_at=timezone.now() - dt.timedelta(days=60))
    jobs.delete_old_spam_and_trash()
    line = LogEntry.objects.get()
    assert line.object_repr.startswith(f"Comment {comment.pk}, ")
    assert "Zzamina" not in line.object_repr + line.change_message


def test_migration_takes_the_names_out_of_the_log(article, admin_user):
    comment = CommentFactory(article=article, name="Zzamina")
    for row in (comment, article):
        LogEntry.objects.log_actions(admin_user.pk, [row], CHANGE, "Now in the trash.")
    of_comment = LogEntry.objects.filter(object_repr=str(comment))
    assert of_comment.update(object_repr="Zzamina, 2026-01-02 10:00") == 1
    migration = import_module("comments.migrations.0008_nameless_log")
    migration.forget_names(apps, SimpleNamespace(connection=connection))
    told = [f"Comment {comment.pk}", str(article)]
    assert list(LogEntry.objects.order_by("pk").values_list("object_repr", flat=True)) == told


def test_words_are_gone_and_replies_of_others_stay(amina, article, client):
    said = commenter("erase", EMAIL, "--yes")

    assert "1 comments deleted" in said
    assert "1 comments emptied" in said
    stored = everything_stored()
    assert not [word for word in ("Zzwords", "Zzother", "Zzalone") if word in stored]
    amina.refresh_from_db()
    assert (amina.status, amina.body, amina.name) == ("removed", "", "Removed")
    page = client.get(article.get_absolute_url()).text
    assert "This comment has been removed." in page
    assert "Bilal" in page
    assert "Is [removed] you, I ask?" in page
    assert Article.objects.get().comment_count == 2


def test_words_can_be_kept_without_who_said_them(amina, article, client):
    assert "2 comments left without their writer" in commenter("erase", EMAIL, "--yes", "--keep-words")

    amina.refresh_from_db()
    assert amina.body == "Zzother words, write to [removed]"
    assert (amina.name, amina.status) == ("Removed", "approved")
    assert "Zzother words" in client.get(article.get_absolute_url()).text
    assert Article.objects.get().comment_count == 4


def test_erasing_again_finds_nothing(amina):
    commenter("erase", EMAIL, "--yes")
    assert "nothing: the address is not known here" in commenter("erase", EMAIL, "--yes")


def test_erasing_asks_first(amina):
    before = everything_stored()
    with pytest.raises(CommandError, match="Nothing was erased"):
        commenter("erase", EMAIL)
    assert everything_stored() == before


def test_what_is_foreseen_is_what_is_done(amina):
    said = commenter("erase", EMAIL, "--yes")
    foreseen, _, done = said.partition("Erased:")
    assert foreseen.removeprefix("To be erased:") == done


def test_address_that_wants_no_mail_stays_off_after_erasure(amina, settings):
    subscriptions.turn_off(subscriptions.digest(EMAIL))
    commenter("erase", EMAIL, "--yes")
    assert subscriptions.is_off(EMAIL)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("連絡はamina@example.orgまで", "連絡は[removed]まで"),
        ("ส่งไปที่amina@example.orgนะ", "ส่งไปที่[removed]นะ"),
        ("amina@example.org_", "[removed]_"),
        ("amina@example.org-", "[removed]-"),
        ("(amina@example.org).", "([removed])."),
        *((f"{longer}!", f"{longer}!") for longer in (LONGER, f"x.{EMAIL}", f"x_{EMAIL}", f"x+{EMAIL}")),
        *((f"{longer}!", f"{longer}!") for longer in (f"{EMAIL}.uk", f"{EMAIL}-x.com", f"{EMAIL}s")),
    ],
)
def test_address_is_found_beside_any_letters_and_no_longer_one_is(article, said, left):
    comment = CommentFactory(article=article, body=said)
    commenter("erase", EMAIL, "--yes")
    comment.refresh_from_db()
    assert comment.body == left


def test_block_of_an_address_is_found_in_either_form_of_its_domain(article):
    email = "amina@münchen.example"
    Block.objects.create(kind="email", value=blocks.normalise("email", email), note=f"is {email}")
    Block.objects.create(kind="name", value="amina", note=f"is {email}")
    assert len(json.loads(commenter("export", email))["blocks"]) == 2
    commenter("erase", email, "--yes")
    assert not Block.objects.exists()


@pytest.mark.parametrize(
    "asked", ["amina@münchen.example", "AMINA@MÜNCHEN.EXAMPLE", "amina@xn--mnchen-3ya.example"]
)
def test_address_is_found_in_every_form_of_its_domain(article, admin_user, asked):
    forms = ["amina@münchen.example", "Amina@MÜNCHEN.example", "amina@xn--mnchen-3ya.example"]
    comments = [CommentFactory(article=article, email=form, body="Mine") for form in forms]
    for comment in comments:
        subscriptions.follow(comment)
    subscriptions.turn_off(subscriptions.digest(forms[0]))
    other = CommentFactory(article=article, body=f"Write to\n{', '.join(forms)}", email=LONGER)
    workflow.edit(other, admin_user, body="連絡はamina@münchen.exampleまで")
    LogEntry.objects.log_actions(admin_user.pk, [other], CHANGE, [{"changed": {"object": forms[1]}}])

    data = json.loads(commenter("export", asked))
    assert [comment["email"] for comment in data["comments"]] == forms
    assert len(data["mail"]["follows"]) == 3
    assert data["mail"]["wants_none"]

    commenter("erase", asked, "--yes")
    after = everything_stored().lower()
    for left in ("münchen", "m\\u00fcnchen", "m\\u00dcnchen", "xn--mnchen"):
        assert left not in after
    other.refresh_from_db()
    assert (other.body, other.email) == ("連絡は[removed]まで", LONGER)
    assert not MailAddress.objects.exists()
    assert "the address is not known here" in commenter("erase", asked, "--yes")


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("amina.rao@пример.рф", "Amina.Rao@ПРИМЕР.РФ"),
        ("amina.rao@ПРИМЕР.рф", "amina.rao@xn--e1afmkfd.xn--p1ai"),
        ('"a.\\\\b"@example.org', '"A.\\\\b"@example.org'),
    ],
)
def test_letters_of_an_address_are_found_in_any_case(article, admin_user, stored, asked):
    CommentFactory(article=article, email=stored)
    other = CommentFactory(article=article, body=f"Was\n{stored} it?")
    workflow.edit(other, admin_user, body="Who was it?")
    commenter("erase", asked, "--yes")
    assert not Comment.objects.filter(email=stored).exists()
    assert other.decisions.get().was == {}


def test_answers_of_the_newsroom_stay(article, amina):
    user = UserFactory(email=EMAIL, username="editor")
    reply = workflow.reply_as_newsroom(amina, user, "Thank you.")
    said = commenter("erase", EMAIL, "--yes")
    assert "An account of the newsroom has this address" in said
    reply.refresh_from_db()
    assert (reply.name, reply.body, reply.email) == ("editor", "Thank you.", "")


# Networks and browsers


@pytest.fixture
def old(site):
    """Comments, and a report, on both sides of the time that the paper keeps networks."""
    now = timezone.now()
    sender = {"ip_address": "203.0.113.7", "network": "203.0.113.0/24", "user_agent": "Browser"}
    ages = [dt.timedelta(days=site.comment_network_days) + dt.timedelta(minutes=n) for n in (-5, 5)]
    story = ArticleFactory(published=True)
    comments = [CommentFactory(article=story, created_at=now - age, **sender) for age in ages]
    for age, comment in zip(ages, comments, strict=True):
        Report.objects.create(comment=comment, reason="spam", network="203.0.113.0/24", at=now - age)
    return comments


def test_networks_and_browsers_are_forgotten_after_their_time(old):
    young, aged = old
    assert jobs.forget_networks() == "comments and reports whose network was forgotten: 2"
    for comment in old:
        comment.refresh_from_db()
    assert (young.ip_address, young.user_agent) == ("203.0.113.7", "Browser")
    assert (aged.ip_address, aged.network, aged.user_agent) == (None, "", "")
    assert [comment.reports.get().network for comment in old] == ["203.0.113.0/24", ""]
    assert jobs.forget_networks() == ""


def test_browser_alone_is_forgotten_too(old):
    Comment.objects.update(ip_address=None, network="")
    jobs.forget_networks()
    assert sorted(Comment.objects.values_list("user_agent", flat=True)) == ["", "Browser"]


def test_time_can_be_set(old, site):
    site.comment_network_days = 1
    site.save()
    jobs.forget_networks()
    assert not Comment.objects.exclude(ip_address=None).exists()


def test_old_networks_are_found_along_an_index(old):
    plan = comments_with_traces(timezone.now())[:500].explain()
    if connection.vendor == "sqlite":
        assert "USING INDEX comment_with_trace" in plan
        assert "TEMP B-TREE" not in plan
