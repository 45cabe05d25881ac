"""Which network a request is counted for, and whose page it came from."""

import pytest
from django.test import RequestFactory

from incoming.network import comes_from_this_site, neighbourhood, reader_address


@pytest.mark.parametrize(
    ("address", "reader", "network"),
    [
        ("203.0.113.7", "203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::1", "fe80::/64"),
        ("127.0.0.1", "127.0.0.1", ""),
        ("::1", "::1", ""),
        ("", None, ""),
        ("unix", None, ""),
        ("203.0.113.7\0", None, ""),
    ],
)
def test_the_network_of_an_address(address, reader, network):
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    assert reader_address(request) == reader
    assert neighbourhood(reader) == network


def test_what_a_reader_claims_of_the_address_is_not_believed():
    request = RequestFactory().get(
        "/", REMOTE_ADDR="203.0.113.7", headers={"X-Forwarded-For": "198.51.100.1"}
    )
    assert reader_address(request) == "203.0.113.7"


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.7", "203.0.113.7/32"), ("2001:db8:1:2::5", "2001:db8:1:2::/64"), ("127.0.0.1", "")],
)
def test_who_counts_each_reader_tells_addresses_of_ipv4_apart(address, network):
    assert neighbourhood(address, ipv4_length=32) == network


def test_a_form_with_neither_header_is_taken_and_what_a_script_sends_is_not():
    request = RequestFactory().post("/")
    assert comes_from_this_site(request)
    assert not comes_from_this_site(request, by_script=True)
