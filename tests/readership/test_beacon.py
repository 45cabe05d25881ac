"""Who is counted as a reader, who is not, and what it costs to find out."""

import datetime as dt

import pytest
from django.conf import settings

from articles import workflow
from readership import beacon
from readership.models import DailyReferrals, DailyViews, HourlyViews
from tests.factories import ArticleFactory
from tests.readership.conftest import FORM, NOW

pytestmark = pytest.mark.django_db

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
ROBOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/126.0 Safari/537.36",
    "facebookexternalhit/1.1",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "curl/8.5.0",
    "python-requests/2.32",
    "Go-http-client/1.1",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (Linux; Android 11; moto g power) Chrome-Lighthouse",
    "",
]
PEOPLE = [
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {WEBKIT} Version/17.5 Mobile/15E148",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:127.0) Gecko/20100101 Firefox/127.0",
    f"Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG) {WEBKIT} Chrome/126.0.0.0 Mobile Safari/537.36",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1; U; en) Presto/2.12 Version/12.16",
]


def views(buffer) -> int:
    buffer.flush()
    return sum(HourlyViews.objects.values_list("views", flat=True))


def test_reader_is_counted_by_hour_by_day_and_by_host(story, read, buffer):
    assert read(story, "WWW.Social.example").status_code == 204
    assert read(story, address="203.0.113.8").status_code == 204
    buffer.flush()
    hour = NOW.replace(minute=0)
    assert list(HourlyViews.objects.values_list("article", "hour", "views")) == [(story.pk, hour, 2)]
    assert list(DailyViews.objects.values_list("article", "day", "views")) == [(story.pk, NOW.date(), 2)]
    hosts = DailyReferrals.objects.order_by("host").values_list("host", "views")
    assert list(hosts) == [("", 1), ("social.example", 1)]


def test_answer_sets_no_cookie_is_kept_nowhere_and_asks_the_database_nothing(
    story, read, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = read(story)
    assert not answer.cookies
    assert answer.content == b""
    assert answer["Cache-Control"] == "no-store"


def test_same_reader_counts_once_a_day_for_a_story(story, read, buffer, clock):
    other = ArticleFactory(published=True)
    for _ in range(3):
        read(story)
    assert views(buffer) == 1
    read(other)
    assert views(buffer) == 2
    clock.shift(dt.timedelta(days=1))
    read(story)
    assert views(buffer) == 3


def test_readers_are_told_apart_by_network_and_browser(story, read, buffer):
    for address in ("203.0.113.7", "203.0.113.8", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"):
        for agent in PEOPLE[:2]:
            read(story, address=address, agent=agent)
    assert views(buffer) == 8  # the two addresses of one /64 are one reader


@pytest.mark.parametrize("agent", ROBOTS)
def test_robots_are_not_counted(story, read, buffer, agent):
    assert read(story, agent=agent).status_code == 204
    assert views(buffer) == 0


@pytest.mark.parametrize("agent", PEOPLE)
def test_browsers_are_counted(story, read, buffer, agent):
    read(story, agent=agent)
    assert views(buffer) == 1


@pytest.mark.parametrize(
    "headers",
    [{"sec_purpose": "prefetch"}, {"sec_purpose": "prefetch;prerender"}, {"purpose": "prefetch"}],
)
def test_pages_made_ready_beforehand_are_not_counted(story, read, buffer, headers):
    assert read(story, **headers).status_code == 204
    assert views(buffer) == 0


def test_the_newsrooms_own_people_are_not_counted(story, read, buffer, client, admin_user):
    client.force_login(admin_user)
    assert read(story).status_code == 204
    assert views(buffer) == 0


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_other_methods_are_refused(client, method):
    answer = getattr(client, method)(beacon.PATH)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": None},
        {"sec_fetch_site": None, "origin": "https://elsewhere.example"},
        {"sec_fetch_site": None, "origin": "null"},
        {"sec_fetch_site": None, "origin": "http://[::1"},
    ],
)
def test_other_sites_and_programs_are_refused(story, read, buffer, headers):
    assert read(story, **headers).status_code == 403
    assert len(buffer) == 0


def test_older_browsers_tell_by_their_origin(story, read, buffer):
    read(story, sec_fetch_site=None, origin="http://testserver")
    read(story, sec_fetch_site=None, origin=settings.SITE_URL, address="203.0.113.9")
    assert views(buffer) == 2


@pytest.mark.parametrize(
    "token", ["", "1", "x", "1:x", "-1", "9" * 500, "{pk}:", "{pk}", "é", "\0", "{forged}"]
)
def test_story_that_no_page_named_is_refused(story, read, buffer, token):
    forged = beacon.token_of(story.pk + 1).replace(str(story.pk + 1), str(story.pk), 1)
    assert read(story, token=token.format(pk=story.pk, forged=forged)).status_code == 400
    assert len(buffer) == 0


