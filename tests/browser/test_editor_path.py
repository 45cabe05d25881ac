"""An editor's day in a real browser: logging in, writing, a picture, publishing, a comment."""

import pytest
from playwright.sync_api import Page, expect
from taggit.models import Tag

from articles.models import Article
from comments.models import Comment
from images.models import Image
from images.workflow import store_image
from tests.factories import AuthorFactory, CategoryFactory
from tests.images.pictures import quarters, upload

pytestmark = pytest.mark.browser

ADD = "/admin/articles/article/add/"
WRITING = ".ProseMirror[contenteditable=true]"


@pytest.fixture
def editor(admin_user):
    """Somebody who may do everything, with a password."""
    admin_user.set_password("ink and paper")
    admin_user.save()
    return admin_user


def log_in(page: Page, user) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("ink and paper")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="The desk", exact=True)).to_be_visible()


def choose(page: Page, field: str, words: str) -> None:
    """Choose in an autocomplete field by typing."""
    page.get_by_role("combobox", name=field, exact=True).click()
    page.get_by_role("searchbox", name=field).fill(words)
    page.get_by_role("option", name=words).click()


def settle_down(page: Page) -> None:
    """Wait until the editor has the focus and its selection again; a hand is slower than a script."""
    expect(page.locator(WRITING)).to_be_focused()
    page.evaluate("new Promise(done => setTimeout(() => requestAnimationFrame(done), 100))")


def write_text(page: Page) -> None:
    """Write a text with a heading, a list, a link and a table."""
    page.locator(WRITING).click()
    keyboard = page.keyboard
    keyboard.type("The first ship came in at dawn.")
    keyboard.press("Enter")
    page.locator(".prose-menubar__selected").click()
    page.get_by_role("button", name="Heading 2").click()
    settle_down(page)
    keyboard.type("What comes next")
    keyboard.press("Enter")
    keyboard.type("- Cranes")
    keyboard.press("Enter")
    keyboard.type("Ferries")
    keyboard.press("Enter")
    keyboard.press("Enter")
    keyboard.type("The port says so")
    keyboard.press("Shift+Home")
    page.get_by_role("button", name="insert link").click()
    page.get_by_label("URL").fill("https://example.org/port")
    page.get_by_role("button", name="Update").click()
    settle_down(page)
    keyboard.press("End")
    settle_down(page)
    keyboard.press("Enter")
    page.get_by_role("button", name="Insert table", exact=True).click()
    page.get_by_role("button", name="Insert Table", exact=True).click()
    settle_down(page)
    keyboard.type("Berth")


def add_lead_picture(page: Page) -> None:
    """Upload a picture in the pop-up beside the field."""
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Add another picture").first.click()
    popup = opened.value
    popup.locator("input[type=file]").set_input_files(
        {"name": "harbour.jpg", "mimeType": "image/jpeg", "buffer": upload(quarters(1200, 800)).read()}
    )
    popup.get_by_label("Title").fill("The harbour at dawn")
    popup.get_by_label("Alt text").fill("Cranes before a red sky")
    popup.get_by_label("Credit").fill("Amina Rao")
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Save", exact=True).click()


