"""Links of header and footer that follow the pages they lead to."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from masthead import menu
from masthead.models import NavigationLink, SiteSettings

HEADER, FOOTER = NavigationLink.Place.HEADER, NavigationLink.Place.FOOTER

pytestmark = pytest.mark.django_db


def labels(place=HEADER):
    key = {HEADER: "navigation", FOOTER: "footer"}[place]
    return [link["label"] for link in SiteSettings.load().menu[key]]


@pytest.mark.parametrize("place", [HEADER, FOOTER])
def test_link_is_shown_once_at_the_end(place):
    menu.show_link("/section/world/", "World", place)
    menu.show_link("/section/asia/", "Asia", place)
    menu.show_link("/section/world/", "World", place)

    assert labels(place) == ["World", "Asia"]


def test_header_and_footer_may_link_to_the_same_page():
    for place in (HEADER, FOOTER):
        menu.show_link("/about/", "About", place)
    assert labels(HEADER) == labels(FOOTER) == ["About"]
    assert menu.linked_urls(HEADER) == menu.linked_urls(FOOTER) == {"/about/"}

    menu.hide_link("/about/", HEADER)
    assert (labels(HEADER), labels(FOOTER)) == ([], ["About"])

    menu.show_link("/about/", "About", HEADER)
    menu.hide_link("/about/")
    assert (labels(HEADER), labels(FOOTER)) == ([], [])


def test_long_label_is_cut_to_what_a_link_holds():
    menu.show_link(
        "/section/world/", "The world and everything that is in it, by our own people", HEADER
    )

    assert len(NavigationLink.objects.get().label) == 40


def test_links_follow_a_page_that_moves_and_is_renamed():
    for place in (HEADER, FOOTER):
        menu.show_link("/about/", "A name that is longer than forty characters, by far", place)

    menu.move_link("/about/", "/about-us/")
    menu.rename_link("/about-us/", "A name that is longer than forty characters, by far", "About")

    assert labels(HEADER) == labels(FOOTER) == ["About"]
    assert set(NavigationLink.objects.values_list("url", flat=True)) == {"/about-us/"}


def test_label_that_an_editor_has_written_is_kept():
    menu.show_link("/about/", "Who we are", FOOTER)

    menu.rename_link("/about/", "About", "About us")

    assert labels(FOOTER) == ["Who we are"]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [("/section/ä/", "/section/%C3%A4/"), ("/section/%C3%A4/", "/section/ä/"), ("/%c3%a4/", "/ä/")],
)
def test_link_typed_with_its_letters_is_the_same_as_the_encoded_one(typed, asked):
    NavigationLink.objects.create(site=SiteSettings.objects.get_or_create(pk=1)[0], label="Ä", url=typed)

    menu.show_link(asked, "Ä", HEADER)
    assert labels() == ["Ä"]
    menu.rename_link(asked, "Ä", "Ö")
    assert labels() == ["Ö"]
    menu.hide_link(asked, HEADER)
    assert labels() == []


def test_link_has_a_place():
    site, _ = SiteSettings.objects.get_or_create(pk=1)
    with pytest.raises(IntegrityError):
        NavigationLink.objects.create(site=site, label="A", url="/a/", place="margin")


@pytest.mark.django_db(transaction=True)
def test_links_made_at_once_are_all_in_the_menu_and_none_is_there_twice():
    urls = ["/about/", "/contact/", "/about/", "/privacy/", "/about/"]
    start = Barrier(len(urls))

    def show(url):
        try:
            start.wait()
            menu.show_link(url, url, FOOTER)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(urls)) as pool:
        list(pool.map(show, urls))

    assert sorted(labels(FOOTER)) == ["/about/", "/contact/", "/privacy/"]
    assert sorted(NavigationLink.objects.values_list("position", flat=True)) == [1, 2, 3]
