"""Comments keep their threads, states and times, and lose their markup."""

import pytest

from articles.models import Article
from comments.commenter import erase
from comments.models import Comment
from comments.traces import forget_networks
from masthead.models import SiteSettings
from tests.wordpress.exports import comment, export, item


def test_threads_whatever_their_order(run, client):
    inside = (
        comment(3, "Third", comment_parent=2)
        + comment(2, "Second", comment_parent=1)
        + comment(1, "First")
    )
    run(export(item(7, inside=inside)))
    by_body = {one.body: one for one in Comment.objects.all()}
    assert by_body["Third"].parent == by_body["Second"]
    assert by_body["Second"].parent == by_body["First"]
    assert {one.thread_id for one in by_body.values()} == {by_body["First"].pk}
    assert by_body["First"].reply_count == 2
    assert Article.objects.get().comment_count == 3
    page = client.get("/2024/07/post-7/").content.decode()
    assert page.index("First") < page.index("Second") < page.index("Third")


@pytest.mark.parametrize(
    ("approved", "status"),
    [
        ("1", "approved"),
        ("0", "pending"),
        ("hold", "pending"),
        ("spam", "spam"),
        ("trash", "trash"),
        ("post-trashed", "trash"),
        ("", "pending"),
    ],
)
def test_states(run, approved, status):
    run(export(item(7, inside=comment(1, comment_approved=approved))))
    assert Comment.objects.get().status == status
    assert Article.objects.get().comment_count == (status == "approved")


def test_who_wrote_it_when_and_from_where(run):
    run(
        export(
            item(
                7,
                inside=comment(
                    1,
                    comment_author="Ana &amp; Co",
                    comment_author_email="Reader@Example.ORG",
                    comment_author_url="https://ana.example/",
                ),
            )
        )
    )
    said = Comment.objects.get()
    assert (said.name, said.email, said.website) == (
        "Ana & Co",
        "reader@example.org",
        "https://ana.example/",
    )
    assert (said.ip_address, said.network) == ("203.0.113.9", "203.0.113.0/24")
    assert said.created_at.isoformat() == "2024-07-16T12:00:00+00:00"


def test_values_that_are_none_are_left_out(run):
    inside = comment(
        1,
        comment_author="",
        comment_author_email="not an address",
        comment_author_url="javascript:alert(1)",
        comment_author_IP="unknown",
        comment_date="",
        comment_date_gmt="0000-00-00 00:00:00",
    )
    run(
        export(
            item(
                7,
                inside=inside
                + comment(2, comment_author="x" * 500, comment_author_IP="::ffff:203.0.113.1"),
            )
        )
    )
    first, second = Comment.objects.order_by("pk")
    assert (first.name, first.email, first.website, first.ip_address) == ("Anonymous", "", "", None)
    assert first.created_at == Article.objects.get().published_at
    assert len(second.name) <= 120


@pytest.mark.parametrize(
    "url",
    [
        *(
            " JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "javascript&colon;x",
        ),
        *("&#106;avascript:alert(1)", "\u00a0javascript:alert(1)", "javascript://a.example/%0aalert(1)"),
        *("data:text/html,<script>x</script>", "vbscript:x", "blob:https://a.example/x", "file:///x"),
        *(
            "//evil.example/",
            "https:evil.example",
            "http:\\\\evil.example",
            "https://",
            "/\\evil.example",
        ),
        *('https://a.example" onclick="x', "https://a.example\n.evil.example/", "https://a b.example/"),
    ],
)
def test_a_readers_website_is_a_web_address_or_none(run, client, url):
    run(export(item(7, inside=comment(1, comment_author_url=url))))
    assert Comment.objects.get().website == ""
    assert "evil" not in client.get("/2024/07/post-7/").content.decode()


def test_markup_becomes_plain_text_with_addresses(run):
    text = 'See <a href="https://a.example/">this</a>!<br>And <b>that</b>\n\n<script>x</script>1 < 2'
    run(export(item(7, inside=comment(1, text))))
    assert Comment.objects.get().body == "See this (https://a.example/)!\nAnd that\n\n1 < 2"


@pytest.mark.parametrize(
    "values",
    [
        {"comment_type": "pingback"},
        {"comment_type": "trackback"},
        {"comment_type": "order_note"},
        {"text": "<p> </p>"},
        {"number": ""},
    ],
)
def test_what_is_no_readers_comment_is_skipped(run, outcome, values):
    report = run(export(item(7, inside=comment(**({"number": 1} | values)))))
    assert outcome(report, "Comments") == (1, 0, 0, 0, 1)


def test_replies_to_what_is_not_here_and_rings_begin_threads(run, outcome):
    inside = (
        comment(1, "Lost parent", comment_parent=99)
        + comment(2, "Ring", comment_parent=3)
        + comment(3, "Ring too", comment_parent=2)
        + comment(4, "Own parent", comment_parent=4)
        + comment(4, "Twice")
    )
    report = run(export(item(7, inside=inside)))
    assert outcome(report, "Comments") == (5, 4, 0, 0, 1)
    assert Comment.objects.filter(parent=None).count() == 3
    assert not Comment.objects.filter(thread=None).exists()


def test_a_thread_of_hundreds_is_no_burden(run):
    run(export(item(7, inside="".join(comment(n, comment_parent=n - 1) for n in range(1, 401)))))
    assert Article.objects.get().comment_count == 400
    assert Comment.objects.filter(parent=None).count() == 1


def test_erased_person_and_forgotten_networks_are_not_brought_back(run):
    sender = {"comment_author": "Ana", "comment_author_email": "Ana@Example.org"}
    old = {"comment_author_IP": "203.0.113.7", "comment_date_gmt": "2019-05-01 10:00:00"}
    other = comment(3, "Stays", comment_author="Ben", comment_author_email="ben@example.org", **old)
    xml = export(item(7, inside=comment(1, "Zzone", **sender) + comment(2, "Zztwo", **sender) + other))
    run(xml)
    Comment.objects.filter(body="Stays").update(parent=Comment.objects.get(body="Zzone"))

    erase("ana@example.org")
    forget_networks(SiteSettings.load())
    run(xml)

    assert sorted(Comment.objects.values_list("body", "name", "ip_address")) == [
        ("", "Removed", None),
        ("Stays", "Ben", None),
    ]
    assert Article.objects.get().comment_count == 1