def test_from_login_to_a_reader_s_comment(open_page, editor, typing_fast):
    CategoryFactory(name="Ports", slug="ports")
    AuthorFactory(name="Saeed Minhas")
    page, reader = open_page(viewport={"width": 1440, "height": 900}), open_page()
    log_in(page, editor)

    page.get_by_role("row", name="Stories").get_by_role("link", name="Add").click()
    page.get_by_label("Headline").fill("Harbour opens after forty years")
    page.get_by_label("Standfirst").fill("Ships are back on the quay.")
    write_text(page)
    choose(page, "Category", "Ports")
    page.get_by_role("combobox", name="Tags").fill("Harbours, Trade")
    add_lead_picture(page)
    expect(page.locator(".picture-chosen img")).to_be_visible()
    page.get_by_role("button", name="Add another Author").click()
    choose(page, "Author", "Saeed Minhas")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Readers see “Harbour opens after forty years” now.")).to_be_visible()
    expect(page.locator(".story-state")).to_have_text("Published")

    reader.goto("/")
    reader.get_by_role("link", name="Harbour opens after forty years").first.click()
    story = reader.locator("article").first
    expect(story.get_by_role("heading", name="What comes next", level=2)).to_be_visible()
    expect(story.get_by_role("listitem").filter(has_text="Ferries")).to_be_visible()
    expect(story.get_by_role("link", name="The port says so")).to_have_attribute(
        "href", "https://example.org/port"
    )
    expect(story.get_by_role("cell", name="Berth")).to_be_visible()
    picture = story.get_by_alt_text("Cranes before a red sky").first
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    expect(story.get_by_text("Saeed Minhas").first).to_be_visible()

    reader.get_by_label("Comment:").fill("At last!")
    reader.get_by_label("Name:").fill("Nadia")
    reader.get_by_label("Email:").fill("nadia@example.org")
    reader.get_by_role("button", name="Post Comment").click()
    expect(reader.get_by_text("Your comment is awaiting moderation").first).to_be_visible()

    page.goto("/admin/comments/comment/")
    page.get_by_role("row", name="At last!").get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option("approve_comments")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("1 comment is now approved.")).to_be_visible()
    other = open_page()
    other.goto(Article.objects.get().get_absolute_url())
    expect(other.get_by_text("At last!")).to_be_visible()
    assert Comment.objects.get().status == Comment.Status.APPROVED


def test_picture_in_the_text_is_uploaded_and_shown(as_editor, page):
    as_editor.goto(ADD)
    as_editor.get_by_label("Headline").fill("Harbour opens")
    as_editor.locator(WRITING).click()
    as_editor.keyboard.type("Before the picture.")
    as_editor.get_by_role("button", name="Insert pictures").click()
    dialog = as_editor.get_by_role("dialog")
    dialog.get_by_text("Upload a picture").click()
    dialog.locator("input[type=file]").set_input_files(
        {"name": "quay.jpg", "mimeType": "image/jpeg", "buffer": upload(quarters(900, 600)).read()}
    )
    dialog.get_by_label("Alt text").fill("A quay")
    dialog.get_by_role("button", name="Upload", exact=True).click()
    dialog.get_by_role("button", name="Insert", exact=True).click()
    expect(as_editor.locator(f"{WRITING} figure img")).to_be_visible()
    as_editor.get_by_role("button", name="Publish now").click()
    expect(as_editor.get_by_text("Readers see “Harbour opens” now.")).to_be_visible()

    story = Article.objects.get()
    assert f'data-image="{Image.objects.get().pk}"' in story.body
    page.goto(story.get_absolute_url())
    picture = page.get_by_alt_text("A quay").first
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_chosen_picture_is_shown_and_follows_the_choice(as_editor):
    for title, width in [("First", 300), ("Second", 400)]:
        store_image(upload(quarters(width, 300)), title=title)
    as_editor.goto(ADD)
    shown = as_editor.locator(".field-lead_image .picture-chosen img")

    choose(as_editor, "Lead picture", "First")
    expect(shown).to_be_visible()
    before = shown.get_attribute("src")
    as_editor.get_by_role("combobox", name="Lead picture: First").click()
    as_editor.get_by_role("searchbox", name="Lead picture").fill("Second")
    as_editor.get_by_role("option", name="Second").click()

    expect(shown).not_to_have_attribute("src", before)


def press_until(page: Page, selector: str, key: str = "Tab") -> None:
    """Press a key until what `selector` names has the focus."""
    for _ in range(150):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached with {key}")


