"""Posting a comment: what is stored, and every answer that the post can get."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from articles import workflow as stories
from articles.models import Article
from comments import workflow
from comments.models import Comment
from tests.comments.conftest import WORDS
from tests.comments.html import Page
from tests.factories import ArticleFactory, CommentFactory

pytestmark = pytest.mark.django_db


def notices(response) -> list[str]:
    return [element.text for element in Page(response).all(role="alert")]


def kept(response) -> str:
    return Page(response).by_id("respond-comment").text


def test_a_comment_is_stored_as_it_was_sent(post, article):
    response = post(article, website="https://example.org/", headers={"User-Agent": "Browser/1.0"})
    comment = Comment.objects.get()
    assert response.status_code == 303
    assert comment.article == article
    assert comment.body == WORDS["comment"]
    assert (comment.name, comment.email) == ("Saeed Minhas", "saeed@example.org")
    assert comment.website == "https://example.org/"
    assert comment.status == Comment.Status.PENDING
    assert comment.ip_address == "203.0.113.7"
    assert comment.network == "203.0.113.0/24"
    assert comment.user_agent == "Browser/1.0"
    assert comment.thread == comment
    assert comment.user is None


def test_storing_a_comment_takes_few_queries(post, article, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        assert post(article).status_code == 303


def test_a_reply_stands_in_the_thread_of_its_parent(post, article):
    first = CommentFactory(article=article)
    parent = CommentFactory(article=article, parent=first)
    post(article, parent=parent.pk)
    reply = Comment.objects.latest("pk")
    assert (reply.parent, reply.thread) == (parent, first)


def test_a_comment_that_appears_at_once_leads_to_its_place(post, article, moderate, site):
    moderate("none")
    site.comment_edit_minutes = 0
    site.save()
    response = post(article)
    comment = Comment.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"{article.get_absolute_url()}#comment-{comment.pk}"


def test_getting_the_address_of_the_form_leads_to_the_story(client, article):
    response = client.get(f"{article.get_absolute_url()}comments/")
    assert response.status_code == 302
    assert response["Location"] == article.get_absolute_url()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_no_other_method_is_allowed(client, article, method):
    response = getattr(client, method)(f"{article.get_absolute_url()}comments/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("field", ["comment", "name"])
def test_what_nobody_can_see_is_as_if_nothing_was_written(post, article, field):
    told = {"comment": "Please enter your comment!", "name": "Please enter your name here"}
    response = post(article, **{field: "\u3164\u2800\u0301"})
    assert response.status_code == 400
    assert told[field] in response.text
    assert not Comment.objects.exists()


@pytest.mark.parametrize(("letters", "status"), [(3, 303), (60, 400)])
def test_address_whose_domain_has_no_form_for_mail_is_wrong(post, article, letters, status):
    response = post(article, email=f"x@{'ö' * letters}.org")
    assert response.status_code == status
    told = "You have entered an incorrect email address!" in response.text
    assert told == (status == 400)


def test_address_that_is_too_long_in_lower_case_is_wrong(post, article):
    email = f"x@{'.'.join(['İ' * 14] * 16)}.org"
    assert len(email) < 254 < len(email.lower())
    response = post(article, email=email)
    assert response.status_code == 400
    assert "You have entered an incorrect email address!" in response.text


def test_the_same_words_again_are_a_duplicate(post, article):
    post(article)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        response = post(article)
    assert response.status_code == 409
    assert notices(response) == [
        "Duplicate comment detected; it looks as though you've already said that!"
    ]
    assert kept(response) == WORDS["comment"]
    assert Comment.objects.count() == 1


def test_a_duplicate_is_found_whatever_the_case_of_the_address_and_the_line_ends(post, article):
    post(article, comment="one\ntwo")
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        again = post(article, comment="  one\r\ntwo\r\n", email="SAEED@Example.ORG")
    assert again.status_code == 409


def test_the_same_words_are_no_duplicate_elsewhere_or_by_somebody_else(post, article):
    post(article)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)) as clock:
        assert post(article, email="other@example.org").status_code == 303
        clock.shift(3600)
        assert post(ArticleFactory(published=True)).status_code == 303


def test_nobody_elsewhere_learns_whose_address_said_the_same(post, article):
    post(article, comment="Quite so!")
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        for email in (WORDS["email"], "other@example.org"):
            answer = post(article, comment="Quite so!", email=email, remote="198.51.100.1")
            assert answer.status_code == 303


def test_words_that_went_to_the_trash_may_be_said_again(post, article):
    post(article)
    workflow.move(Comment.objects.all(), "trashed")
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        assert post(article).status_code == 303


@pytest.mark.parametrize("policy", ["all", "first", "none"])
def test_a_person_waits_a_moment_between_comments(post, article, moderate, policy):
    moderate(policy)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        post(article)
        clock.shift(5)
        response = post(article, comment="And another thing")
        assert response.status_code == 429
        assert notices(response) == ["You are posting comments too quickly. Slow down."]
        assert response["Retry-After"] == "10"
        assert kept(response) == "And another thing"
        clock.shift(10)
        assert post(article, comment="And another thing").status_code == 303


def test_who_types_an_address_elsewhere_keeps_nobody_out_and_learns_nothing(post, article):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert post(article).status_code == 303
        for email in (WORDS["email"], "other@example.org"):
            spy = {"comment": f"Is it you, {email}?", "email": email}
            assert post(article, remote="198.51.100.9", **spy).status_code == 303
        clock.shift(20)
        assert post(article, comment="And another thing").status_code == 303
        assert post(article, comment="And a third").status_code == 429


def test_traps_that_somebody_fills_in_next_door_keep_nobody_out(post, article):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(39):
            words = {"comment": "Watches! " * (number + 1), "subject": "trap"}
            assert post(article, remote="203.0.113.9", **words).status_code == 303
        assert post(article, remote="203.0.113.7").status_code == 303
        again = {"comment": "And another thing", "subject": "trap"}
        assert post(article, remote="203.0.113.9", **again).status_code == 429
        clock.shift(60)
        assert post(article, comment="And another thing").status_code == 303


def test_readers_of_one_network_may_say_much_in_a_minute_and_a_flood_may_not(post, article):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(40):
            words = {"email": f"a{number}@example.org", "comment": "Yes! " * (number + 1)}
            assert post(article, remote=f"203.0.113.{number}", **words).status_code == 303
            clock.shift(1)
        refused = post(article, email="b@example.org", remote="203.0.113.200")
        assert refused.status_code == 429
        assert refused["Retry-After"] == "20"
        elsewhere = post(article, email="b@example.org", remote="203.0.114.1")
        assert elsewhere.status_code == 303
        clock.shift(20)
        assert post(article, email="c@example.org", comment="At last").status_code == 303


def test_behind_a_proxy_that_is_not_named_readers_do_not_count_as_one(post, article):
    for number in range(12):
        sent = post(article, email=f"a{number}@example.org", remote="127.0.0.1")
        assert sent.status_code == 303


def test_nobody_comments_where_comments_are_closed(post, article):
    article.comments_open = False
    article.save()
    response = post(article)
    page = Page(response)
    assert response.status_code == 403
    assert [element.text for element in page.all(role="alert")] == ["Comments are closed."]
    assert page.by_id("kept").text == WORDS["comment"]
    assert "readonly" in page.by_id("kept").attributes
    assert not page.all("form", class_="comment-form")
    assert not Comment.objects.exists()


def test_nobody_comments_where_the_paper_takes_no_comments(post, article, site):
    site.comments_open = False
    site.save()
    assert post(article).status_code == 403


def test_comments_close_some_days_after_publication(post, article, site):
    site.comments_close_after_days = 14
    site.save()
    with time_machine.travel(article.published_at + dt.timedelta(days=14, seconds=-1), tick=False):
        assert post(article).status_code == 303
    with time_machine.travel(article.published_at + dt.timedelta(days=14), tick=False):
        assert post(article, comment="Too late").status_code == 403


@pytest.mark.parametrize("end", ["withdrawn", "expired"])
def test_nobody_comments_on_a_story_that_has_ended_and_the_text_is_given_back(
    client, post, article, end
):
    comment = CommentFactory(article=article)
    if end == "withdrawn":
        stories.withdraw(article)
    else:
        Article.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    response = post(article, comment="What I <b>wrote</b>")
    assert client.get(article.get_absolute_url()).status_code == 410
    assert client.get(comment.get_absolute_url()).status_code == 410
    assert post(article, comment="").status_code == 410
    comment.delete()
    assert response.status_code == 410
    assert Page(response).by_id("kept").text == "What I <b>wrote</b>"
    assert article.headline not in response.content.decode()
    assert not Comment.objects.exists()


def test_nobody_comments_on_a_story_that_is_not_public(post):
    scheduled = ArticleFactory(published=timezone.now() + dt.timedelta(days=1))
    response = post(scheduled)
    assert response.status_code == 404
    assert Page(response).by_id("kept").text == WORDS["comment"]
    assert scheduled.headline not in response.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize("path", ["/2024/07/nothing/", "/0000/01/nothing/", "/9999/12/nothing/"])
def test_nothing_is_found_where_there_never_was_a_story(client, path):
    assert client.post(f"{path}comments/").status_code == 404
    assert client.get(f"{path}comments/1/").status_code == 404
    assert client.get(f"{path}comments/", follow=True).status_code == 404


def test_a_comment_follows_a_story_whose_address_has_changed(client, post, article):
    old = article.get_absolute_url()
    page = Page(client.get(old))
    stamp = page.by_id("respond-stamp")["value"]
    article.slug = "the-new-harbour"
    stories.save(article)
    data = {**WORDS, "stamp": stamp}
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=1)):
        response = client.post(f"{old}comments/", data)
        assert response.status_code == 307
        assert response["Location"] == f"{article.get_absolute_url()}comments/"
        assert client.post(response["Location"], data).status_code == 303


def test_a_reply_to_a_comment_that_is_not_visible_keeps_the_text(post, article):
    elsewhere = CommentFactory()
    for parent in [
        CommentFactory(article=article, status="pending"),
        CommentFactory(article=article, status="spam"),
        CommentFactory(article=article, status="trash"),
        elsewhere,
    ]:
        response = post(article, parent=parent.pk)
        page = Page(response)
        assert response.status_code == 400
        assert "The comment that you reply to is no longer here." in notices(response)[0]
        assert kept(response) == WORDS["comment"]
        assert not page.by_id("respond-parent")["value"]
        assert page.by_id("respond-title").text == "LEAVE A REPLY"
    assert (
        not Comment.objects.filter(body=WORDS["comment"])
        .exclude(pk=elsewhere.pk)
        .filter(email=WORDS["email"])
    )


@pytest.mark.parametrize("parent", ["abc", "-1", "0", "9" * 18, "9" * 400, "1.5", "٣"])
def test_a_reply_to_nothing_keeps_the_text(post, article, parent):
    response = post(article, parent=parent)
    assert response.status_code == 400
    assert kept(response) == WORDS["comment"]


def test_what_is_far_too_large_is_not_even_read(client, article):
    response = client.post(f"{article.get_absolute_url()}comments/", {"comment": "a" * 1_100_000})
    assert response.status_code == 413
    assert "too large to be read" in notices(response)[0]
    assert not Comment.objects.exists()


def test_files_and_other_kinds_of_content_are_no_comment(client, article):
    url = f"{article.get_absolute_url()}comments/"
    assert client.post(url, b"\xff\x00{}", content_type="application/json").status_code == 400
    assert (
        client.post(url, b"garbage", content_type="multipart/form-data; boundary=x").status_code == 400
    )
    assert not Comment.objects.exists()


def test_an_empty_post_is_answered_by_the_form(client, article):
    response = client.post(f"{article.get_absolute_url()}comments/")
    assert response.status_code == 400
    assert Page(response).by_id("respond-name_error").text == "Please enter your name here"


def test_no_answer_to_a_post_is_kept_by_caches_or_search_engines(post, article):
    for response in (post(article), post(article), post(article, name="")):
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin"


def test_neither_reading_nor_posting_sets_a_cookie(client, post, article):
    CommentFactory(article=article)
    answers = [
        client.get(article.get_absolute_url()),
        post(article, name=""),
        post(article),
        post(article),
        post(article, comment="More"),
    ]
    answers.append(client.get(answers[2]["Location"]))
    assert [answer.status_code for answer in answers] == [200, 400, 303, 409, 429, 200]
    assert not client.cookies
    for answer in answers:
        assert "Set-Cookie" not in answer.headers
        assert "cookie" not in answer.get("Vary", "").lower()


def test_a_browser_that_is_long_named_is_cut_and_cleaned(post, article):
    post(article, headers={"User-Agent": "A\x01" + "b" * 500})
    assert Comment.objects.get().user_agent == "A" + "b" * 299
