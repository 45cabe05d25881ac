"""The preview panel by hand: its three widths, its keys, and what its frame may do."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.factories import ArticleFactory

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def form(as_editor):
    article = ArticleFactory(headline="Saved", body='<p>Text with <a href="/latest/">a link</a>.</p>')
    as_editor.goto(f"/admin/articles/article/{article.pk}/change/", wait_until="networkidle")
    as_editor.get_by_label("Headline:").fill("Not saved")
    return as_editor


def open_panel(page):
    page.get_by_role("button", name="Preview").click()
    frame = page.frame_locator(".preview-stage iframe")
    frame.get_by_role("heading", name="Not saved").wait_for()
    # Only a page that is there as a whole is listened to.
    expect(page.locator("#preview-panel [role=status]")).to_be_empty()
    return frame


def test_panel_shows_unsaved_words_at_three_widths(form):
    frame = open_panel(form)
    inside = form.frame(name="story-preview")
    for name, width in [("Phone", 390), ("Tablet", 768), ("Desktop", 1280)]:
        form.get_by_role("button", name=name).click()
        assert inside.evaluate("window.innerWidth") == width
        box = form.locator(".preview-stage iframe").bounding_box()
        stage = form.locator(".preview-stage").bounding_box()
        assert box["width"] <= stage["width"] + 1
        assert form.get_by_role("button", name=name).get_attribute("aria-pressed") == "true"
    form.get_by_role("button", name="Refresh").click()
    frame.get_by_role("heading", name="Not saved").wait_for()

    assert Article.objects.get().headline == "Saved"
    form.keyboard.press("Escape")
    assert form.get_by_label("Headline:").input_value() == "Not saved"


def test_keyboard_alone(form):
    button = form.get_by_role("button", name="Preview")
    button.focus()
    form.keyboard.press("Enter")
    form.frame_locator(".preview-stage iframe").get_by_role("heading", name="Not saved").wait_for()
    form.get_by_role("button", name="Tablet").focus()
    form.keyboard.press("Enter")
    assert form.get_by_role("button", name="Tablet").get_attribute("aria-pressed") == "true"
    form.keyboard.press("Escape")
    form.locator("#preview-panel").wait_for(state="hidden")
    assert button.evaluate("button => button === document.activeElement")

    frame = open_panel(form)  # and from within the page that is looked at
    frame.locator("body").press("Escape")
    form.locator("#preview-panel").wait_for(state="hidden")


def test_link_in_the_preview_opens_beside_it(form):
    frame = open_panel(form)
    with form.context.expect_page() as opened:
        frame.get_by_role("link", name="a link").click()
    opened.value.wait_for_url("**/latest/")
    frame.get_by_role("heading", name="Not saved").wait_for()


def test_panel_says_what_the_form_needs(form):
    form.get_by_label("Headline:").fill("")
    form.get_by_role("button", name="Preview").click()
    form.frame_locator(".preview-stage iframe").get_by_text("This field is required.").wait_for()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(open_page, log_in, admin_user, axe, colours):
    page = open_page(viewport={"width": 1440, "height": 900}, color_scheme=colours, bypass_csp=True)
    log_in(page, admin_user)
    page.goto("/admin/articles/article/add/", wait_until="networkidle")
    page.get_by_label("Headline:").fill("Not saved")
    open_panel(page)
    assert [fault for fault in axe(page) if "preview" in fault] == []
    article = ArticleFactory()
    page.goto(f"/admin/articles/article/{article.pk}/links/")
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("button", name="Copy").wait_for()
    assert axe(page) == []
