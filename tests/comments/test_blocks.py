"""Blocks: what can be blocked, whom it meets, for how long, and who learns of it."""

import datetime as dt
from importlib import import_module
from types import SimpleNamespace

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from comments import blocks, commenter
from comments.beside import why_held
from comments.models import Block, Comment
from newsroom.roles import keep_roles
from tests.factories import CommentFactory, UserFactory

pytestmark = pytest.mark.django_db
Kind = Block.Kind


def block(kind, value, **fields):
    return Block.objects.create(kind=kind, value=blocks.normalise(kind, value), **fields)


@pytest.fixture
def superuser(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (Kind.WORD, "  Casino!  ", "casino"),
        (Kind.WORD, "ONLINE  casinó", "online casino"),
        (Kind.WORD, "کازینو", "کازینو"),
        (Kind.EMAIL, "A.B@Example.ORG", "a.b@example.org"),
        (Kind.EMAIL, "@Spam.Example.org", "@spam.example.org"),
        (Kind.EMAIL, "@MÜNCHEN.example", "@xn--mnchen-3ya.example"),
        (Kind.EMAIL, "x@münchen.example", "x@xn--mnchen-3ya.example"),
        (Kind.NAME, " Éva   Rao ", "eva rao"),
        (Kind.ADDRESS, "203.0.113.7", "203.0.113.7"),
        (Kind.ADDRESS, "::ffff:203.0.113.7", "203.0.113.7"),
        (Kind.ADDRESS, "2001:DB8:0::7", "2001:db8::7"),
        (Kind.NETWORK, "192.0.2.77/24", "192.0.2.0/24"),
        (Kind.NETWORK, "2001:db8:1::/48", "2001:db8:1::/48"),
        (Kind.NETWORK, "192.0.2.1", "192.0.2.1/32"),
    ],
)
def test_value_is_stored_as_it_is_compared(kind, typed, stored):
    assert blocks.normalise(kind, typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        *((Kind.WORD, value) for value in ("", "!", "a", "\u200b", "x " * 200)),
        *((Kind.EMAIL, value) for value in ("", "a", "a@", "@", "@a", "@a b.org", "a@b@c", "@-a.org")),
        *((Kind.NAME, value) for value in ("", " ", "\u0301")),
        *(
            (Kind.ADDRESS, value)
            for value in ("", "1.2.3", "203.0.113.0/24", "example.org", "1.2.3.256")
        ),
        *(
            (Kind.NETWORK, value)
            for value in ("", "0.0.0.0/0", "::/0", "10.0.0.0/7", "2001::/16", "a/24")
        ),
        ("", "x"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(kind, typed):
    with pytest.raises(ValidationError) as refusal:
        blocks.normalise(kind, typed)
    assert refusal.value.messages[0].endswith(".")


@pytest.mark.parametrize(
    ("kind", "value", "fields"),
    [
        (Kind.WORD, "casino", {"body": "The best CASINÓ!"}),
        (Kind.WORD, "casino", {"name": "Casino King"}),
        (Kind.WORD, "casino example", {"website": "https://casino.example/"}),
        (Kind.WORD, "free spins", {"body": "free,\n  spins"}),
        (Kind.WORD, "casino", {"body": "The cas\u200bi\u00adno"}),
        (Kind.WORD, "casino", {"body": "The cas\u2060i\u034fno\ufe0f"}),
        (Kind.WORD, "cas\u200dino", {"body": "The casino"}),
        (Kind.WORD, "casino", {"body": "Free\u200bcasino"}),
        (Kind.WORD, "می‌خواهم", {"body": "من می‌خواهم"}),
        (Kind.NAME, "The Troll", {"name": "The Tr\u200bo\u034fll\U000e0100"}),
        (Kind.NAME, "Tr\u2060oll", {"name": "Troll"}),
        (Kind.EMAIL, "troll@example.org", {"email": "Troll@example.org"}),
        (Kind.EMAIL, "@example.org", {"email": "troll@mail.example.org"}),
        (Kind.EMAIL, "@münchen.example", {"email": "troll@post.MÜNCHEN.example"}),
        (Kind.EMAIL, "@xn--mnchen-3ya.example", {"email": "troll@münchen.example"}),
        (Kind.EMAIL, "x@münchen.example", {"email": "x@xn--mnchen-3ya.example"}),
        (Kind.NAME, "The Troll", {"name": "the  TRÓLL"}),
        (Kind.ADDRESS, "203.0.113.7", {"remote": "203.0.113.7"}),
        (Kind.NETWORK, "203.0.112.0/22", {"remote": "203.0.113.7"}),
        (Kind.NETWORK, "2001:db8::/32", {"remote": "2001:db8:7::1"}),
    ],
)
@pytest.mark.parametrize("effect", Block.Effect)
def test_blocked_comment_is_kept_from_readers(post, moderate, article, kind, value, fields, effect):
    moderate("none")
    block(kind, value, effect=effect, note="seen before")
    if "body" in fields:
        fields = {"comment": fields["body"]}
    response = post(article, follow=True, **fields)
    comment = Comment.objects.get()
    assert comment.status == ("pending" if effect == "hold" else "spam")
    ((code, _),) = comment.held_for
    assert code == "blocked"
    (reason,) = why_held(comment)
    assert reason.startswith("Blocked: ")
    assert reason.endswith("(seen before)")
    assert "awaiting moderation" in response.content.decode()
    assert "seen before" not in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.WORD, "read this without"),
        (Kind.WORD, "ave"),
        (Kind.EMAIL, "aeed@example.org"),
        (Kind.EMAIL, "@ample.org"),
        (Kind.EMAIL, "@mail.example.org"),
        (Kind.NAME, "Saeed"),
        (Kind.ADDRESS, "203.0.113.70"),
        (Kind.NETWORK, "203.0.114.0/24"),
    ],
)
def test_others_are_not_met(post, moderate, article, kind, value):
    moderate("none")
    block(kind, value, effect="spam")
    post(article)
    assert Comment.objects.get().status == "approved"


