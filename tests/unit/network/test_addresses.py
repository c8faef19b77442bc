"""IP addresses: whose they are, and whether they are among some."""

import pytest

from mailbot.network.addresses import client_of, is_among, network_of


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_client_of_an_address(address: str, client: str) -> None:
    """IPv4 counts by address, IPv6 by its /64: nobody has 2**64 tries."""
    assert client == client_of(address)


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("unix", ""),
    ],
)
def test_clients_are_counted_by_their_network(peer: str, network: str) -> None:
    """A forger has a whole /24, or /48, to write from."""
    assert network_of(peer) == network


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("192.0.2.7", True),
        ("2001:db8::7%eth0", True),
        ("192.0.2.8", False),
        ("2001:db9::7", False),
        ("unix", False),
        ("", False),
    ],
)
def test_an_address_is_among_networks_and_addresses(
    address: str,
    inside: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Both kinds of address, in any spelling; what is no address is nowhere."""
    assert is_among(address, ("10.0.0.0/8", "192.0.2.7", "2001:db8::/32")) is inside
