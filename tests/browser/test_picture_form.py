"""The form of a picture: what is chosen is seen, and the focal point is set by hand or by number."""

import pytest
from playwright.sync_api import expect

from images.models import Image
from images.workflow import store_image
from tests.images.pictures import quarters, upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = "/admin/images/image/add/"


def file(**options) -> dict:
    content = upload(quarters(900, 600), **options).read()
    return {"name": "harbour.jpg", "mimeType": "image/jpeg", "buffer": content}


def test_focal_point_is_set_by_a_click_before_the_upload(as_editor):
    as_editor.goto(ADD)
    expect(as_editor.locator(".focal-point")).to_be_hidden()
    as_editor.get_by_label("File").set_input_files(file())
    canvas = as_editor.locator(".focal-picture canvas")
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.1}, force=True)
    assert abs(float(as_editor.get_by_label("across").input_value()) - 0.9) < 0.02
    assert abs(float(as_editor.get_by_label("down").input_value()) - 0.1) < 0.02
    as_editor.get_by_role("button", name="Save", exact=True).click()
    expect(as_editor.get_by_text("was added successfully")).to_be_visible()
    image = Image.objects.get()
    assert (round(image.focal_x, 1), round(image.focal_y, 1)) == (0.9, 0.1)


def test_numbers_move_the_marker_and_the_crops(as_editor):
    image = store_image(upload(quarters(900, 300)))
    as_editor.goto(f"/admin/images/image/{image.pk}/change/")
    square = as_editor.locator(".focal-crops canvas").last
    expect(square).to_be_visible()
    colour = "canvas => [...canvas.getContext('2d').getImageData(20, 20, 1, 1).data].slice(0, 3)"
    as_editor.get_by_label("across").fill("0")
    red = square.evaluate(colour)
    as_editor.get_by_label("across").fill("1")
    green = square.evaluate(colour)
    assert red[0] > 150 > red[1]
    assert green[1] > 150 > green[0]
    assert as_editor.locator(".focal-marker").evaluate("marker => marker.style.left") == "100%"


def test_file_that_the_browser_cannot_read_shows_no_preview(as_editor):
    as_editor.goto(ADD)
    as_editor.get_by_label("File").set_input_files(file())
    expect(as_editor.locator(".focal-point")).to_be_visible()
    as_editor.get_by_label("File").set_input_files(
        {"name": "x.txt", "mimeType": "text/plain", "buffer": b"words"}
    )
    expect(as_editor.locator(".focal-point")).to_be_hidden()


def test_form_works_without_javascript(open_page, log_in, admin_user):
    page = open_page(java_script_enabled=False)
    log_in(page, admin_user)
    page.goto(ADD)
    page.get_by_label("File").set_input_files(file())
    page.get_by_label("across").fill("0.25")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    image = Image.objects.get()
    assert image.focal_x == 0.25
    page.goto(f"/admin/images/image/{image.pk}/change/")
    expect(page.locator(".focal-crops img")).to_have_count(2)


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(open_page, log_in, admin_user, axe, width, colours):
    image = store_image(upload(quarters(900, 600)), alt="A harbour")
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=colours, bypass_csp=True)
    log_in(page, admin_user)
    for address in (ADD, f"/admin/images/image/{image.pk}/change/", "/admin/images/image/"):
        page.goto(address, wait_until="networkidle")
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
