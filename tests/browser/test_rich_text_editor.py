"""The editor of texts: nothing is lost in it, and pictures and embeds are put in with any hand."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from images.models import Image
from images.workflow import store_image
from tests.factories import ArticleFactory, UserFactory
from tests.images.pictures import quarters, upload
from tests.richtext.markup import EVERYTHING

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WRITING = ".ProseMirror[contenteditable=true]"
ADD = "/admin/articles/article/add/"


@pytest.fixture
def library():
    """Three pictures."""
    return [
        store_image(upload(quarters(600 + n, 400)), title=title, caption=f"{title} itself", credit="Rao")
        for n, title in enumerate(["Harbour", "Market", "Bridge"])
    ]


def write(page, address=ADD):
    """Open a form, and return its editor."""
    page.goto(address)
    editor = page.locator(WRITING)
    expect(editor).to_be_visible()
    return editor


def body_of(page) -> str:
    """Return the text as it stands after the form is saved."""
    page.get_by_label("Headline").fill("A story")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    return Article.objects.get().body


def change_something(page, editor):
    """Write a word and take it away again, so that the editor gives its own form of the text."""
    editor.press("Control+End")
    page.keyboard.type("!")
    page.keyboard.press("Backspace")


def test_everything_that_is_stored_comes_back_unchanged(as_editor, library):
    one, two = library[:2]
    body = EVERYTHING.replace('data-image="1"', f'data-image="{one.pk}"')
    body = body.replace('data-image="2"', f'data-image="{two.pk}"')
    story = ArticleFactory(body=body)
    editor = write(as_editor, f"/admin/articles/article/{story.pk}/change/")
    expect(editor.locator("figure img")).to_have_count(7)
    before = as_editor.locator("#id_body").input_value()
    change_something(as_editor, editor)
    expect(as_editor.locator("#id_body")).not_to_have_value(before)  # it did pass through the editor
    assert body_of(as_editor) == body


def test_picture_is_searched_chosen_and_described(as_editor, library):
    editor = write(as_editor)
    as_editor.get_by_role("button", name="Insert pictures").click()
    dialog = as_editor.get_by_role("dialog", name="Pictures")
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    dialog.get_by_label("Search").fill("mark")
    expect(dialog.get_by_role("checkbox")).to_have_count(1)
    dialog.get_by_role("checkbox", name="Market").check()
    dialog.get_by_role("button", name="Insert", exact=True).click()
    figure = editor.locator("figure")
    expect(figure.locator("img")).to_have_js_property("complete", True)
    expect(figure).to_contain_text("Credit: Rao")
    assert (
        figure.locator("figcaption").get_attribute("data-placeholder") == "Caption. Empty: Market itself"
    )
    figure.locator("figcaption").click()
    as_editor.keyboard.type("At noon")
    as_editor.keyboard.press("Enter")
    as_editor.keyboard.type("The text goes on.")
    assert body_of(as_editor) == (
        f'<figure data-image="{library[1].pk}"><figcaption>At noon</figcaption></figure>'
        "<p>The text goes on.</p>"
    )


def test_several_pictures_make_a_gallery_in_the_order_of_the_choice(as_editor, library):
    harbour, market, bridge = library
    editor = write(as_editor)
    as_editor.get_by_role("button", name="Insert pictures").click()
    dialog = as_editor.get_by_role("dialog")
    dialog.get_by_role("checkbox", name="Bridge").check()
    dialog.get_by_role("checkbox", name="Harbour").check()
    dialog.get_by_role("button", name="Insert 2 pictures").click()
    expect(editor.locator("[data-gallery] figure img")).to_have_count(2)
    editor.locator("figure").first.locator("figcaption").click()
    as_editor.get_by_role("button", name="Insert pictures").click()
    dialog.get_by_role("checkbox", name="Market").check()
    dialog.get_by_role("button", name="Insert", exact=True).click()
    expect(editor.locator("[data-gallery] figure img")).to_have_count(3)
    order = [bridge, harbour, market]
    figures = "".join(f'<figure data-image="{image.pk}"></figure>' for image in order)
    assert body_of(as_editor) == f'<div data-gallery="">{figures}</div>'


def test_gallery_goes_with_its_last_picture(as_editor, library):
    pk = library[0].pk
    story = ArticleFactory(
        body=f'<p>a</p><div data-gallery=""><figure data-image="{pk}"></figure></div><p>b</p>'
    )
    editor = write(as_editor, f"/admin/articles/article/{story.pk}/change/")
    editor.get_by_role("button", name="Remove").click()
    expect(editor.locator("[data-gallery]")).to_have_count(0)
    assert body_of(as_editor) == "<p>a</p><p>b</p>"


def test_picture_is_replaced_and_keeps_its_caption(as_editor, library):
    harbour, market, _ = library
    story = ArticleFactory(
        body=f'<figure data-image="{harbour.pk}"><figcaption>Mine</figcaption></figure>'
    )
    editor = write(as_editor, f"/admin/articles/article/{story.pk}/change/")
    editor.get_by_role("button", name="Replace").click()
    dialog = as_editor.get_by_role("dialog")
    dialog.get_by_role("radio", name="Market").check()
    dialog.get_by_role("button", name="Insert", exact=True).click()
    expect(editor.locator(f'figure[data-image="{market.pk}"]')).to_be_visible()
    assert body_of(as_editor) == (
        f'<figure data-image="{market.pk}"><figcaption>Mine</figcaption></figure>'
    )


def test_picture_is_put_in_by_keyboard_alone(as_editor, library):
    editor = write(as_editor)
    editor.focus()
    as_editor.get_by_role("button", name="Insert pictures").focus()
    keyboard = as_editor.keyboard
    keyboard.press("Enter")
    dialog = as_editor.get_by_role("dialog")
    expect(dialog.get_by_label("Search")).to_be_focused()
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    as_editor.get_by_role("button", name="Insert pictures").focus()
    keyboard.press("Enter")
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    for _ in range(2):
        keyboard.press("Tab")
    expect(dialog.get_by_role("checkbox", name="Bridge")).to_be_focused()
    keyboard.press("Enter")
    expect(editor.locator("figure img")).to_be_visible()
    expect(editor).to_be_focused()


def test_refused_upload_is_explained_and_what_was_typed_is_kept(as_editor):
    write(as_editor)
    as_editor.get_by_role("button", name="Insert pictures").click()
    dialog = as_editor.get_by_role("dialog")
    expect(dialog).to_contain_text("There are no pictures yet.")
    dialog.get_by_text("Upload a picture").click()
    dialog.get_by_label("Alt text").fill("Boats in the rain")
    dialog.locator("input[type=file]").set_input_files(
        {"name": "x.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}
    )
    dialog.get_by_role("button", name="Upload", exact=True).click()
    expect(dialog).to_contain_text("SVG drawings cannot be uploaded")
    expect(dialog.get_by_label("Alt text")).to_have_value("Boats in the rain")
    expect(dialog.get_by_label("File")).to_be_focused()
    assert Image.objects.count() == 0
    as_editor.watch.faults[:] = [
        fault for fault in as_editor.watch.faults if "answered 400" not in fault
    ]


def test_those_who_may_not_upload_are_not_asked_to(as_editor, log_in, library):
    reporter = UserFactory(is_staff=True)
    reporter.user_permissions.set(_permissions("view_image", "add_article", "view_article"))
    log_in(as_editor, reporter)
    write(as_editor)
    as_editor.get_by_role("button", name="Insert pictures").click()
    dialog = as_editor.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    expect(dialog.get_by_text("Upload a picture")).to_be_hidden()


def _permissions(*names):
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename__in=names)


def test_ended_session_is_told_and_the_text_stays(as_editor, library):
    editor = write(as_editor)
    as_editor.get_by_label("Keep what I write").uncheck()  # what is kept is refused, too, in a while
    editor.click()
    as_editor.keyboard.type("Typed for an hour.")
    as_editor.context.clear_cookies()
    as_editor.get_by_role("button", name="Insert pictures").click()
    expect(as_editor.get_by_role("dialog")).to_contain_text(
        "You are logged out. Log in again in another tab"
    )
    as_editor.keyboard.press("Escape")
    expect(editor).to_contain_text("Typed for an hour.")


DROP = """(element, [files, text]) => {
    const transfer = new DataTransfer()
    for (const [name, type, content] of files) {
        transfer.items.add(new File([new Uint8Array(content)], name, {type}))
    }
    const place = [...element.children].find((child) => child.textContent === text) ?? element
    place.scrollIntoView({block: "center", behavior: "instant"})
    const words = document.createRange()  // fonts differ: the end of the words is their second half
    words.selectNodeContents(place)
    const {right, bottom} = words.getBoundingClientRect()
    const options = {bubbles: true, cancelable: true, clientX: right - 1, clientY: bottom - 3}
    place.dispatchEvent(new DragEvent("drop", {...options, dataTransfer: transfer}))
}"""
PASTE = """(element, [html, files]) => {
    const transfer = new DataTransfer()
    if (html) transfer.setData("text/html", html)
    for (const [name, type, content] of files) {
        transfer.items.add(new File([new Uint8Array(content)], name, {type}))
    }
    const options = {bubbles: true, cancelable: true, clipboardData: transfer}
    element.dispatchEvent(new ClipboardEvent("paste", options))
}"""


def dropped(name, number=0):
    """Return a picture of its own for each number, as DROP takes it."""
    return [name, "image/jpeg", list(upload(quarters(300 + number, 200)).read())]


def test_dropped_file_is_stored_and_stands_where_it_was_dropped(as_editor):
    story = ArticleFactory(body="<p>One.</p><p>Two.</p><p>Three.</p>")
    editor = write(as_editor, f"/admin/articles/article/{story.pk}/change/")
    editor.evaluate(DROP, [[dropped("dropped.jpg")], "Two."])
    expect(editor.locator("figure img")).to_be_visible()
    expect(editor.locator(".picture-delivery")).to_have_count(0)
    figure = f'<figure data-image="{Image.objects.get().pk}"></figure>'
    assert body_of(as_editor) == f"<p>One.</p><p>Two.</p>{figure}<p>Three.</p>"


def test_dropped_file_stands_in_its_place_though_one_writes_on_meanwhile(as_editor):
    story = ArticleFactory(body="<p>One.</p><p>Two.</p>")
    editor = write(as_editor, f"/admin/articles/article/{story.pk}/change/")
    held = []
    as_editor.route("**/images/image/library/", lambda route: held.append(route))
    with as_editor.expect_request("**/images/image/library/"):
        editor.evaluate(DROP, [[dropped("dropped.jpg")], "One."])
    expect(editor.locator(".picture-delivery")).to_contain_text("Uploading the picture…")
    assert "delivery" not in as_editor.locator("#id_body").input_value()
    editor.locator("p", has_text="One.").click()
    as_editor.keyboard.press("Home")
    as_editor.keyboard.type("Before: ")
    as_editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator(".picture-delivery")).to_contain_text("Save again in a moment")
    [route] = held
    route.continue_()
    expect(editor.locator("figure img")).to_be_visible()
    figure = f'<figure data-image="{Image.objects.get().pk}"></figure>'
    assert body_of(as_editor) == f"<p>Before: One.</p>{figure}<p>Two.</p>"


def test_several_dropped_files_make_a_gallery_and_a_refused_one_is_told(as_editor, settings):
    settings.IMAGE_MAX_BYTES = 20_000
    story = ArticleFactory(body="<p>One.</p>")
    editor = write(as_editor, f"/admin/articles/article/{story.pk}/change/")
    files = [
        dropped("a.jpg", 1),
        ["notes.txt", "text/plain", list(b"hello")],
        ["large.jpg", "image/jpeg", [0] * 20_001],
        dropped("b.jpg", 2),
    ]
    editor.evaluate(DROP, [files, "One."])
    expect(editor.locator("[data-gallery] figure img")).to_have_count(2)
    delivery = editor.locator(".picture-delivery")
    expect(delivery).to_contain_text("notes.txt: This file is not a picture that can be read.")
    expect(delivery).to_contain_text("large.jpg: The file is larger than")
    delivery.get_by_role("button", name="Close").click()
    expect(delivery).to_have_count(0)
    figures = "".join(
        f'<figure data-image="{Image.objects.get(title=title).pk}"></figure>' for title in "ab"
    )
    assert body_of(as_editor) == f'<p>One.</p><div data-gallery="">{figures}</div>'
    as_editor.watch.faults[:] = [
        fault for fault in as_editor.watch.faults if "answered 400" not in fault
    ]


def test_pasted_picture_is_uploaded_and_none_is_kept_in_the_text_itself(as_editor):
    editor = write(as_editor)
    editor.click()
    as_editor.keyboard.type("Before.")
    as_editor.keyboard.press("Enter")
    inline = '<p>Pasted</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="">'
    editor.evaluate(PASTE, [inline, []])
    expect(editor).to_contain_text("Pasted")
    as_editor.keyboard.press("Enter")
    editor.evaluate(PASTE, ["", [dropped("image.png")]])
    expect(editor.locator("figure img")).to_be_visible()
    body = body_of(as_editor)
    assert "base64" not in body
    assert "<img" not in body
    assert body == (
        f'<p>Before.</p><p>Pasted</p><figure data-image="{Image.objects.get().pk}"></figure>'
    )


def test_dropped_file_of_somebody_logged_out_is_told(as_editor):
    editor = write(as_editor)
    editor.click()
    as_editor.keyboard.type("Typed for an hour.")
    as_editor.context.clear_cookies()
    editor.evaluate(DROP, [[dropped("dropped.jpg")], "Typed for an hour."])
    expect(editor.locator(".picture-delivery")).to_contain_text("dropped.jpg: ")
    expect(editor).to_contain_text("Typed for an hour.")
    assert Image.objects.count() == 0
    as_editor.watch.faults.clear()


def test_embed_is_put_in_changed_and_refused(as_editor):
    editor = write(as_editor)
    said = []
    as_editor.on("dialog", lambda alert: (said.append(alert.message), alert.accept()))
    as_editor.get_by_role("button", name="Embed a video").click()
    as_editor.get_by_label("Address of the video").fill("no address")
    as_editor.get_by_role("button", name="Embed", exact=True).click()
    as_editor.get_by_label("Address of the video").fill("youtu.be/dQw4w9WgXcQ")
    assert said == ["“no address” is not a web address. Copy it from the address bar of the browser."]
    as_editor.get_by_role("textbox", name="Title What readers see").fill("The speech")
    as_editor.get_by_role("button", name="Embed", exact=True).click()
    expect(editor).to_contain_text("The speech")
    editor.get_by_role("button", name="Change").click()
    as_editor.get_by_role("textbox", name="Title What readers see").fill("The whole speech")
    as_editor.get_by_role("button", name="Embed", exact=True).click()
    expect(editor).to_contain_text("The whole speech")
    url = "https://youtu.be/dQw4w9WgXcQ"
    assert body_of(as_editor) == (f'<div data-embed="{url}"><a href="{url}">The whole speech</a></div>')


def test_code_that_sites_offer_becomes_an_embed(as_editor):
    editor = write(as_editor)
    as_editor.get_by_role("button", name="edit HTML").click()
    as_editor.get_by_role("textbox", name="HTML").fill(
        '<p>See</p><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" title="A film"></iframe>'
    )
    as_editor.get_by_role("button", name="Update").click()
    expect(editor).to_contain_text("A film")
    assert 'data-embed="https://www.youtube.com/embed/dQw4w9WgXcQ"' in body_of(as_editor)


def test_editor_is_named_by_its_label_and_finds_the_spelling(as_editor):
    editor = write(as_editor)
    expect(as_editor.get_by_role("textbox", name="Text")).to_have_count(1)
    assert editor.get_attribute("spellcheck") != "false"
    as_editor.get_by_text("Text:", exact=True).click()
    expect(editor).to_be_focused()


def test_no_button_moves_when_the_icons_font_arrives(as_editor):
    held = []
    as_editor.route("**/material-icons*.woff2", lambda route: held.append(route))
    with as_editor.expect_request("**/material-icons*.woff2"):
        as_editor.goto(ADD, wait_until="commit")
    toolbar = as_editor.get_by_role("group", name="Formatting")
    expect(toolbar).to_be_visible()

    def places():
        return toolbar.evaluate(
            "bar => [...bar.querySelectorAll('[title]')].map(item => [item.offsetLeft, item.offsetTop])"
        )

    before = places()
    for route in held:
        route.continue_()
    assert as_editor.evaluate("document.fonts.load('24px Material Icons').then(found => found.length)")
    assert places() == before


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_in_the_library(open_page, log_in, admin_user, library, axe, width, colours):
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=colours, bypass_csp=True)
    log_in(page, admin_user)
    write(page)
    page.get_by_role("button", name="Insert pictures").click()
    expect(page.get_by_role("dialog").get_by_role("checkbox")).to_have_count(3)
    page.get_by_role("dialog").get_by_text("Upload a picture").click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("dialog").get_by_role("checkbox", name="Market").check()
    page.get_by_role("dialog").get_by_role("button", name="Insert", exact=True).click()
    expect(page.locator(f"{WRITING} figure img")).to_be_visible()
    assert axe(page) == []


def test_story_with_everything_is_valid_and_accessible(page, client, library, nu_checker, axe):
    one, two = library[:2]
    body = EVERYTHING.replace('data-image="1"', f'data-image="{one.pk}"')
    body = body.replace('data-image="2"', f'data-image="{two.pk}"')
    story = ArticleFactory(body=body, published=True)
    address = story.get_absolute_url()
    assert nu_checker({"story": client.get(address).content.decode()}) == []
    page.goto(address)
    assert axe(page) == []


def test_player_loads_when_the_reader_asks_for_it(page):
    url = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    story = ArticleFactory(
        body=f'<div data-embed="{url}"><a href="{url}">The speech</a></div>', published=True
    )
    page.watch.allow("www.youtube-nocookie.com")
    page.route(
        "https://www.youtube-nocookie.com/**",
        lambda route: route.fulfill(body="<title>Player</title>", content_type="text/html"),
    )
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(story.get_absolute_url(), wait_until="networkidle")
    assert not [address for address in asked if "youtube" in address]
    # The request leaves some time after the frame is there.
    with page.expect_request("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ**"):
        page.get_by_role("link", name="The speech Watch on YouTube").click()
    frame = page.locator(".embed iframe")
    expect(frame).to_have_attribute("title", "The speech")
    expect(frame).to_be_focused()


def test_without_javascript_the_video_is_a_link(page_without_javascript):
    url = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    story = ArticleFactory(body=f'<div data-embed="{url}"></div>', published=True)
    page_without_javascript.goto(story.get_absolute_url())
    link = page_without_javascript.get_by_role("link", name="Watch on YouTube")
    expect(link).to_have_attribute("href", url)
