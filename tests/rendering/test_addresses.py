"""Addresses that are worked out once are those of Django."""

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from rendering.addresses import address


@pytest.mark.parametrize("slug", ["ana", "анна", "a b/c", "%2F"])
def test_address_is_that_of_the_view(slug):
    for _ in range(2):
        if "/" in slug:
            with pytest.raises(NoReverseMatch):
                address("articles:author", slug)
        else:
            assert address("articles:author", slug) == reverse("articles:author", args=[slug])


def test_site_below_a_path_has_other_addresses():
    assert address("articles:latest") == "/latest/"
    set_script_prefix("/paper/")
    try:
        assert address("articles:latest") == "/paper/latest/"
    finally:
        set_script_prefix("/")
    assert address("articles:latest") == "/latest/"
