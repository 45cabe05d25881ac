"""The start page in a browser: readable for everybody at every width, and no mouse needed."""

import datetime as dt

import pytest
from django.utils import timezone

from articles import due, workflow
from articles.models import DueMoment
from masthead.models import SiteSettings
from tests.browser.edition import WORD
from tests.bulk import make_image
from tests.factories import ArticleFactory, CommentFactory

pytestmark = [pytest.mark.any_database, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOUR = dt.timedelta(hours=1)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def busy(admin_user):
    """A newsroom with something in every part of the page, some of it long."""
    now = timezone.now()
    SiteSettings.objects.create(pk=1, name="The Ferry", time_zone="Europe/Paris")
    live = ArticleFactory(headline=WORD * 2, published=now - HOUR, created_by=admin_user)
    for hours in range(0, 160, 12):
        story = ArticleFactory(headline=f"Scheduled {WORD}", expires_at=now + 165 * HOUR)
        workflow.schedule(story, now + (hours + 1) * HOUR)
    workflow.submit(ArticleFactory(headline="To be read"), admin_user)
    ArticleFactory(headline="Begun", created_by=admin_user, embargo_until=now + 30 * HOUR)
    for status in ("approved", "pending"):
        CommentFactory(article=live, status=status, created_at=now, name=WORD)
    make_image(title="Harbour", licence_ends=timezone.localdate())
    DueMoment.objects.filter(due_at__lte=now).delete()
    for kind, begun in (("went_live", now - HOUR), ("expired", None)):
        DueMoment.objects.create(article=live, kind=kind, due_at=now - HOUR, claimed_at=begun)
    due.note_failure("mail", f"1 could not be sent: {WORD}")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_page_is_readable_for_everybody_at_every_width(busy, as_editor, axe, colours, width):
    page = as_editor
    page.emulate_media(color_scheme=colours)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/admin/")
    assert page.evaluate(WIDER) == 0
    assert axe(page) == []


def test_empty_newsroom(db, as_editor, axe):
    page = as_editor
    page.goto("/admin/")
    assert axe(page) == []
    page.get_by_role("link", name="Write the first story").click()
    page.get_by_label("Headline:").wait_for()


def test_html_is_valid(busy, as_editor, nu_checker):
    as_editor.goto("/admin/")
    assert nu_checker({"start page": as_editor.request.get("/admin/").text()}) == []


def test_week_is_turned_and_work_run_again_by_the_keyboard(busy, as_editor):
    page = as_editor
    page.goto("/admin/")
    page.get_by_role("link", name="Seven days later").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/?from=*")
    page.get_by_role("link", name="From today on").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/#schedule")
    page.get_by_role("heading", name="Due today").wait_for()
    page.get_by_role("button", name="Run again for").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Done: “").wait_for()
