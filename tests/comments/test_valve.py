"""In a flood, what is not taken is handed back at once, and who comes back later is let in."""

import datetime as dt
from io import BytesIO
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django.utils.html import escape

from comments import valve
from comments.models import Comment
from newsroom.proxies import reader_of
from tests.comments.conftest import WORDS
from tests.comments.html import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def flooded(monkeypatch):
    """A site that has taken all the comments that it takes at once."""
    monkeypatch.setattr(valve, "AT_ONCE", 1)
    monkeypatch.setattr(valve, "A_SECOND", 0)


@pytest.fixture
def ask(one_connection):
    """A function that asks the site behind its valve, as a server does: first for what is at hand."""
    site = valve.Valve(WSGIHandler(), reader_of)

    def ask(request):
        told, sent = [], request.environ["wsgi.input"].read()
        for answer in (site.at_once, site):
            environ = request.environ | {"wsgi.input": BytesIO(sent)}
            parts = answer(environ, lambda status, headers: told.extend([status, headers]))
            assert (parts is None) == (not told)
            if parts is not None:
                break
        body = b"".join(parts)
        return HttpResponse(body, status=int(told[0].split()[0]), headers=dict(told[1]))

    return ask


@pytest.fixture
def sender(ask, article, stamp):
    def send(remote="203.0.113.7", **fields):
        data = urlencode({**WORDS, "stamp": stamp(article), **fields})
        kind = "application/x-www-form-urlencoded"
        url = f"{article.get_absolute_url()}comments/"
        return ask(RequestFactory().post(url, data, content_type=kind, REMOTE_ADDR=remote))

    send(email="first@example.org", comment="The first of all")
    return send


