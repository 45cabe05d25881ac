"""The banner of breaking news: over every page, for as long as its editors have said."""

import datetime as dt

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction

from articles import workflow
from masthead import banner
from masthead.models import SiteSettings
from tests.admin_forms import AdminForm
from tests.factories import ArticleFactory, UserFactory
from tests.markup import find_live_markup

pytestmark = pytest.mark.django_db

DESK = "/admin/newsroom/frontpage/"
NOON = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
HOUR, SECOND = dt.timedelta(hours=1), dt.timedelta(seconds=1)
REGION = 'role="region" aria-label="Breaking news"'


@pytest.fixture(autouse=True)
def noon():
    """The clock, stopped at noon of a day in March."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def set_banner(admin_client):
    """A function that fills in the form of the banner, and returns the desk's answer."""

    def set_banner(text="The sea wall has broken", ends="2026-03-14 14:00", begins="", **fields):
        site = SiteSettings.load()
        values = {"version": site.banner_version, "text": text, "link": "", "story": ""} | fields
        for name, moment in (("starts_at", begins), ("ends_at", ends)):
            day, _, time = moment.partition(" ")
            values |= {f"{name}_0": day, f"{name}_1": time}
        data = {f"banner-{name}": value for name, value in values.items()}
        return admin_client.post(DESK, {"version": "0", "do": "set-banner"} | data)

    return set_banner


def said(answer):
    return answer.context["desk"].said


def html(client, address="/"):
    return client.get(address).content.decode()


def test_banner_stands_over_every_page_above_the_masthead(set_banner, client):
    story = ArticleFactory(published=True)
    assert REGION not in html(client)

    answer = set_banner()

    assert said(answer) == "Breaking news: “The sea wall has broken” until 14 March 14:00."
    for address in ["/", story.get_absolute_url(), "/latest/", "/search/", "/nowhere/"]:
        page = html(client, address)
        assert page.index(REGION) < page.index("The sea wall has broken") < page.index("nameplate")
        assert "aria-live" not in page


