"""The desk of pictures: many are dropped at once, described, and shown where they are used."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from articles.models import Article
from images.models import Image
from images.workflow import save_words, store_image
from tests.factories import ArticleFactory
from tests.images.pictures import quarters, upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UPLOAD = "/admin/images/image/upload/"
DROP = """(element, files) => {
    const transfer = new DataTransfer()
    for (const [name, type, content] of files) {
        transfer.items.add(new File([new Uint8Array(content)], name, {type}))
    }
    for (const kind of ["dragover", "drop"]) {
        const options = {bubbles: true, cancelable: true, dataTransfer: transfer}
        element.dispatchEvent(new DragEvent(kind, options))
    }
}"""


def jpeg(number=0):
    return list(upload(quarters(300 + number, 200)).read())


def forget_refusals(page):
    """A refused file is what the test is about."""
    page.watch.faults[:] = [fault for fault in page.watch.faults if "answered 400" not in fault]


def test_of_three_dropped_files_one_is_no_picture(as_editor):
    as_editor.goto(UPLOAD)
    as_editor.locator(".upload-zone").evaluate(
        DROP,
        [
            ["one.jpg", "image/jpeg", jpeg(1)],
            ["notes.txt", "text/plain", list(b"hello")],
            ["two.jpg", "image/jpeg", jpeg(2)],
        ],
    )
    rows = as_editor.locator("#upload-list li")
    expect(as_editor.get_by_role("status")).to_have_text("2 of 3 stored. 1 failed: see below.")
    expect(rows.nth(1)).to_contain_text("This file is not a picture that can be read.")
    expect(rows.nth(0)).to_contain_text("Stored as one.")
    assert Image.objects.count() == 2
    as_editor.get_by_role("link", name="Describe the 2 new pictures").click()
    as_editor.get_by_label("Alt text").first.fill("Boats")
    as_editor.get_by_label("Credit").first.fill("Rao")
    as_editor.get_by_role("button", name="Save").click()
    expect(as_editor.get_by_text("2 pictures were changed.")).to_be_visible()
    assert set(Image.objects.values_list("credit", flat=True)) == {"Rao"}
    assert Image.objects.filter(alt="Boats").count() == 1
    forget_refusals(as_editor)


def test_file_that_failed_on_the_way_is_tried_again(as_editor):
    as_editor.goto(UPLOAD)
    as_editor.route("**/library/", lambda route: route.abort())
    as_editor.get_by_label("Files").set_input_files(
        {"name": "one.jpg", "mimeType": "image/jpeg", "buffer": bytes(jpeg())}
    )
    expect(as_editor.locator("#upload-list")).to_contain_text("The server did not answer.")
    as_editor.unroute("**/library/")
    as_editor.get_by_role("button", name="Try again").click()
    expect(as_editor.get_by_role("status")).to_have_text("1 of 1 stored.")
    as_editor.watch.faults.clear()


def test_same_file_again_is_said_so_and_too_large_a_file_is_not_sent(as_editor, settings):
    content = bytes(jpeg())
    store_image(upload(quarters(300, 200)), title="Harbour")
    settings.IMAGE_MAX_BYTES = len(content) + 10
    as_editor.goto(UPLOAD)
    sent = []
    as_editor.on("request", lambda request: sent.append(request.method))
    as_editor.get_by_label("Files").set_input_files(
        [
            {"name": "again.jpg", "mimeType": "image/jpeg", "buffer": content},
            {"name": "large.jpg", "mimeType": "image/jpeg", "buffer": content + b"x" * 100},
        ]
    )
    expect(as_editor.locator("#upload-list")).to_contain_text("In the library already: Harbour.")
    expect(as_editor.locator("#upload-list")).to_contain_text("It was not sent.")
    expect(as_editor.get_by_role("button", name="Try again")).to_be_hidden()
    assert sent.count("POST") == 1


def test_at_most_two_files_are_sent_at_once(as_editor):
    as_editor.goto(UPLOAD)
    waiting, goes_on = [], []
    as_editor.route("**/library/", lambda route: route.continue_() if goes_on else waiting.append(route))
    as_editor.get_by_label("Files").set_input_files(
        [
            {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": bytes(jpeg(number))}
            for number in range(5)
        ]
    )
    expect(as_editor.locator(".upload-sending")).to_have_count(2)
    expect(as_editor.locator(".upload-waiting")).to_have_count(3)
    while len(waiting) < 2:
        as_editor.wait_for_timeout(20)
    assert len(waiting) == 2
    goes_on.append(True)
    for route in waiting:
        route.continue_()
    expect(as_editor.get_by_role("status")).to_have_text("5 of 5 stored.")


def test_upload_works_without_javascript(open_page, log_in, admin_user):
    page = open_page(java_script_enabled=False)
    log_in(page, admin_user)
    page.goto(UPLOAD)
    page.get_by_label("Files").set_input_files(
        [
            {"name": "one.jpg", "mimeType": "image/jpeg", "buffer": bytes(jpeg())},
            {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"hello"},
        ]
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("1 picture is in the library now. 1 file was not taken.")).to_be_visible()
    page.get_by_role("link", name="Describe the new picture").click()
    page.get_by_label("Alt text").fill("Boats")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 picture was changed.")).to_be_visible()
    assert Image.objects.get().alt == "Boats"


def test_focal_point_is_moved_by_the_arrow_keys(as_editor):
    image = store_image(upload(quarters(900, 300)))
    as_editor.goto(f"/admin/images/image/{image.pk}/change/")
    marker = as_editor.locator("button.focal-marker")
    square = as_editor.locator(".focal-crops canvas").last
    expect(square).to_be_visible()
    before = square.evaluate("canvas => canvas.toDataURL()")
    marker.focus()
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "ArrowRight", "ArrowUp"):
        as_editor.keyboard.press(key)
    expect(marker).to_have_attribute(
        "aria-label", "71 % from the left, 49 % from the top. The arrow keys move it."
    )
    assert square.evaluate("canvas => canvas.toDataURL()") != before
    for _ in range(8):
        as_editor.keyboard.press("Shift+ArrowLeft")
    expect(as_editor.get_by_label("across")).to_have_value("0.00")
    expect(marker).to_be_focused()
    as_editor.get_by_role("button", name="Save", exact=True).click()
    expect(as_editor.get_by_text("was changed successfully")).to_be_visible()
    row = Image.objects.get()
    assert (row.focal_x, row.focal_y) == (0, 0.49)


def test_picture_is_replaced_everywhere_by_keyboard(as_editor):
    old, new = (store_image(upload(quarters(300 + n, 200)), title=f"Picture {n}") for n in range(2))
    ArticleFactory(lead_image=old)
    as_editor.goto(f"/admin/images/image/{old.pk}/change/")
    as_editor.get_by_role("link", name="Replace it everywhere…").focus()
    as_editor.keyboard.press("Enter")
    as_editor.get_by_role("radio", name="Picture 1").focus()
    as_editor.keyboard.press("Space")
    as_editor.keyboard.press("Enter")
    expect(as_editor.get_by_text("1 place.")).to_be_visible()
    as_editor.get_by_role("button", name="Replace everywhere").focus()
    as_editor.keyboard.press("Enter")
    expect(as_editor.get_by_text("now stands in the place of")).to_be_visible()
    assert Article.objects.get().lead_image == new


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(open_page, log_in, admin_user, axe, width, colours):
    old, new = (store_image(upload(quarters(300 + n, 200)), title=f"Picture {n}") for n in range(2))
    ArticleFactory(lead_image=old)
    old.licence_ends, old.replacement = dt.date(2020, 1, 1), new
    save_words(old)
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=colours, bypass_csp=True)
    log_in(page, admin_user)
    for address in (
        "/admin/images/image/",
        f"/admin/images/image/{old.pk}/change/",
        f"/admin/images/image/{old.pk}/delete/",
        f"/admin/images/image/{old.pk}/replace/",
        f"/admin/images/image/{old.pk}/replace/?other={new.pk}",
        UPLOAD,
        f"/admin/images/image/describe/?ids={old.pk},{new.pk}",
    ):
        page.goto(address, wait_until="networkidle")
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