@pytest.mark.parametrize(
    ("kind", "value", "fields"),
    [
        (Kind.WORD, "می خواهم", {"comment": "من می‌خواهم"}),
        (Kind.EMAIL, "x@münchen.example", {"email": "x@münchen.example"}),
    ],
)
def test_value_that_was_stored_as_it_was_written_is_met(post, moderate, article, kind, value, fields):
    moderate("none")
    Block.objects.create(kind=kind, value=value)
    post(article, **fields)
    assert Comment.objects.get().status == "pending"


def test_values_are_read_anew_by_an_upgrade(post, moderate, article):
    moderate("none")
    stored = {"name": ["tr\u200boll", "łukasz", "lukasz", "øystein"], "word": ["słowo", "x"]}
    for kind, values in stored.items():
        for value in values:
            Block.objects.create(kind=kind, value=value)
    import_module("comments.migrations.0010_blocks_folded_anew").fold_anew(
        apps, SimpleNamespace(connection=connection)
    )
    assert set(Block.objects.values_list("kind", "value")) == {
        *(("name", name) for name in ("troll", "łukasz", "lukasz", "oystein")),
        *(("word", word) for word in ("slowo", "x")),
    }
    post(article, name="Øystein")
    assert Comment.objects.get().status == "pending"


def test_name_whose_plain_form_is_very_long_can_be_blocked(client, superuser, post, moderate, article):
    moderate("none")
    name = "\ufdfa" * 120  # each is eighteen letters in plain forms
    data = {"do": "block", "comment": CommentFactory(article=article, name=name).pk, "kind": "name"}
    client.post("/admin/comments/comment/queue/", data | {"days": "", "effect": "hold"})
    assert Block.objects.get().kind == "name"
    post(article, name=name)
    assert Comment.objects.get(name=name, status="pending").held_for


@pytest.mark.parametrize(
    ("kind", "value"), [(Kind.WORD, "x " * 200), (Kind.EMAIL, f"@{'a' * 60}.{'b.' * 120}org")]
)
def test_what_is_too_long_to_be_stored_is_refused_in_words(kind, value):
    with pytest.raises(ValidationError, match="too long"):
        blocks.normalise(kind, value)


def test_block_ends_on_time_without_a_job(post, moderate, article):
    moderate("none")
    end = timezone.now() + dt.timedelta(days=1)
    block(Kind.WORD, "interest", until=end)
    block(Kind.NAME, "Saeed Minhas", until=end)
    post(article)
    with time_machine.travel(end + dt.timedelta(seconds=1), tick=False):
        post(article, comment="Still of interest.")
    assert [c.status for c in Comment.objects.order_by("pk")] == ["pending", "approved"]


def test_question_costs_two_queries_however_many_blocks_there_are(article, django_assert_num_queries):
    comment = CommentFactory.build(
        article=article, ip_address="2001:db8::7", email="a@b.c.example.org", body="word7 and more"
    )
    Block.objects.bulk_create(Block(kind="word", value=f"word{n}") for n in range(1500))
    Block.objects.bulk_create(Block(kind="email", value=f"{n}@example.org") for n in range(1500))
    with django_assert_num_queries(2):
        assert [found.value for found in blocks.find(comment)] == ["word7"]


# What a comment keeps of a block


