"""What the script of a story's page has counted, in a real browser."""

import datetime as dt
from urllib.parse import urlsplit

import pytest

from articles import preview_links
from readership import beacon
from readership import buffer as waiting
from readership.buffer import Buffer
from readership.models import DailyReferrals, HourlyViews
from readership.seen import Seen
from tests.factories import ArticleFactory

pytestmark = [pytest.mark.any_database, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"
)


@pytest.fixture
def buffer(monkeypatch):
    own = Buffer(seconds=None)
    monkeypatch.setattr(waiting, "buffer", own)
    monkeypatch.setattr(beacon, "seen", Seen(slots=1 << 12))
    return own


def is_counted(answer) -> bool:
    return beacon.PATH in answer.url


def test_reading_is_counted_and_loading_again_is_not(open_page, buffer):
    story = ArticleFactory(published=True)
    other = ArticleFactory(published=True)
    page = open_page(user_agent=AGENT)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if is_counted(request) else None)
    for address in (story.get_absolute_url(), other.get_absolute_url()):
        with page.expect_response(is_counted) as answer:
            page.goto(address)
        assert answer.value.status == 204
    page.reload(wait_until="networkidle")
    page.goto("/latest/", wait_until="networkidle")
    page.go_back(wait_until="networkidle")
    assert len(sent) == 2
    assert page.context.cookies() == []
    buffer.flush()
    assert sorted(HourlyViews.objects.values_list("article", "views")) == [(story.pk, 1), (other.pk, 1)]


def test_only_the_host_of_the_page_before_is_told(open_page, buffer):
    story = ArticleFactory(published=True)
    page = open_page(user_agent=AGENT)
    page.goto("/latest/?q=secret")
    with page.expect_response(is_counted) as answer:
        page.get_by_role("link", name=story.headline).first.click()
    told = answer.value.request.post_data
    assert "secret" not in told
    assert "from=127.0.0.1" in told
    buffer.flush()
    assert DailyReferrals.objects.get().host == "127.0.0.1"


def test_who_reads_a_shared_preview_is_not_counted(open_page, buffer, admin_user):
    story = ArticleFactory(published=True, headline="پاکستان کی خبریں")
    link = preview_links.make(story, admin_user, dt.timedelta(days=1))
    page = open_page(user_agent=AGENT)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if is_counted(request) else None)
    page.goto(urlsplit(preview_links.address_of(link)).path, wait_until="networkidle")
    assert page.locator("script[data-story]").count() == 1
    assert sent == []
    with page.expect_request(is_counted):
        page.goto(story.get_absolute_url())
    assert len(sent) == 1
