"""Who a reader is behind proxies, and what a request may weigh."""

import logging
from ipaddress import ip_network
from logging.handlers import BufferingHandler

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from newsroom.middleware import bounded_requests, largest_request
from newsroom.proxies import trusted_proxies


def seen_by_the_site(**headers):
    """Return the request as the site sees it when it comes in with these headers."""
    request = RequestFactory().get("/", **headers)
    trusted_proxies(lambda request: HttpResponse())(request)
    return request


@pytest.fixture
def behind_proxies(settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8"), ip_network("::1"), "unix"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.usefixtures("behind_proxies")
@pytest.mark.parametrize(
    ("peer", "forwarded", "reader"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("::1", "2001:db8::9", "2001:db8::9"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),  # of a server that listens on IPv6, too
        ("", "203.0.113.9", "203.0.113.9"),  # a socket
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),  # the first is the reader's lie
        ("10.0.0.1", "1.1.1.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.3", "10.0.0.3"),  # a reader inside
        ("10.0.0.1", None, "10.0.0.1"),
        ("203.0.113.7", "1.1.1.1", "203.0.113.7"),  # not one of our proxies
    ],
)
def test_reader_is_the_last_address_that_is_not_ours(peer, forwarded, reader):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert seen_by_the_site(REMOTE_ADDR=peer, **headers).META["REMOTE_ADDR"] == reader


@pytest.mark.usefixtures("behind_proxies")
def test_tls_is_believed_from_our_proxies_only():
    assert seen_by_the_site(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_PROTO="https").is_secure()
    assert not seen_by_the_site(REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_PROTO="https").is_secure()


def test_without_proxies_no_header_counts(settings):
    settings.TRUSTED_PROXIES = []
    request = seen_by_the_site(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert request.META["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("length", "status"),
    [("1048576", 200), ("1048577", 413), ("0" * 20 + "1048577", 413), ("", 200), ("x", 200)],
)
def test_request_that_is_too_large_is_refused_before_it_is_read(settings, length, status):
    settings.REQUEST_MAX_SIZE = 1024 * 1024
    request = RequestFactory().get("/", CONTENT_LENGTH=length)
    answer = bounded_requests(lambda request: HttpResponse())(request)
    assert answer.status_code == status
    if status == 413:
        assert "One form may send 1 MB" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "most"), [("/admin/images/image/add/", 64), ("/2026/07/a/comments/", 10), ("/search/", 10)]
)
def test_only_the_desk_is_sent_more_than_a_form(path, most):
    for length, status in ((most * 1024 * 1024, 200), (most * 1024 * 1024 + 1, 413)):
        request = RequestFactory().post(path, CONTENT_LENGTH=str(length))
        assert bounded_requests(lambda request: HttpResponse())(request).status_code == status
    assert largest_request(path) == most * 1024 * 1024


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
def test_method_that_no_page_knows_is_refused(client, method):
    answer = client.generic(method, "/latest/")
    assert answer.status_code == 501
    assert answer.text == "No page knows this method.\n"


@pytest.mark.django_db
def test_forms_of_strangers_do_not_fill_the_log(client, monkeypatch):
    log = BufferingHandler(100)  # where stderr is
    monkeypatch.setattr(logging.getLogger(), "handlers", [log])
    client.raise_request_exception = False
    assert client.post("/admin/login/", {f"name{n}": "" for n in range(6_000)}).status_code == 400
    assert client.trace("/latest/").status_code == 501
    forged = Client(enforce_csrf_checks=True)
    assert forged.post("/admin/login/", {"username": "rao"}).status_code == 403
    assert not log.buffer