def test_banner_costs_no_query(set_banner, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get("/latest/")
        return len(queries)

    client.get("/latest/")
    before = count()
    set_banner()

    assert count() == before


def test_banner_comes_and_goes_at_its_second(set_banner, client, noon):
    set_banner(begins="2026-03-14 13:00")

    seen = []
    for moment in (NOON + HOUR, NOON + 2 * HOUR):
        for step in (SECOND, 0 * SECOND):
            noon.move_to(moment - step)
            seen.append(REGION in html(client))

    assert seen == [False, True, True, False]


def test_banner_over_the_night_when_the_clocks_go_back(set_banner, admin_client, admin_user, noon):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Berlin"})
    noon.move_to(dt.datetime(2026, 10, 24, 20, tzinfo=dt.UTC))
    admin_client.force_login(admin_user)  # the session of March is over
    assert "comes twice in Berlin" in set_banner(ends="2026-10-25 02:30").content.decode()

    set_banner(begins="2026-10-25 01:00", ends="2026-10-25 03:00")

    site = SiteSettings.load()
    assert site.banner_ends_at - site.banner_starts_at == 3 * HOUR


def test_one_press_ends_it(set_banner, admin_client, client):
    set_banner()
    answer = admin_client.post(DESK, {"do": "end-banner", "banner-version": "1"})

    assert said(answer) == "Breaking news: the banner is gone."
    assert REGION not in html(client)
    messages = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert messages == [
        "Breaking news: “The sea wall has broken” until 14 March 14:00.",
        "Breaking news: the banner is gone.",
    ]
    assert all(message in answer.content.decode() for message in messages)


def test_form_offers_an_end_in_two_hours(admin_client):
    form = admin_client.get(DESK).context["banner_form"]

    assert form["ends_at"].value() == NOON + 2 * HOUR


def test_unsaved_changes_of_the_front_page_outlive_the_banner(set_banner, admin_client):
    story = ArticleFactory(published=True)
    page = admin_client.post(DESK, {"do": f"keep lead {story.pk}"})
    changes = page.context["changes"]

    answer = admin_client.post(DESK, {"changes": changes, "do": "end-banner", "banner-version": "0"})

    assert answer.context["changes"] == changes


def test_two_at_once_do_not_overwrite_each_other(set_banner):
    set_banner("First")
    answer = set_banner("Second", version=0)

    assert said(answer) == "Somebody else has changed the banner: look at it first."
    assert SiteSettings.load().banner_text == "First"
    page = answer.content.decode()
    assert 'value="Second"' in page
    assert 'name="banner-version" value="1"' in page


def test_site_settings_saved_meanwhile_do_not_bring_back_a_banner(set_banner, admin_client):
    SiteSettings.objects.get_or_create(pk=1)
    url = "/admin/masthead/sitesettings/1/change/"
    with pytest.MonkeyPatch.context() as patch:
        from masthead.admin.site import SiteSettingsForm

        clean = SiteSettingsForm.clean

        def someone_sets_a_banner(form):
            banner.show_banner(0, "In between", "", NOON, NOON + HOUR)
            return clean(form)

        patch.setattr(SiteSettingsForm, "clean", someone_sets_a_banner)
        assert AdminForm(admin_client, url, "sitesettings_form").send(tagline="New").status_code == 302

    site = SiteSettings.load()
    assert (site.tagline, site.banner_text) == ("New", "In between")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "  "}, "text"),
        ({"text": "x" * 161}, "text"),
        ({"text": "\x00"}, "text"),
        ({"ends": ""}, "ends_at"),
        ({"ends": "2026-03-14 11:59"}, "ends_at"),
        ({"ends": "2026-03-14 12:00"}, "ends_at"),
        ({"begins": "2026-03-14 15:00"}, "ends_at"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "//evil.example/"}, "link"),
        ({"link": "x" * 601}, "link"),
        ({"story": "77"}, "story"),
        ({"version": "x"}, "version"),
        ({"version": str(2**31)}, "version"),
    ],
)
def test_banner_that_makes_no_sense_is_refused_and_kept_in_the_form(set_banner, client, fields, field):
    answer = set_banner(**fields)

    assert list(answer.context["banner_form"].errors) == [field]
    assert said(answer) == "The banner is not set yet: see what its form says."
    assert REGION not in html(client)


def test_banner_leads_to_a_story_that_readers_can_see(set_banner, client):
    story = ArticleFactory(headline="Wall", published=True)
    set_banner(story=story.pk)
    assert f'<a href="{story.get_absolute_url()}">The sea wall' in html(client)

    draft = ArticleFactory(headline="Draft")
    later = ArticleFactory(headline="Later", published=NOON + HOUR)
    for hidden in (draft, later):
        assert "story" in set_banner(story=hidden.pk).context["banner_form"].errors
    assert "story" in set_banner(story=story.pk, link="/latest/").context["banner_form"].errors
    set_banner(story=later.pk, begins="2026-03-14 13:00")
    assert SiteSettings.load().banner_link == later.get_absolute_url()


def test_hostile_text_is_text(set_banner, client):
    answer = set_banner('"><script>alert(1)</script>\n new line')

    assert find_live_markup(html(client)) == []
    assert find_live_markup(answer.content.decode()) == []
    assert SiteSettings.load().banner_text.endswith("</script> new line")


def test_banner_of_those_who_may_change_the_front_page_only(client):
    data = {"do": "end-banner", "banner-version": "0"}
    assert client.get(DESK).url.startswith("/admin/login/")
    assert client.post(DESK, data).status_code == 403
    client.force_login(UserFactory(is_staff=True))
    assert client.post(DESK, data).status_code == 403


@pytest.mark.parametrize("ends", [None, NOON, NOON - HOUR])
def test_database_refuses_a_banner_without_an_end(ends):
    SiteSettings.objects.get_or_create(pk=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteSettings.objects.update(banner_text="x", banner_starts_at=NOON, banner_ends_at=ends)


def test_banner_outlives_a_story_that_is_withdrawn(set_banner, client):
    story = ArticleFactory(published=True)
    set_banner(story=story.pk)

    workflow.withdraw(story)

    assert REGION in html(client)
