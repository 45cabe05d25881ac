"""The comments under a story, as readers see them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment
from comments.templatetags.comments import comment_heading, comment_time, initials
from tests.comments.html import Page
from tests.factories import CommentFactory, UserFactory

WRITTEN = dt.datetime(2024, 7, 15, 15, 4, tzinfo=dt.UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "heading"), [(1, "1 COMMENT"), (8, "8 COMMENTS")])
def test_the_heading_counts_the_comments(client, article, number, heading):
    CommentFactory.create_batch(number, article=article)
    page = Page(client.get(article.get_absolute_url()))
    assert heading in [element.text for element in page.all("h2")]


def test_large_numbers_are_grouped():
    assert comment_heading(12345) == "12,345 COMMENTS"


@pytest.mark.django_db
def test_a_story_without_comments_has_the_form_alone(client, article):
    page = Page(client.get(article.get_absolute_url()))
    assert page.by_id("comments")
    assert page.by_id("respond")
    assert not [heading for heading in page.all("h2") if "COMMENT" in heading.text]


@pytest.mark.django_db
def test_a_comment_tells_who_said_what_when(client, article):
    comment = CommentFactory(
        article=article,
        name="Amina Rao",
        website="https://example.org/",
        created_at=WRITTEN,
        body="First.\n\nSecond\nline.",
    )
    response = client.get(article.get_absolute_url())
    page = Page(response)
    link = page.one("a", href="https://example.org/")
    assert link.text == "Amina Rao"
    assert link["rel"] == "nofollow ugc noopener external"
    time = page.one("time", datetime="2024-07-15T15:04:00+00:00")
    assert time.text == "July 15, 2024 at 3:04 PM"
    assert page.one("a", href=f"#comment-{comment.pk}").text == time.text
    assert page.by_id(f"comment-{comment.pk}").tag == "li"
    assert '<p dir="auto">First.</p><p dir="auto">Second<br>line.</p>' in response.content.decode()


@pytest.mark.django_db
def test_times_are_told_on_the_papers_clocks(client, article, site):
    site.time_zone = "Asia/Karachi"
    site.save()
    CommentFactory(article=article, created_at=dt.datetime(2024, 7, 15, 20, 0, tzinfo=dt.UTC))
    assert "July 16, 2024 at 1:00 AM" in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "September 1, 2024 at 12:00 AM"), ("de", "1. September 2024 at 00:00")],
)
def test_dates_follow_the_language(language, text):
    from django.utils import translation

    with translation.override(language):
        assert comment_time(dt.datetime(2024, 9, 1, tzinfo=dt.UTC)) == text


@pytest.mark.django_db
def test_only_approved_comments_are_shown(client, article):
    for status in Comment.Status:
        CommentFactory(article=article, status=status, body=f"This one is {status}")
    html = client.get(article.get_absolute_url()).content.decode()
    assert "This one is approved" in html
    for status in ("pending", "spam", "trash"):
        assert f"This one is {status}" not in html


@pytest.mark.django_db
def test_addresses_of_readers_are_never_in_the_page(client, article):
    CommentFactory(
        article=article, email="secret@example.org", ip_address="198.51.100.7", user_agent="Agent X"
    )
    html = client.get(article.get_absolute_url()).content.decode()
    for secret in ("secret@example.org", "198.51.100.7", "Agent X"):
        assert secret not in html


@pytest.mark.django_db
def test_avatars_are_drawn_here(client, article):
    CommentFactory(article=article, name="Amina Rao")
    page = Page(client.get(article.get_absolute_url()))
    avatar = page.one(class_="avatar")
    assert avatar.text == "AR"
    assert avatar["aria-hidden"] == "true"
    assert any(name in avatar["class"].split() for name in [f"avatar-{n}" for n in range(12)])
    comments = page.one("ol", class_="comment-list")
    assert not comments["style"]
    assert not page.all("img")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Amina Rao", "AR"),
        ("amina", "A"),
        ("Anna Maria von Hohenfels", "AH"),
        ("(Joe) “Q” Public", "JP"),
        ("李 明", "李明"),
        ("🦊", ""),
        ("", ""),
    ],
)
def test_the_initials_of_a_name(name, letters):
    assert initials(name) == letters


@pytest.mark.django_db
def test_a_comment_of_the_newsroom_has_a_badge(client, article):
    CommentFactory(article=article, user=UserFactory())
    CommentFactory(article=article)
    page = Page(client.get(article.get_absolute_url()))
    assert page.one(class_="badge").text == "Newsroom"
    assert len(page.all("article", class_="by-newsroom")) == 1


@pytest.mark.django_db
def test_a_link_that_is_none_of_the_web_is_not_linked(client, article):
    CommentFactory(article=article, name="Amina", website="javascript:alert(1)")
    assert "javascript:" not in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_closed_comments_are_shown_but_take_no_more(client, article):
    CommentFactory(article=article)
    article.comments_open = False
    article.save(update_fields=["comments_open"])
    page = Page(client.get(article.get_absolute_url()))
    assert page.one(class_="comments-closed").text == "Comments are closed."
    assert len(page.all("article", class_="comment")) == 1
    assert not page.all("a", class_="reply")
    assert not page.all("form", class_="comment-form")


@pytest.mark.django_db
def test_a_story_that_never_took_comments_does_not_speak_of_them(client, article):
    article.comments_open = False
    article.save(update_fields=["comments_open"])
    assert not Page(client.get(article.get_absolute_url())).all(id="comments")


@pytest.mark.django_db
def test_the_own_address_of_a_comment_leads_to_its_place(client, article, monkeypatch):
    monkeypatch.setattr("comments.threads.THREADS", 2)
    first, *_, last = CommentFactory.create_batch(5, article=article)
    reply = CommentFactory(article=article, parent=last)
    story = article.get_absolute_url()
    microseconds = (last.created_at - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(
        microseconds=1
    )
    page = f"{story}?comments=f{microseconds}-{last.pk}"
    for comment, place in [
        (first, f"{story}#comment-{first.pk}"),
        (last, f"{page}#comment-{last.pk}"),
        (reply, f"{page}#comment-{reply.pk}"),
    ]:
        response = client.get(comment.get_absolute_url())
        assert response.status_code == 302
        assert response["Location"] == place


@pytest.mark.django_db
def test_a_hidden_comment_has_no_address(client, article):
    for status in ("pending", "spam", "trash"):
        comment = CommentFactory(article=article, status=status)
        assert client.get(comment.get_absolute_url()).status_code == 404
    assert client.get(f"{article.get_absolute_url()}comments/{'9' * 30}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 10, 200])
def test_the_conversation_costs_one_query_however_long_it_is(client, article, number):
    now = timezone.now()
    first = CommentFactory(article=article)
    rows = Comment.objects.bulk_create(
        Comment(
            article=article,
            name=f"Reader {n}",
            body="Well.",
            status="approved",
            created_at=now,
            parent=first if n % 2 else None,
            thread=first if n % 2 else None,
        )
        for n in range(number)
    )
    assert len(rows) == number
    from comments.counting import recount

    recount(article.pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(article.get_absolute_url())
    asked = [query["sql"] for query in queries if '"comments_comment"' in query["sql"]]
    assert response.status_code == 200
    assert len(asked) == 1
    assert len(queries) <= 8


@pytest.mark.django_db
def test_scripts_and_pictures_of_the_section_come_from_the_site_itself(client, article):
    CommentFactory(article=article, body="https://elsewhere.example/a.png")
    page = Page(client.get(article.get_absolute_url()))
    for element in page.all("script"):
        assert (element["src"] or "/static/").startswith("/static/")
