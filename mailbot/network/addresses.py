"""IP addresses: whose they are, and whether they are among some. Pure.

An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from functools import cache

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def address_of(text: str) -> Address | None:
    """Read an IP address, with or without a zone; None for anything else."""
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def is_among(text: str, networks: Iterable[str]) -> bool:
    """Return whether an IP address is among addresses and networks (10.0.0.0/8)."""
    found = address_of(text)
    return found is not None and any(found in _network(one) for one in networks)


@cache
def _network(text: str) -> Network:
    return ipaddress.ip_network(text, strict=False)


def client_of(text: str) -> str:
    """Return what an IP address counts as: IPv4 itself, IPv6 its /64.

    Who has one IPv6 address has 2**64 of them.  Anything else is taken as it is.
    """
    return (_counted(text, 32, 64) or text) if ":" in text else text


def network_of(text: str) -> str:
    """Return the network of a client: /24 of IPv4, /48 of IPv6; "" for no address."""
    return _counted(text, 24, 48)


def _counted(text: str, short: int, long: int) -> str:
    found = address_of(text)
    if found is None:
        return ""
    length = short if found.version == 4 else long  # noqa: PLR2004 - Internet Protocol 4
    if length == found.max_prefixlen:
        return str(found)
    return str(ipaddress.ip_network(f"{found}/{length}", strict=False))