def test_comment_keeps_no_more_than_the_kind_and_number_of_a_block(post, article):
    kept = block(Kind.ADDRESS, "203.0.113.7", note="writes as amina@example.org")
    post(article)
    comment = Comment.objects.get()
    assert comment.held_for[0] == ["blocked", f"Network address (block {kept.pk})"]
    told = "Blocked: Network address “203.0.113.7” (writes as amina@example.org)"
    assert why_held(comment)[0] == told
    exported = commenter.export("saeed@example.org")["comments"][0]["held_for"]
    assert exported[0] == f"Blocked: Network address (block {kept.pk})"
    Block.objects.all().delete()
    assert why_held(comment)[0] == f"Blocked: Network address (block {kept.pk})"


def test_blocks_that_held_a_comment_are_told_by_one_query(post, article, django_assert_num_queries):
    block(Kind.ADDRESS, "203.0.113.7")
    block(Kind.NETWORK, "203.0.113.0/24", note="a school")
    block(Kind.WORD, "interest")
    post(article)
    comment = Comment.objects.get()
    with django_assert_num_queries(1):
        told = why_held(comment)
    assert told[:3] == [
        "Blocked: Network address “203.0.113.7”",
        "Blocked: Network “203.0.113.0/24” (a school)",
        "Blocked: Word or phrase “interest”",
    ]
    comment.held_for = [["unknown", None]]
    with django_assert_num_queries(0):
        why_held(comment)


def test_migration_takes_what_a_block_says_from_comments(article):
    kept = block(Kind.NAME, "troll", note="new note")
    comment = CommentFactory(article=article)
    comment.held_for = [
        ["blocked", "Network address “203.0.113.7” (n)"],
        ["blocked", "Name “troll” (saeed@example.org)"],
        ["links", 2],
    ]
    comment.save()
    migration = import_module("comments.migrations.0007_blocks_as_reasons")
    for _ in range(2):
        migration.forget_values(apps, SimpleNamespace(connection=connection))
        comment.refresh_from_db()
        assert comment.held_for == [
            ["blocked", "Network address"],
            ["blocked", f"Name (block {kept.pk})"],
            ["links", 2],
        ]
    assert why_held(comment)[:2] == ["Blocked: Network address", "Blocked: Name “troll” (new note)"]


# The form


def test_block_is_made_and_found_in_the_admin(client, superuser):
    data = {
        "kind": "word",
        "value": " Casino! ",
        "effect": "hold",
        "note": "ads",
        "until_0": "",
        "until_1": "",
    }
    client.post("/admin/comments/block/add/", data)
    made = Block.objects.get()
    assert (made.value, made.by) == ("casino", superuser)
    assert (
        "casino" in client.get("/admin/comments/block/", {"q": "ads", "holds": "now"}).content.decode()
    )
    again = client.post("/admin/comments/block/add/", data)
    assert "This is blocked already." in again.content.decode()


def test_end_that_has_passed_is_refused_but_an_old_block_can_be_changed(client, superuser):
    data = {"kind": "word", "value": "casino", "effect": "hold", "note": "", "until_0": "2020-01-01"}
    data["until_1"] = "10:00"
    response = client.post("/admin/comments/block/add/", data)
    assert "This time has passed." in response.content.decode()
    old = block(Kind.WORD, "casino", until=dt.datetime(2020, 1, 1, 10, tzinfo=dt.UTC))
    client.post(f"/admin/comments/block/{old.pk}/change/", data | {"note": "kept for the record"})
    old.refresh_from_db()
    assert old.note == "kept for the record"
    assert "casino" in client.get("/admin/comments/block/", {"holds": "ended"}).content.decode()


def test_limit_of_words_is_said(client, superuser, monkeypatch):
    monkeypatch.setattr(blocks, "MOST_WORDS", 2)
    first = block(Kind.WORD, "one")
    block(Kind.WORD, "two")
    data = {"value": "three", "effect": "hold", "note": "", "until_0": "", "until_1": ""}
    response = client.post("/admin/comments/block/add/", {"kind": "word", **data})
    assert "There can be 2 blocked words at once" in response.content.decode()
    client.post("/admin/comments/block/add/", {"kind": "name", **data})
    client.post(f"/admin/comments/block/{first.pk}/change/", {"kind": "word", **data, "value": "uno"})
    assert set(Block.objects.values_list("value", flat=True)) == {"three", "uno", "two"}


def test_who_moderates_keeps_the_blocks():
    keep_roles()
    from django.contrib.auth.models import Group

    for name in ("Moderator", "Editor", "Managing editor"):
        held = Group.objects.get(name=name).permissions.filter(codename__endswith="_block")
        assert held.count() == 4