def test_keyboard_alone_writes_and_publishes(as_editor):
    CategoryFactory(name="Ports", slug="ports")
    as_editor.goto(ADD)
    keyboard = as_editor.keyboard

    press_until(as_editor, "#id_headline")
    keyboard.type("By keyboard alone")
    press_until(as_editor, WRITING)
    keyboard.type("One paragraph.")
    press_until(as_editor, ".field-category .select2-selection")
    keyboard.press("Enter")
    expect(as_editor.get_by_role("searchbox", name="Category")).to_be_focused()
    keyboard.type("Ports")
    expect(as_editor.get_by_role("option", name="Ports")).to_be_visible()
    keyboard.press("Enter")
    press_until(as_editor, "[name=_publish]")
    focused = as_editor.locator("[name=_publish]").bounding_box()
    assert focused["y"] + focused["height"] <= as_editor.viewport_size["height"]
    keyboard.press("Enter")

    expect(as_editor.get_by_text("Readers see “By keyboard alone” now.")).to_be_visible()
    story = Article.objects.get()
    assert (story.body, story.category.name) == ("<p>One paragraph.</p>", "Ports")


def test_enter_in_a_field_saves_and_does_not_publish(as_editor):
    as_editor.goto(ADD)
    as_editor.get_by_label("Headline").fill("Not yet")
    as_editor.get_by_label("Headline").press("Enter")
    expect(as_editor.get_by_text("was added successfully")).to_be_visible()

    assert Article.objects.get().status == Article.Status.DRAFT


def test_tags_are_suggested_and_taken_with_the_keyboard(as_editor):
    for name in ("Climate change", "Paris, Texas"):
        Tag.objects.create(name=name)
    as_editor.goto(ADD)
    tags = as_editor.get_by_role("combobox", name="Tags")

    tags.press_sequentially("Water, clim")
    expect(as_editor.get_by_role("option", name="Climate change")).to_be_visible()
    tags.press("ArrowDown")
    expect(tags).to_have_attribute("aria-expanded", "true")
    tags.press("Enter")
    expect(tags).to_have_value("Water, Climate change, ")
    tags.press_sequentially("texas")
    as_editor.get_by_role("option", name="Paris, Texas").click()
    expect(tags).to_have_value('Water, Climate change, "Paris, Texas", ')
    tags.press_sequentially("par")
    expect(as_editor.get_by_role("option", name="Paris, Texas")).to_be_visible()
    tags.press("Escape")
    expect(tags).to_have_attribute("aria-expanded", "false")


def test_tags_are_suggested_though_one_types_on_before_the_answer(as_editor):
    Tag.objects.create(name="Climate change")
    as_editor.goto(ADD)
    tags = as_editor.get_by_role("combobox", name="Tags")
    held = []
    as_editor.route("**/*q=cli", lambda route: held.append(route))
    with as_editor.expect_request("**/*q=cli"):
        tags.press_sequentially("cli")
    tags.press("m")
    expect(as_editor.get_by_role("option", name="Climate change")).to_be_visible()


def test_list_of_tags_that_one_walks_in_is_not_replaced(as_editor):
    Tag.objects.create(name="Climate change")
    as_editor.goto(ADD)
    tags = as_editor.get_by_role("combobox", name="Tags")
    held = []
    as_editor.route("**/*q=clim", lambda route: held.append(route))
    tags.press_sequentially("cli")
    expect(as_editor.get_by_role("option", name="Climate change")).to_be_visible()
    with as_editor.expect_request("**/*q=clim"):
        tags.press("m")
    with as_editor.expect_event("requestfailed"):
        tags.press("ArrowDown")
    tags.press("Enter")
    expect(tags).to_have_value("Climate change, ")


def test_leaving_with_unsaved_words_asks_first(as_editor):
    asked = []
    as_editor.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    as_editor.goto(ADD)
    as_editor.get_by_role("link", name="View site").click()
    assert asked == []

    as_editor.goto(ADD)
    as_editor.locator(WRITING).click()
    as_editor.keyboard.type("An hour of work.")
    with as_editor.expect_event("dialog"):
        as_editor.get_by_role("link", name="View site").click()
    expect(as_editor.locator(WRITING)).to_have_text("An hour of work.")
    assert asked == ["beforeunload"]

    as_editor.get_by_label("Headline").fill("Saved")
    as_editor.get_by_role("button", name="Save", exact=True).click()
    expect(as_editor.get_by_text("was added successfully")).to_be_visible()
    assert asked == ["beforeunload"]
