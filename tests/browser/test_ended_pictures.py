"""A story whose pictures may not be shown any more is still a good page."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from images.models import Image
from images.workflow import store_image
from tests.factories import ArticleFactory
from tests.images.pictures import quarters, upload

pytestmark = [pytest.mark.any_database, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story():
    image = store_image(upload(quarters(900, 600)), alt="A harbour")
    figure = f'<figure data-image="{image.pk}"><figcaption>At dawn</figcaption></figure>'
    body = f'<p>Words.</p>{figure}<div data-gallery="">{figure}{figure}</div>'
    Image.objects.update(licence_ends=dt.date(2020, 1, 1))
    return ArticleFactory(lead_image=image, body=body, published=True)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_places_of_ended_pictures_are_quiet_and_named(open_page, axe, story, colours, width):
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=colours)
    page.goto(story.get_absolute_url())
    gone = page.get_by_role("img", name="This picture cannot be shown any more.")
    expect(gone).to_have_count(3)
    box = gone.first.bounding_box()
    assert round(box["width"] / box["height"], 1) == 1.5
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_page_is_valid(client, nu_checker, story):
    pages = {"story": client.get(story.get_absolute_url()), "front": client.get("/")}
    assert nu_checker({name: answer.content.decode() for name, answer in pages.items()}) == []