def test_large_bodies_are_refused_unread(story, client):
    headers = {"sec-fetch-site": "same-origin"}
    for length in ("1025", "9" * 40, "0" * 10 + "1025", "-1", "x", "１"):
        answer = client.post(beacon.PATH, {"story": "x"}, headers=headers, CONTENT_LENGTH=length)
        assert answer.status_code == 413, length


@pytest.mark.parametrize("body", [b"\xff\xfe", b"story", b"&&&", b"story=%ff%fe", b"=" * 1000])
def test_any_body_is_answered(client, body):
    headers = {"sec-fetch-site": "same-origin"}
    assert client.post(beacon.PATH, body, content_type=FORM, headers=headers).status_code == 400


@pytest.mark.parametrize("state", ["draft", "scheduled", "withdrawn", "deleted", "expired"])
def test_story_that_readers_do_not_see_is_answered_like_any_and_not_counted(read, buffer, clock, state):
    live = ArticleFactory(published=True)
    story = ArticleFactory(published=state != "draft")
    if state == "scheduled":
        workflow.unschedule(story) if story.is_scheduled else workflow.withdraw(story)
        workflow.publish(story, at=NOW + dt.timedelta(hours=1))
    elif state == "withdrawn":
        workflow.withdraw(story)
    elif state == "expired":
        type(story).objects.filter(pk=story.pk).update(expires_at=NOW)
    answers = [read(one) for one in (live, story)]
    if state == "deleted":
        story.delete()
    buffer.flush()
    assert len({(answer.status_code, str(answer.headers)) for answer in answers}) == 1
    assert list(HourlyViews.objects.values_list("article", flat=True)) == [live.pk]
    assert list(DailyReferrals.objects.values_list("article", flat=True)) == [live.pk]


def test_flood_of_one_network_is_refused_and_others_are_not(story, read, buffer):
    statuses = [read(story, agent=f"Firefox/{number}").status_code for number in range(130)]
    assert statuses.count(429) == 130 - beacon.A_MINUTE
    assert read(story, address="198.51.100.1").status_code == 204


def test_processes_count_a_flood_together(story, rf, clock):
    sent, headers = f"story={beacon.token_of(story.pk)}", {"sec-fetch-site": "same-origin"}
    processes = [beacon.Beacon(None) for _ in range(4)]
    statuses = []
    for number in range(130):
        request = rf.post(beacon.PATH, sent, FORM, headers=headers, REMOTE_ADDR="203.0.113.7")
        statuses.append(processes[number % 4](request).status_code)
    assert statuses.count(429) == 130 - beacon.A_MINUTE


@pytest.mark.parametrize("address", ["203.0.113.7", "2001:db8::1"])
def test_made_up_browsers_of_one_network_count_a_few_times_a_day(story, read, buffer, clock, address):
    other = ArticleFactory(published=True)
    for number in range(30):
        assert read(story, address=address, agent=f"Firefox/{number}").status_code == 204
    assert views(buffer) == beacon.A_DAY
    read(other, address=address)
    read(story, address="198.51.100.1")
    assert views(buffer) == beacon.A_DAY + 2
    clock.shift(dt.timedelta(days=1))
    read(story, address=address)
    assert views(buffer) == beacon.A_DAY + 3


def test_classroom_behind_one_address_counts_with_all_its_browsers(story, read, buffer):
    for version in range(4):
        for agent in PEOPLE:
            read(story, agent=f"{agent} {version}")
    assert views(buffer) == 4 * len(PEOPLE)


def test_where_no_address_is_known_nothing_is_left_out(story, read, buffer):
    for number in range(130):
        assert read(story, address="127.0.0.1", agent=f"Firefox/{number}").status_code == 204
    assert views(buffer) == 130


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("News.Example.", "news.example"),
        ("www.example.org", "example.org"),
        ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("", ""),
        ("<script>", ""),
        ("a" * 101, ""),
        ("-", ""),
        ("host name", ""),
        ("münchen.example", ""),
        ("a\0b", ""),
    ],
)
def test_host_is_a_hosts_name_or_nothing(sent, kept):
    assert beacon.clean_host(sent) == kept


def test_page_of_a_story_carries_what_has_it_counted(story, client):
    html = client.get(story.get_absolute_url()).text
    assert f'data-story="{beacon.token_of(story.pk)}"' in html
    assert f'data-path="{beacon.PATH}"' in html


def test_other_pages_are_not_counted(story, client):
    for address in ("/", "/latest/", "/most-read/"):
        assert "data-story" not in client.get(address).text
