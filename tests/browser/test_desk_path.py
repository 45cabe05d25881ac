"""What editors do with a story by hand: review, pending changes, two at once, withdrawal."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.factories import ArticleFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(open_page, log_in):
    """A function that opens a browser in which somebody with a role is logged in."""

    def desk(role: str, name: str) -> Page:
        user = UserFactory(is_staff=True, first_name=name)
        user.groups.add(Group.objects.get(name=role))
        page = open_page(viewport={"width": 1440, "height": 900})
        log_in(page, user)
        page.user = user
        return page

    return desk


def page_of(story, name="change") -> str:
    return f"/admin/articles/article/{story.pk}/{name}/"


def press(page: Page, button: str) -> None:
    """Press a button, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def headline(page: Page):
    return page.get_by_label("Headline")


def test_story_goes_from_its_writer_to_the_readers_and_back_once(desk, page):
    amina, nadia = desk("Reporter", "Amina"), desk("Editor", "Nadia")
    amina.goto("/admin/articles/article/add/")
    headline(amina).fill("Ferry late")
    press(amina, "Submit for review")
    expect(amina.get_by_text("“Ferry late”").first).to_be_visible()
    story = Article.objects.get()

    nadia.goto("/admin/")
    nadia.get_by_role("link", name="Ferry late").first.click()
    press(nadia, "Request changes")
    expect(nadia.get_by_text("Say here what should be changed.")).to_be_visible()
    nadia.get_by_label("Note to the newsroom").fill("Why was it late?")
    press(nadia, "Request changes")
    nadia.goto(page_of(story, "history"))
    expect(nadia.get_by_text("Nadia asked for changes: “Why was it late?”")).to_be_visible()

    amina.goto(page_of(story))
    expect(amina.locator(".story-bar .story-state")).to_have_text("Changes requested")
    assert amina.get_by_role("button", name="Publish now").count() == 0
    headline(amina).fill("Ferry late for want of coal")
    press(amina, "Submit for review")
    nadia.goto(page_of(story))
    press(nadia, "Approve")
    nadia.goto(page_of(story))
    expect(nadia.locator(".story-bar .story-state")).to_have_text("Approved")
    press(nadia, "Publish now")
    expect(nadia.get_by_text("Readers see “Ferry late for want of coal” now.")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name="Ferry late for want of coal").first).to_be_visible()


