"""Which network addresses may be called: those of the public internet, and no others."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

GLOBAL_UNICAST = ip_network(
    "2000::/3"
)  # https://www.iana.org/assignments/ipv6-unicast-address-assignments
TRANSLATED = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits

Address = IPv4Address | IPv6Address


def is_public(address: Address) -> bool:
    """Whether an address leads out of our own network, whatever it is wrapped in.

    Neither do loopback, private, link-local, shared, reserved and multicast addresses, nor IPv6
    addresses that carry such an IPv4 address: mapped (::ffff:0:0/96), 6to4 (2002::/16), Teredo
    (2001::/32) and translated ones (64:ff9b::/96).
    """
    if isinstance(address, IPv6Address):
        if inner := _carried(address):
            return all(is_public(one) for one in inner)
        return address in GLOBAL_UNICAST and address.is_global
    return address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: IPv6Address) -> list[IPv4Address]:
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address.sixtofour]
    if address.teredo:
        return list(address.teredo)
    return [IPv4Address(int(address) & 0xFFFFFFFF)] if address in TRANSLATED else []


def may_be_called(address: Address) -> bool:
    """Whether an address is public, or lies in one of the networks of OUTGOING_NETWORKS."""
    return is_public(address) or any(address in network for network in settings.OUTGOING_NETWORKS)


def resolve(host: str, port: int) -> list[Address]:
    """Return the addresses of a host, in the order in which they are to be tried, each once.

    Raises OSError when there are none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(row[4][0].partition("%")[0]) for row in found))
