"""Searching comments: one contract for both databases, and an index that nothing passes by."""

import pytest
from django.core.management import call_command
from django.db import connection

from comments import search_index, workflow
from comments.models import Comment
from comments.search import find
from tests.factories import ArticleFactory, CommentFactory

pytestmark = pytest.mark.django_db


def found(text, **narrowed) -> list[str]:
    keys = find(text, limit=50, **narrowed)
    words = dict(Comment.objects.values_list("pk", "body"))
    return [words[key] for key in keys]


@pytest.fixture
def said(article):
    """One comment with something to find in each field, among others."""
    CommentFactory(article=article, body="Nothing here", name="Other", email="other@example.com")
    return CommentFactory(
        article=article,
        name="Amina Rão-Müller",
        email="amina.rao@mail.example.org",
        ip_address="198.51.100.7",
        body="About the Pier: “ÉCOLE”, naïve words; 27 boats and МОСКВА.",
    )


@pytest.mark.parametrize(
    "text",
    [
        *("pier", "PIER", "the pier", "pier about", "école", "ecole", "Ecole boats", "naive", "27"),
        *("amina", "rao", "Müller", "muller", "Rão-Müller", "amina.rao@mail.example.org"),
        *("AMINA.RAO@mail.example.org", "mail.example.org", "198.51.100.7", "198.51.100", "москва"),
        *("pie*", "amina ra*", "198.51*", "amina.ra*", "ec*", "pier!", '"pier"', "(pier)", "pier:"),
    ],
)  # fmt: skip
def test_words_name_mail_and_address_are_found(said, text):
    assert found(text) == [said.body]


@pytest.mark.parametrize(
    "text",
    ["pi", "harbour", "pier harbour", "198.51.7", "org.example", "reported", "approved", "=approved"],
)
def test_what_is_not_there_is_not_found(said, text):
    assert found(text) == []


HOSTILE = [
    *("", " ", "*", "***", "a*", '"', "'", '"""', "(", ")", "AND", "OR", "NOT", "NEAR(a b)", "a AND"),
    *("-", "--", "^a", "a:b", "words:pier", "{words}:x", "marks:pending", "\0", "pier\0", "\0*", "!*"),
    *("'; DROP TABLE comments_comment; --", "%", "%s", "%(a)s", "\\", "\\'", "a\\", ":*", "&", "|"),
    *("\ud7ff", "\ud800", "\U0001f600", "\u202e", "a" * 10_000, "a " * 5_000, "* " * 5_000, "é" * 3_000),
    *(
        "\u0301",
        "e\u0301",
        "\u0301*",
        "１２",
        "½",
        "²",
        "ﬀ*",
        "中文",
        "中*",
        "\ufffe",
        "\uffff",
        "a\ufffe*",
    ),
    *("〇〇*", "❶❷*", "❶❷", "pier ❶❷*", "a❶*", "〡〢*", "\u0e33\u0e33*", "ʼʼ*", "ـــ*"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_raises_nothing(said, text):
    assert isinstance(found(text), list)
    assert isinstance(found(text, status="pending", story=1, reported=True, beyond=5), list)


def test_search_is_narrowed_down(article):
    other = ArticleFactory(published=True)
    for status in Comment.Status:
        CommentFactory(article=article, status=status, body=f"word {status}")
    CommentFactory(article=other, status="pending", body="word elsewhere")
    CommentFactory(article=other, body="word reported", report_count=2)
    CommentFactory(article=other, status="trash", body="word gone", report_count=2)
    assert found("word", status="spam") == ["word spam"]
    assert found("word", status="pending", story=article.pk) == ["word pending"]
    assert found("word", story=other.pk) == ["word gone", "word reported", "word elsewhere"]
    assert found("word", reported=True) == ["word reported"]
    assert found("spam", status="pending") == []


def test_empty_places_are_found_by_their_status_only(article):
    CommentFactory(article=article, status="removed", name="Removed", body="")
    CommentFactory(article=article, name="Removed", body="not by anybody")
    assert found("removed") == found("removed", story=article.pk) == ["not by anybody"]
    assert found("removed", status="removed") == [""]


def test_pages_follow_each_other_in_both_orders(article):
    keys = [CommentFactory(article=article, body="word").pk for _ in range(7)]
    newest = find("word", limit=3)
    assert newest == keys[:3:-1]
    assert find("word", limit=3, beyond=newest[-1]) == keys[3:0:-1]
    oldest = find("word", limit=3, oldest=True)
    assert oldest == keys[:3]
    assert find("word", limit=9, oldest=True, beyond=oldest[-1]) == keys[3:]


def test_index_follows_every_way_of_writing(article):
    first, second = CommentFactory.create_batch(2, article=article, body="first words")
    bulk = Comment.objects.bulk_create(
        Comment(article=article, name="B", body="in bulk", created_at=first.created_at) for _ in range(3)
    )
    assert len(found("bulk")) == 3
    Comment.objects.filter(pk=bulk[0].pk).update(body="changed past the workflow")
    assert (len(found("bulk")), found("past")) == (2, ["changed past the workflow"])
    workflow.edit(first, None, body="second words")
    assert found("first") == ["first words"]
    workflow.move([second], "trashed")
    assert (found("first", status="approved"), found("first", status="trash")) == ([], ["first words"])
    Comment.objects.filter(pk=second.pk).update(report_count=1, status="pending")
    assert found("first", reported=True) == ["first words"]
    workflow.delete([second])
    assert found("first") == []
    article.delete()
    assert found("words") == found("bulk") == []


@pytest.mark.django_db(transaction=True)
def test_emptied_database_has_an_empty_index(article):
    CommentFactory(article=article, body="gone with the flush")
    call_command("flush", interactive=False, verbosity=0)
    assert find("flush", limit=5) == []
    assert not search_index.ensure()


def test_lost_trigger_is_replaced_and_the_index_filled_anew(article):
    CommentFactory(article=article, body="before")
    with connection.cursor() as cursor:
        table = " ON comments_comment" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER comments_words_added{table}")
    CommentFactory(article=article, body="meanwhile")
    assert found("meanwhile") == []
    assert search_index.ensure()
    assert not search_index.ensure()
    assert [found(word) for word in ("before", "meanwhile")] == [["before"], ["meanwhile"]]
    CommentFactory(article=article, body="after")
    assert found("after") == ["after"]
