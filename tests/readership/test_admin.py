"""Charts for the newsroom: what they say, and to whom."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Group

from articles import workflow
from masthead.models import SiteSettings
from newsroom.roles import CONTRIBUTOR, EDITOR, MANAGING_EDITOR, MODERATOR, REPORTER
from readership import charts, ranking
from readership.reports import Point, Rank
from readership.store import View, store
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, UserFactory
from tests.readership.conftest import NOW

pytestmark = pytest.mark.django_db

SITE = "/admin/readership/dailyviews/"
HOUR = dt.timedelta(hours=1)
LAST = NOW.replace(minute=0)


def member(client, role):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=role.name))
    own = client.__class__()
    own.force_login(user)
    own.user = user
    return own


def rows(html, heading) -> list[tuple[str, str]]:
    """Return the rows of the table under a heading: what they are called, and their number."""
    section = html.partition(heading)[2].partition("</section>")[0]
    found = re.findall(r'<th scope="row">(.*?)</th>\s*<td>(.*?)</td>', section, re.DOTALL)
    return [(" ".join(re.sub(r"<[^>]+>", "", name).split()), number) for name, number in found]


@pytest.fixture
def paper(clock):
    """Two stories with views in several hours, days and from several hosts."""
    world = CategoryFactory(name="World")
    ann, ben = AuthorFactory(name="Ann"), AuthorFactory(name="Ben")
    first = ArticleFactory(headline="First", category=world, by=[ann, ben], published=True)
    second = ArticleFactory(headline="Second", by=[ben], published=True)
    store(
        {
            View(first.pk, LAST, "social.example"): 1200,
            View(first.pk, LAST - 30 * HOUR, ""): 30,
            View(first.pk, LAST - 24 * 20 * HOUR, "127.0.0.1"): 7,
            View(second.pk, LAST - HOUR, ""): 4,
        }
    )
    return first, second


def test_page_of_a_story_shows_hours_days_and_hosts(client, paper, django_assert_max_num_queries):
    editor = member(client, EDITOR)
    with django_assert_max_num_queries(11):
        html = editor.get(f"{SITE}story/{paper[0].pk}/").text
    assert rows(html, "Views by hour")[:2] == [("11 Mar, 12:00", "1,200"), ("11 Mar, 11:00", "0")]
    assert ("10 Mar, 06:00", "30") in rows(html, "Views by hour")
    assert rows(html, "Views by day")[:2] == [("Wed 11 Mar 2026", "1,200"), ("Tue 10 Mar 2026", "30")]
    hosts = [("social.example", "1,200"), ("Direct, or not told", "30"), ("This site", "7")]
    assert rows(html, "Where readers came from") == hosts
    assert html.count("<svg") >= 2 + 3
    assert "<strong>1,237</strong> views" in html


@pytest.mark.parametrize(
    ("span", "first", "world"),
    [
        ("day", "1,200", "1,200"),
        ("week", "1,230", "1,230"),
        ("x", "1,230", "1,230"),
        ("month", "1,237", "1,237"),
    ],
)
def test_page_of_the_site_shows_stories_sections_and_authors(client, paper, span, first, world):
    html = member(client, EDITOR).get(f"{SITE}?of={span}").text
    assert rows(html, ">Stories</h2>") == [("First", first), ("Second", "4")]
    assert rows(html, ">Sections</h2>") == [("World", world), ("Without a section", "4")]
    both = f"{int(first.replace(',', '')) + 4:,}"
    assert rows(html, ">Authors</h2>") == [("Ben", both), ("Ann", first)]


def test_number_of_queries_does_not_grow(client, paper, django_assert_num_queries):
    editor = member(client, EDITOR)
    editor.get(SITE)
    for _ in range(2):
        with django_assert_num_queries(11):
            editor.get(SITE)
        for number in range(15):
            story = ArticleFactory(by=[AuthorFactory()], category=CategoryFactory(), published=True)
            store({View(story.pk, LAST, f"{number}.example"): number + 1})


def test_empty_paper_has_pages(client, clock):
    editor = member(client, EDITOR)
    assert "Nothing was read in this time." in editor.get(SITE).text
    story = ArticleFactory(published=True)
    assert "0</strong> views" in editor.get(f"{SITE}story/{story.pk}/").text
    assert editor.get(f"{SITE}story/999999/").status_code == 404


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (EDITOR, True),
        (MANAGING_EDITOR, True),
        (REPORTER, False),
        (CONTRIBUTOR, False),
        (MODERATOR, False),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_who_sees_the_site(client, paper, role, sees):
    browser = member(client, role)
    assert browser.get(SITE).status_code == (200 if sees else 403)
    assert browser.get(f"{SITE}story/{paper[0].pk}/").status_code == (200 if sees else 403)
    assert (SITE in browser.get("/admin/").text) is sees


def test_writers_see_their_own_stories(client, clock):
    reporter = member(client, REPORTER)
    own = ArticleFactory(by=[AuthorFactory(user=reporter.user)], published=True)
    page = f"{SITE}story/{own.pk}/"
    assert reporter.get(page).status_code == 200
    assert page in reporter.get(f"/admin/articles/article/{own.pk}/change/").text
    assert client.get(page).status_code == 302


def test_numbers_of_the_drawing_are_written_for_machines(client, paper):
    SiteSettings.objects.update_or_create(pk=1, defaults={"language": "de"})
    html = member(client, EDITOR).get(f"{SITE}story/{paper[0].pk}/").text
    html = "".join(re.findall(r'<svg class="chart.*?</svg>', html, re.DOTALL))
    drawn = re.findall(r'(?: x| y| width| height)="([^"]*)"', html)
    assert drawn
    assert [number for number in drawn if not re.fullmatch(r"[\d.]+", number)] == []


def test_start_page_shows_what_is_read(client, paper):
    ranking.refresh(NOW)
    html = member(client, EDITOR).get("/admin/").text
    assert "Most read, 24 hours" in html
    assert "1200 views" in html
    workflow.withdraw(paper[0])
    assert "1200 views" not in member(client, EDITOR).get("/admin/").text
    assert "Most read, 24 hours" not in member(client, REPORTER).get("/admin/").text


@pytest.mark.parametrize(
    ("most", "ceiling"), [(0, 2), (1, 2), (3, 4), (7, 8), (9, 10), (10, 20), (99, 100), (1001, 2000)]
)
def test_scale_ends_at_a_round_number(most, ceiling):
    chart = charts.columns([Point(NOW, most)])
    assert [level.text for level in chart.levels] == ["0", f"{ceiling // 2:,}", f"{ceiling:,}"]


def test_chart_of_nothing_is_a_chart():
    assert charts.columns([]).columns == []
    assert charts.bars([]) == []
    assert charts.bars([Rank("a", 0)]) == []
