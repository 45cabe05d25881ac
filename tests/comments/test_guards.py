"""Who is kept out without a session: other sites' pages, machines that are too fast, traps."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from comments.models import Comment
from tests.comments.conftest import WORDS
from tests.comments.html import Page
from tests.factories import ArticleFactory

SITE = "http://testserver"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": SITE},
        {"Sec-Fetch-Site": "none"},
        {"Origin": SITE},
        {"Origin": "http://127.0.0.1:8000"},  # SITE_URL, where a proxy asks by another name
    ],
)
@pytest.mark.django_db
def test_a_form_of_this_site_is_taken(post, article, headers):
    assert post(article, headers=headers).status_code == 303


@pytest.mark.django_db
def test_no_session_and_no_csrf_cookie_is_asked_for(article, stamp):
    client = Client(enforce_csrf_checks=True)
    data = {**WORDS, "stamp": stamp(article)}
    assert client.post(f"{article.get_absolute_url()}comments/", data).status_code == 303


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "１", "9" * 5000])
def test_a_length_that_is_none_is_too_large(client, article, length):
    url = f"{article.get_absolute_url()}comments/"
    assert client.post(url, WORDS, CONTENT_LENGTH=length).status_code == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.testserver"},
        {"Sec-Fetch-Site": "cross-site", "Origin": SITE},
        {"Sec-Fetch-Site": "nonsense"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver@evil.example"},
        {"Origin": "http://testserver:81"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://[bad"},
    ],
)
@pytest.mark.django_db
def test_a_form_of_another_site_is_refused_and_its_text_is_shown(post, article, headers):
    response = post(article, headers=headers)
    page = Page(response)
    assert response.status_code == 403
    assert "This form was sent from a page of another site" in page.one(role="alert").text
    assert page.by_id("respond-comment").text == WORDS["comment"]
    assert not Comment.objects.exists()


@pytest.mark.django_db
def test_a_form_that_comes_back_at_once_keeps_the_text_and_passes_a_moment_later(post, article, stamp):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        fresh = stamp(article, dt.timedelta(seconds=1))
        response = post(article, stamp=fresh)
        page = Page(response)
        assert response.status_code == 400
        assert "faster than anybody writes" in page.one(role="alert").text
        assert "autofocus" in page.one(role="alert").attributes
        assert page.by_id("respond-comment").text == WORDS["comment"]
        clock.shift(3)
        again = page.by_id("respond-stamp")["value"]
        assert post(article, stamp=again).status_code == 303


@pytest.mark.django_db
def test_a_form_out_of_a_cache_or_an_old_tab_is_taken_for_a_week(post, article, stamp):
    assert post(article, stamp=stamp(article, dt.timedelta(days=6, hours=23))).status_code == 303


@pytest.mark.parametrize("sent", ["old", "none", "empty", "forged", "other story", "words"])
@pytest.mark.django_db
def test_a_form_without_a_good_stamp_keeps_the_text_and_passes_the_next_time(post, article, stamp, sent):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        bad = {
            "old": stamp(article, dt.timedelta(days=8)),
            "none": None,
            "empty": "",
            "forged": stamp(article)[:-1] + "_",
            "other story": stamp(ArticleFactory(published=True)),
            "words": "é:ü:ß",
        }[sent]
        response = post(article, stamp=bad)
        page = Page(response)
        assert response.status_code == 400
        assert "open for too long" in page.one(role="alert").text
        assert page.by_id("respond-comment").text == WORDS["comment"]
        assert not Comment.objects.exists()
        clock.shift(5)
        assert post(article, stamp=page.by_id("respond-stamp")["value"]).status_code == 303


@pytest.mark.django_db
def test_an_error_does_not_make_the_reader_wait_anew(post, article, stamp):
    sent = stamp(article)
    page = Page(post(article, stamp=sent, name=""))
    assert page.by_id("respond-stamp")["value"] == sent
    assert post(article, stamp=sent).status_code == 303


@pytest.mark.django_db
def test_who_fills_in_the_trap_is_answered_as_everybody_is_and_kept_as_spam(
    client, post, article, moderate
):
    moderate("none")
    response = post(article, subject="Cheap watches")
    assert response.status_code == 303
    assert Comment.objects.get().status == Comment.Status.SPAM
    assert "Your comment is awaiting moderation" in client.get(response["Location"]).content.decode()
    article.refresh_from_db()
    assert article.comment_count == 0


@pytest.mark.django_db
def test_a_sender_without_an_address_may_comment(post, article):
    assert post(article, remote="").status_code == 303
    assert Comment.objects.get().ip_address is None