def test_live_story_is_changed_compared_published_and_restored(desk, page):
    story = ArticleFactory(headline="Ferry late", standfirst="By an hour.", published=True)
    nadia = desk("Editor", "Nadia")
    nadia.goto(page_of(story))
    headline(nadia).fill("Ferry very late")
    press(nadia, "Save and continue editing")
    expect(nadia.get_by_text("Readers do not see them until you press")).to_be_visible()
    expect(headline(nadia)).to_have_value("Ferry very late")
    page.goto(story.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text("Ferry late")

    nadia.get_by_role("link", name="History").click()
    press(nadia, "Compare the two chosen")
    expect(nadia.locator("ins")).to_have_text("very ")
    nadia.goto(page_of(story))
    press(nadia, "Publish changes")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ferry very late")

    nadia.goto(page_of(story, "history"))
    press(nadia, "Restore revision 1")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ferry very late")
    nadia.goto(page_of(story))
    expect(headline(nadia)).to_have_value("Ferry late")
    nadia.get_by_role("link", name="Discard changes…").click()
    press(nadia, "Yes, discard them")
    nadia.goto(page_of(story))
    expect(headline(nadia)).to_have_value("Ferry very late")


def test_two_editors_at_once_merge_and_choose(desk):
    story = ArticleFactory(headline="Ferry late", standfirst="By an hour.")
    amina, nadia = desk("Editor", "Amina"), desk("Editor", "Nadia")
    for page in (amina, nadia):
        page.goto(page_of(story))
    headline(nadia).fill("Ferry sunk")
    press(nadia, "Save and continue editing")
    amina.get_by_label("Standfirst").fill("By two hours.")
    press(amina, "Save and continue editing")
    expect(amina.get_by_text("Somebody else saved this story while you were writing.")).to_be_visible()
    expect(headline(amina)).to_have_value("Ferry sunk")

    nadia.get_by_label("Standfirst").fill("With all hands.")
    press(nadia, "Save")
    expect(nadia.get_by_role("heading", name="Two people wrote in the same place")).to_be_visible()
    nadia.get_by_role("radio", name="Yours").check()
    press(nadia, "Save")
    story.refresh_from_db()
    assert (story.headline, story.standfirst) == ("Ferry sunk", "With all hands.")
    nadia.goto(page_of(story, "history"))
    nadia.get_by_role("link", name="Revision 3", exact=True).first.click()
    expect(nadia.get_by_text("By two hours.")).to_be_visible()


def test_scheduled_story_is_there_at_its_second(desk, page):
    noon = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
    story = ArticleFactory(headline="Ferry back")
    with time_machine.travel(noon, tick=False) as clock:
        nadia = desk("Editor", "Nadia")
        nadia.goto(page_of(story))
        nadia.locator("[name=published_at_0]").fill("2026-03-10")
        nadia.locator("[name=published_at_1]").fill("11:00")
        press(nadia, "Schedule")
        expect(nadia.get_by_text("is past: readers would see the story at once.")).to_be_visible()
        nadia.locator("[name=published_at_1]").fill("12:30")
        press(nadia, "Schedule")
        expect(nadia.get_by_text("12:30").first).to_be_visible()
        story.refresh_from_db()
        address = story.get_absolute_url()

        clock.move_to(noon + dt.timedelta(minutes=29, seconds=59))
        assert page.request.get(address).status == 404
        clock.shift(1)
        assert page.request.get(address).status == 200


def test_withdrawn_story_is_reported_gone_and_put_back(desk, page):
    story = ArticleFactory(headline="Ferry late", published=True)
    nadia = desk("Editor", "Nadia")
    nadia.goto(page_of(story))
    nadia.get_by_role("link", name="Withdraw…").click()
    nadia.get_by_label("Reason").fill("It was another ferry.")
    press(nadia, "Yes, withdraw it")
    expect(nadia.get_by_text("It is gone: all")).to_be_visible()
    answer = page.request.get(story.get_absolute_url())
    assert (answer.status, "It was another ferry." in answer.text()) == (410, True)

    press(nadia, "Put it back before the readers")
    page.goto(story.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text("Ferry late")


def test_correction_is_published_with_the_changes(desk, page):
    story = ArticleFactory(headline="Ferry built in 1989", published=True)
    nadia = desk("Editor", "Nadia")
    nadia.goto(page_of(story))
    headline(nadia).fill("Ferry built in 1987")
    press(nadia, "Save and continue editing")
    nadia.get_by_role("link", name="Corrections").click()
    nadia.get_by_label("What readers are told").fill("The ferry was built in 1987.")
    press(nadia, "Publish the changes and the correction")
    page.goto(story.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text("Ferry built in 1987")
    expect(page.get_by_text("The ferry was built in 1987.")).to_be_visible()
    page.goto("/corrections/")
    expect(page.get_by_text("The ferry was built in 1987.")).to_be_visible()


def test_link_to_share_is_made_used_and_revoked(desk, open_page):
    story = ArticleFactory(headline="Ferry secret")
    nadia = desk("Editor", "Nadia")
    nadia.goto(page_of(story))
    nadia.get_by_role("link", name="Links to share").click()
    press(nadia, "Make a link")
    address = nadia.get_by_label("Address of link 1").input_value()
    path = address.partition("//")[2].partition("/")[2]
    outsider = open_page()
    outsider.goto(f"/{path}")
    expect(outsider.get_by_role("heading", level=1)).to_have_text("Ferry secret")
    assert outsider.context.cookies() == []

    press(nadia, "Revoke link 1")
    assert outsider.request.get(f"/{path}").status == 404


def test_many_stories_are_published_and_withdrawn_from_the_list(desk):
    ArticleFactory.create_batch(3, status=Article.Status.APPROVED)
    nadia = desk("Editor", "Nadia")
    for action, status in [("Publish", "published"), ("Withdraw", "withdrawn")]:
        nadia.goto("/admin/articles/article/")
        nadia.locator("#action-toggle").check()
        option = nadia.get_by_label("Action:").locator("option").filter(has_text=action).first
        nadia.get_by_label("Action:").select_option(option.get_attribute("value"))
        press(nadia, "Go")
        if action == "Withdraw":
            nadia.get_by_label("Reason").fill("All of them were wrong.")
            nadia.locator("main [type=submit]").click()
        expect(nadia.locator(".messagelist .success")).to_be_visible()
        assert set(Article.objects.values_list("status", flat=True)) == {status}
    assert set(Article.objects.values_list("withdrawal_reason")) == {("All of them were wrong.",)}
