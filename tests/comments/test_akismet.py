"""Akismet is asked only where a key says so, and is missed by nobody when it does not answer."""

import logging
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from threading import Thread
from urllib.parse import parse_qs

import pytest
from django.db import connection

from comments import workflow
from comments.models import Comment
from comments.reasons import sentence
from comments.signatures import own_token
from comments.spam import akismet
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db


class Double:
    """A stand-in for Akismet on this machine: answers `answer`, and keeps what it was asked."""

    def __init__(self):
        self.answer, self.status, self.asked = b"false", 200, []
        self.was_in_transaction = []
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                double.asked.append({name: value[0] for name, value in parse_qs(body).items()})
                self.send_response(double.status)
                self.send_header("Content-Length", str(len(double.answer)))
                self.end_headers()
                self.wfile.write(double.answer)

            def log_message(self, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/1.1/comment-check"


@pytest.fixture
def service(monkeypatch, settings):
    double = Double()
    thread = Thread(target=double.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setattr(akismet, "ADDRESS", double.address)
    settings.AKISMET_KEY = "hunter2"
    settings.OUTGOING_NETWORKS = [ip_network("127.0.0.1")]
    yield double
    double.server.shutdown()
    thread.join()
    double.server.server_close()


def test_nobody_is_asked_without_a_key(service, settings, post, article):
    settings.AKISMET_KEY = ""
    post(article)
    assert service.asked == []


def test_its_word_is_a_reason_to_wait(service, post, article, moderate):
    moderate("none")
    service.answer = b"true"
    post(article)
    comment = Comment.objects.get()
    assert comment.status == Comment.Status.PENDING
    assert [sentence(held) for held in comment.held_for] == ["Akismet takes it for spam."]


def test_what_it_takes_for_honest_appears(service, post, article, moderate):
    moderate("none")
    post(article)
    assert Comment.objects.get().status == Comment.Status.APPROVED


def test_the_mail_address_does_not_leave_the_house(service, post, article):
    post(article, website="https://saeed.example", headers={"User-Agent": "Browser"})
    (asked,) = service.asked
    assert asked == {
        "api_key": "hunter2",
        "blog": "http://127.0.0.1:8000",
        "blog_lang": "en",
        "blog_charset": "UTF-8",
        "user_ip": "203.0.113.7",
        "user_agent": "Browser",
        "permalink": f"http://127.0.0.1:8000{article.get_absolute_url()}",
        "comment_type": "comment",
        "comment_author": "Saeed Minhas",
        "comment_author_url": "https://saeed.example",
        "comment_content": "I have read this with interest.",
    }


def test_it_is_not_asked_of_people_whom_moderators_know_nor_of_the_trap(service, post, article):
    post(article, subject="Cheap watches", email="robot@example.org")
    CommentFactory(name="Saeed Minhas", email="saeed@example.org", created_at=article.published_at)
    post(article)
    assert service.asked == []


def test_it_is_asked_about_an_edit_whose_comment_does_not_speak_for_its_writer(
    service, client, post, article, moderate
):
    moderate("first")
    post(article)
    comment = Comment.objects.get()
    workflow.approve([comment])
    service.answer = b"true"
    words = {"comment": "Come to the casino"}
    client.post(f"{comment.get_absolute_url()}edit/?mine={own_token(comment)}", words)
    comment.refresh_from_db()
    assert [asked["comment_content"] for asked in service.asked[1:]] == ["Come to the casino"]
    assert comment.status == Comment.Status.PENDING
    assert "Akismet takes it for spam." in [sentence(held) for held in comment.held_for]


@pytest.mark.parametrize(("status", "answer"), [(200, b"invalid"), (500, b"true"), (200, b"")])
def test_no_answer_holds_nobody_and_is_logged_without_the_reader(
    service, post, article, moderate, caplog, status, answer
):
    moderate("none")
    service.status, service.answer = status, answer
    with caplog.at_level(logging.WARNING):
        assert post(article).status_code == 303
    assert Comment.objects.get().status == Comment.Status.APPROVED
    (record,) = [record for record in caplog.records if record.name == akismet.__name__]
    for secret in ("hunter2", "Saeed", "saeed@example.org", "203.0.113.7", "interest"):
        assert secret not in record.getMessage()
    post(article, comment="Another", email="b@example.org")
    assert len(service.asked) == 1  # it is left alone for a while


def test_it_is_asked_before_anything_is_locked(service, post, article, monkeypatch):
    inside = []

    def note(comment, site, asks=akismet.ask):
        inside.append(len(connection.savepoint_ids))
        return asks(comment, site)

    monkeypatch.setattr(akismet, "ask", note)
    post(article)
    assert inside == [0]