def test_what_is_not_taken_is_handed_back_with_all_that_was_typed(
    flooded, sender, django_assert_num_queries
):
    typed = '<script>alert("1")</script> & "more"\n\nwords'
    with django_assert_num_queries(0):
        response = sender(comment=typed, name="O'Neill", website="https://a.example", parent="7")
    assert response.status_code == 429
    assert response["Retry-After"] == "10"
    assert response["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "Set-Cookie" not in response
    page = Page(response)
    assert "Your text is kept: please post it again in 10 seconds." in page.one(role="alert").text
    assert f">\n{escape(typed)}</textarea>" in response.content.decode()
    assert page.by_id("respond-name")["value"] == "O'Neill"
    assert page.by_id("respond-email")["value"] == WORDS["email"]
    assert page.by_id("respond-website")["value"] == "https://a.example"
    hidden = {element["name"]: element["value"] for element in page.all("input", type="hidden")}
    assert hidden["parent"] == "7"
    assert hidden["stamp"]
    assert "<script" not in response.content.decode()
    assert Comment.objects.count() == 1


def again(response) -> str:
    return next(e["value"] for e in Page(response).all("input", name="again"))


@pytest.mark.parametrize("remote", ["203.0.113.7", "2001:db8::7", "127.0.0.1"])
def test_who_comes_back_after_a_while_is_let_in(flooded, sender, remote):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ticket = again(sender(remote))
        clock.shift(10)
        assert sender(remote, again=ticket).status_code == 303
    assert Comment.objects.count() == 2


@pytest.mark.parametrize("case", ["too soon", "too late", "forged", "other network", "empty", "words"])
def test_a_ticket_is_good_for_whom_it_was_given_and_for_an_hour(flooded, sender, case):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ticket = again(sender())
        clock.shift({"too soon": 2, "too late": dt.timedelta(hours=1, seconds=2)}.get(case, 10))
        ticket = {"forged": ticket[:-1] + "_", "empty": "", "words": "é:ü"}.get(case, ticket)
        remote = "198.51.100.1" if case == "other network" else "203.0.113.7"
        assert sender(again=ticket, remote=remote).status_code == 429


def test_tickets_have_a_limit_too(flooded, sender):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ticket = again(sender())
        clock.shift(10)
        assert sender(again=ticket).status_code == 303
        assert sender(again=ticket, email="b@example.org", comment="More").status_code == 429


def test_a_flood_of_one_network_leaves_room_for_the_others(monkeypatch, sender):
    monkeypatch.setattr(valve, "OF_NETWORK", 3)
    for number in range(6):
        answer = sender(email=f"a{number}@example.org", comment=f"Words {'x' * number}")
    assert answer.status_code == 429
    assert sender(remote="198.51.100.1", comment="From elsewhere").status_code == 303


def test_networks_that_are_counted_are_bounded(monkeypatch):
    monkeypatch.setattr(valve, "NETWORKS", 5)
    gate = valve.Valve(WSGIHandler(), reader_of)
    for number in range(20):
        assert not gate._is_flood(f"198.51.{number}.0/24")
    assert len(gate._networks) <= 5


def test_what_is_too_large_is_not_read(flooded, sender):
    response = sender(comment="x" * (valve.LARGEST_POST + 1))
    assert response.status_code == 413
    assert "too large" in Page(response).one(role="alert").text


def test_pages_are_read_in_a_flood(flooded, sender, ask, article):
    assert ask(RequestFactory().get(article.get_absolute_url())).status_code == 200


def test_tokens_come_back_with_time(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(valve.time, "monotonic", lambda: now[0])
    bucket = valve.Bucket(2, 3)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now[0] += 1
    assert [bucket.take() for _ in range(3)] == [True, True, False]
    now[0] += 3600
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]


def test_the_more_are_refused_the_fewer_are_taken(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(valve.time, "monotonic", lambda: now[0])
    bucket = valve.Bucket(2, 3, of_refused=0.02)

    def taken(a_second: int) -> int:
        """Return how many are let in within a minute in which so many ask for it."""
        let_in = 0
        for _ in range(60 * a_second):
            now[0] += 1 / a_second
            let_in += bucket.take()
        return let_in

    assert taken(10) > 60 * 1.7
    assert 60 * 0.2 < taken(80) < 60
    assert taken(1000) <= 3
    assert not bucket.take(0)
    now[0] += 1
    assert [bucket.take(0), bucket.take(), bucket.take(), bucket.take()] == [True, True, True, False]


def test_a_form_in_parts_is_handed_back_and_let_in_too(flooded, ask, sender, article, stamp):
    def send(**fields):
        data = {**WORDS, "stamp": stamp(article), **fields}
        url = f"{article.get_absolute_url()}comments/"
        return ask(RequestFactory().post(url, data, REMOTE_ADDR="203.0.113.7"))

    with time_machine.travel(timezone.now(), tick=False) as clock:
        ticket = again(send(comment="In parts"))
        clock.shift(10)
        assert send(comment="In parts", again=ticket).status_code == 303
    assert Comment.objects.filter(body="In parts").exists()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"comment=x", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"comment=x", "multipart/form-data"),
        (b"&a=1" * 6000, "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_form_is_refused_all_the_same(flooded, ask, sender, article, body, kind):
    url = f"{article.get_absolute_url()}comments/"
    request = RequestFactory().post(url, body, content_type=kind, REMOTE_ADDR="203.0.113.7")
    assert ask(request).status_code == 429


def test_page_speaks_the_language_of_the_paper(flooded, sender, ask, article, site):
    site.language = "ur"
    site.save()
    ask(RequestFactory().get(article.get_absolute_url()))
    assert '<html lang="ur" dir="rtl">' in sender().content.decode()


@pytest.mark.parametrize("charset", ["hex", "idna", "undefined", "utf-8"])
def test_made_up_charset_is_refused_in_a_flood_by_the_whole_application(
    monkeypatch, one_connection, article, charset
):
    from newsroom.wsgi import application

    monkeypatch.setattr(valve.Bucket, "take", lambda bucket, number=1: False)
    form = b'--B\r\nContent-Disposition: form-data; name="comment"\r\n\r\nWell\r\n--B--\r\n'
    kind = f"multipart/form-data; boundary=B; charset={charset}"
    url = f"{article.get_absolute_url()}comments/"
    request = RequestFactory().generic("POST", url, form, content_type=kind, REMOTE_ADDR="203.0.113.7")
    told = []
    for answer in (application.at_once, application):
        environ = request.environ | {"wsgi.input": BytesIO(form)}
        page = b"".join(answer(environ, lambda status, headers: told.append(status)))
        assert b">\nWell</textarea>" in page
    assert told == ["429 Too Many Requests"] * 2
