"""axe finds nothing on any kind of public page, by day and by night, nor in any state of a form."""

import pytest
from django.shortcuts import render
from django.urls import path

from newsroom.urls import urlpatterns as site_urlpatterns
from tests.browser.edition import publish_edition

pytestmark = [pytest.mark.any_database, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


TROUBLES = ["400", "403", "403_csrf", "413", "500", "503"]


def trouble(request, name):
    """A page for when something went wrong, whatever it was."""
    unsent = [("comment", "The harbour was never closed.", True), ("name", "Amina", False)]
    return render(request, f"{name}.html", {"megabytes": 64, "unsent": unsent})


urlpatterns = [path("trouble/<name>/", trouble), *site_urlpatterns]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_pages(open_page, axe, settings, colours):
    settings.ROOT_URLCONF = __name__
    addresses = publish_edition() | {name: f"/trouble/{name}/" for name in TROUBLES}
    page = open_page(color_scheme=colours)
    found = []
    for kind, address in addresses.items():
        page.goto(address)
        found += [f"{kind}: {fault}" for fault in axe(page)]
    assert found == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_comment_form_with_errors_and_with_thanks(open_page, axe, typing_fast, colours):
    story = publish_edition()["story"]
    page = open_page(color_scheme=colours)
    page.goto(story)
    page.get_by_role("button", name="Post Comment").click()
    page.get_by_text("Please enter your comment!").wait_for()
    assert axe(page) == []

    page.get_by_label("Comment:").fill("Well said.")
    page.get_by_label("Name:").fill("Amina")
    page.get_by_label("Email:").fill("amina@example.org")
    page.get_by_role("button", name="Post Comment").click()
    page.get_by_text("Your comment is awaiting moderation").wait_for()
    assert axe(page) == []


def test_narrow_page(open_page, axe):
    addresses = publish_edition()
    page = open_page(viewport={"width": 320, "height": 640})
    found = []
    for kind in ("front", "story", "section"):
        page.goto(addresses[kind])
        found += [f"{kind}: {fault}" for fault in axe(page)]
    assert found == []
