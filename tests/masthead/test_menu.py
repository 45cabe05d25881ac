"""Links of the navigation that follow the pages they lead to."""

import pytest

from masthead import menu
from masthead.models import NavigationLink, SiteSettings

pytestmark = pytest.mark.django_db


def labels():
    return [link["label"] for link in SiteSettings.load().menu["navigation"]]


def test_link_is_shown_once_at_the_end():
    menu.show_link("/section/world/", "World")
    menu.show_link("/section/asia/", "Asia")
    menu.show_link("/section/world/", "World")

    assert labels() == ["World", "Asia"]


def test_long_label_is_cut_to_what_a_link_holds():
    menu.show_link("/section/world/", "The world and everything that is in it, by our own people")

    assert len(NavigationLink.objects.get().label) == 40


def test_renamed_page_renames_a_link_that_had_its_name():
    menu.show_link("/section/world/", "A name that is longer than forty characters, by far")
    menu.show_link("/section/world/", "World", "A name that is longer than forty characters, by far")

    assert labels() == ["World"]


def test_link_typed_with_its_letters_is_the_same_as_the_encoded_one():
    NavigationLink.objects.create(
        site=SiteSettings.objects.get_or_create(pk=1)[0], label="Ä", url="/section/ä/"
    )

    assert menu.linked_urls() == {"/section/ä/"}
    menu.show_link("/section/%C3%A4/", "Ä")
    assert labels() == ["Ä"]
    menu.hide_link("/section/%C3%A4/")
    assert labels() == []
