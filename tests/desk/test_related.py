"""Keys as forms send them."""

import pytest

from desk.related import can_be_key


@pytest.mark.parametrize("value", ["1", 7, "9223372036854775807"])
def test_number_of_a_row_can_be_a_key(value):
    assert can_be_key(value)


@pytest.mark.parametrize("value", ["", None, "x", "-1", "1.5", "²", "9223372036854775808", "9" * 5000])
def test_anything_else_cannot(value):
    assert not can_be_key(value)
