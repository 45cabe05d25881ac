"""A reader searches in a real browser: while typing, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import ArticleFactory, CategoryFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stories():
    """Two stories, in two sections."""
    for name in ("World", "Sport"):
        category = CategoryFactory(name=name, slug=name.lower())
        ArticleFactory(headline=f"Harbour closed, says {name}", category=category, published=True)


def test_results_come_while_typing_and_the_address_can_be_shared(stories, open_page, live_server):
    page = open_page()
    page.goto(f"{live_server.url}/search/")
    field = page.locator("#search")

    field.press_sequentially("harb")
    expect(page.locator(".hits li")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"/search/\?q=harb$"))
    expect(page.locator("#results [role=status]")).to_contain_text("2 stories")
    expect(field).to_be_focused()

    field.fill("habour")
    expect(page.get_by_role("link", name="harbour", exact=True)).to_be_visible()
    page.get_by_role("link", name="harbour", exact=True).click()
    expect(page.locator(".hits li")).to_have_count(2)


def test_results_of_words_taken_back_do_not_come_any_more(stories, page):
    page.goto("/search/?q=harbour")
    held = []
    page.route("**/search/*q=harbourx*", lambda route: held.append(route))
    field = page.locator("#search")
    field.press("End")
    with page.expect_request("**/search/*q=harbourx*"):
        field.press("x")
    expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
    with page.expect_event("requestfailed"):
        field.press("Backspace")
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator(".hits li")).to_have_count(2)


def test_all_of_it_works_without_javascript(stories, open_page, live_server):
    page = open_page(java_script_enabled=False)
    page.goto(f"{live_server.url}/search/")
    page.locator("#search").fill("harbours")
    page.locator("#search").press("Enter")

    expect(page.locator(".hits mark")).to_have_count(2)
    page.get_by_text("Narrow down", exact=True).last.click()
    page.get_by_role("link", name="Sport", exact=True).first.click()
    expect(page.locator(".hits li")).to_have_count(1)
