"""The links of header and footer as readers see them."""

import re

import pytest

from masthead import menu
from masthead.models import NavigationLink

pytestmark = pytest.mark.django_db

HEADER, FOOTER = NavigationLink.Place.HEADER, NavigationLink.Place.FOOTER


def links(client, area, page="/"):
    """Return the words of the links in the navigation, or in the footer's list of sections."""
    html = client.get(page).content.decode()
    start = {"header": 'id="menu"', "footer": "colophon-sections"}[area]
    listed = html.partition(start)[2].partition("<ul")[2].partition("</ul>")[0]
    return re.findall(r"<a [^>]*>([^<]*)</a>", listed)


def test_latest_and_search_stand_at_the_end(client):
    menu.show_link("/section/world/", "World", HEADER)

    assert links(client, "header") == ["World", "Latest"]
    assert links(client, "footer") == ["World", "Latest", "Most read", "Search"]


@pytest.mark.parametrize("url", ["/latest/", "/latest", "https://paper.example/latest/"])
def test_latest_stands_where_an_editor_has_put_it_and_not_twice(client, settings, url):
    settings.SITE_URL = "https://paper.example"
    menu.show_link(url, "Newest", HEADER)
    menu.show_link("/section/world/", "World", HEADER)

    assert links(client, "header") == ["Newest", "World"]
    assert links(client, "footer") == ["Newest", "World", "Most read", "Search"]


def test_search_in_the_navigation_is_not_repeated_in_the_footer(client):
    menu.show_link("/search/", "Find", HEADER)

    assert links(client, "footer") == ["Find", "Latest", "Most read"]


@pytest.mark.parametrize("url", ["https://other.example/latest/", "/latest/news/", "/section/latest/"])
def test_other_link_that_ends_alike_does_not_stand_for_it(client, url):
    menu.show_link(url, "Other", HEADER)

    assert links(client, "header") == ["Other", "Latest"]


def test_latest_in_the_list_of_pages_does_not_take_it_out_of_the_navigation(client):
    menu.show_link("/latest/", "Newest", FOOTER)

    assert links(client, "header") == ["Latest"]


def test_page_that_is_open_is_marked_once(client):
    menu.show_link("/latest/", "Newest", HEADER)

    assert client.get("/latest/").content.decode().count('aria-current="page"') == 1
