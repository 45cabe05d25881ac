"""Times of a story as the form shows, keeps and refuses them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse

from articles import content, workflow, writing
from masthead.models import SiteSettings
from tests.admin_forms import AdminForm, errors_of
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
NOW = dt.datetime(2026, 3, 10, 12, 0, 7, 123456, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def form(client):
    """Open the form of a story as somebody who has just logged in."""

    def form(story):
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        return AdminForm(
            client, reverse("admin:articles_article_change", args=[story.pk]), "article_form"
        )

    return form


def clocks_of(zone):
    SiteSettings.objects.create(pk=1, name="The Meridian", time_zone=zone)


def typed(name, day, time):
    return {f"{name}_0": day, f"{name}_1": time}


def test_time_that_nobody_touched_stays_to_the_microsecond(form, client):
    story = ArticleFactory(published=True)
    answer = form(story).send()
    assert "Nothing was new" in client.get(answer.url).text
    story.refresh_from_db()
    assert (story.published_at, story.head) == (NOW, story.live)


@pytest.mark.parametrize("utc_hour", [0, 1])
def test_story_published_in_the_hour_that_comes_twice_can_be_edited(form, clock, utc_hour):
    clocks_of("Europe/Paris")
    moment = dt.datetime(2026, 10, 25, utc_hour, 30, 7, tzinfo=dt.UTC)  # 02:30:07 in Paris
    clock.move_to(moment)
    story = ArticleFactory(published=True)
    clock.shift(3 * HOUR)

    page = form(story)
    assert ("Paris, UTC+2" if utc_hour == 0 else "Paris, UTC+1") in page.html
    assert page.send("_publish_changes", headline="Better").status_code == 302
    story.refresh_from_db()
    assert (story.headline, story.published_at) == ("Better", moment)


def test_clocks_that_a_time_is_on_are_named_with_their_distance_then(form):
    clocks_of("Europe/Paris")
    story = ArticleFactory(published_at=NOW + 2000 * HOUR, expires_at=NOW + 6000 * HOUR)
    html = form(story).html
    assert "Paris, UTC+2. Press" in html
    assert "Paris, UTC+1. Nobody can publish" in html
    assert "Paris, UTC+1. From then on readers no longer" in html


@pytest.mark.parametrize(
    ("zone", "day", "time", "word"),
    [
        ("Europe/Paris", "2027-03-28", "02:30", "There is no"),
        ("Europe/Paris", "2027-10-31", "02:30", "comes twice"),
        ("America/St_Johns", "2027-03-14", "02:15", "There is no"),
        ("Australia/Lord_Howe", "2027-10-03", "02:15", "There is no"),  # by half an hour
        ("Australia/Lord_Howe", "2027-04-04", "01:45", "comes twice"),
        ("Africa/Casablanca", "2027-02-07", "02:30", "comes twice"),  # before Ramadan
        ("Asia/Kolkata", "0001-01-01", "00:00", "year must lie"),
        ("Pacific/Apia", "9999-12-31", "23:59", "year must lie"),
        ("Asia/Kathmandu", "2027-02-29", "10:00", "not a date"),
        ("Asia/Kathmandu", "2028-02-29", "24:30", "not a time"),
    ],
)
def test_time_that_is_no_single_moment_is_refused_in_a_sentence_and_the_text_kept(
    form, zone, day, time, word
):
    clocks_of(zone)
    answer = form(ArticleFactory()).send(
        "_schedule", headline="Typed", **typed("published_at", day, time)
    )
    assert word in " ".join(errors_of(answer)["published_at"])
    assert 'value="Typed"' in answer.text


@pytest.mark.parametrize(
    "zone", ["Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia"]
)
@pytest.mark.parametrize("day", ["2027-03-14", "2027-10-31", "2028-02-29"])
def test_moment_is_that_of_the_papers_clocks_to_the_second(form, client, clock, zone, day):
    clocks_of(zone)
    story = ArticleFactory(slug="s")
    form(story).send("_schedule", **typed("published_at", day, "23:30:01"))
    moment = dt.datetime.fromisoformat(f"{day}T23:30:01").replace(tzinfo=ZoneInfo(zone))
    story.refresh_from_db()
    assert story.published_at == moment
    address = f"/{day[:4]}/{day[5:7]}/s/"
    clock.move_to(moment.astimezone(dt.UTC) - dt.timedelta(seconds=1))
    assert client.get(address).status_code == 404
    clock.shift(dt.timedelta(seconds=1))
    assert client.get(address).status_code == 200


def test_schedule_means_the_time_that_the_form_shows_be_it_pending(form):
    reporter = UserFactory(is_staff=True)
    reporter.user_permissions.set(
        Permission.objects.filter(codename__in=["write_own_article", "revise_own_article"])
    )
    story = ArticleFactory(created_by=reporter)
    workflow.schedule(story, NOW + HOUR)
    later = (NOW + 30 * HOUR).replace(microsecond=0)
    text = content.read(story) | {"published_at": later.isoformat().replace("+00:00", "Z")}
    assert writing.save_content(story, text, story.head, reporter).pending

    page = form(story)
    assert page.fields["published_at_0"] == ["2026-03-11"]
    page.send("_schedule")
    story.refresh_from_db()
    assert story.published_at == later


def test_withdrawn_story_without_a_time_is_put_back_or_refused_in_a_sentence(form, client):
    story = ArticleFactory(published=NOW - HOUR)
    workflow.withdraw(story)
    answer = form(story).send(
        **typed("published_at", "", ""), **typed("expires_at", "2026-03-10", "12:30")
    )
    assert answer.status_code == 302
    answer = form(story).send("_reinstate")
    assert "Readers see" in client.get(answer.url).text
    story.refresh_from_db()
    assert story.published_at == NOW
