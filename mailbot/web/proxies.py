"""Who asks, and how: the address of a client, believed only from trusted proxies.

X-Forwarded-For can be written by anybody.  Its entries are taken from the right, as
long as the one who wrote the entry is a proxy that the operator named.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from starlette.requests import HTTPConnection

from mailbot.network.addresses import is_among


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies in front of us."""

    networks: tuple[str, ...] = ()
    """Their addresses and networks (10.0.0.0/8)."""

    def trust(self, address: str) -> bool:
        """Return whether what this peer says of its clients is believed."""
        return is_among(address, self.networks)


def client_address(request: HTTPConnection, trusted: Proxies) -> str:
    """Return the IP address of who asks, "" where there is none."""
    address = request.client.host if request.client else ""
    said = ",".join(request.headers.getlist("x-forwarded-for"))
    for entry in reversed([one.strip() for one in said.split(",") if one.strip()]):
        if not trusted.trust(address):
            break
        try:
            address = str(ipaddress.ip_address(entry.strip("[]")))
        except ValueError:
            break
    return address


def scheme(request: HTTPConnection, trusted: Proxies) -> Literal["http", "https"]:
    """Return how the browser speaks to us, or to the trusted proxy before us."""
    peer = request.client.host if request.client else ""
    told = request.headers.get("x-forwarded-proto", "")
    if trusted.trust(peer) and told:
        return "https" if told.rpartition(",")[2].strip() == "https" else "http"
    return "https" if request.url.scheme == "https" else "http"


def from_elsewhere(request: HTTPConnection, origins: Iterable[str]) -> bool:
    """Return whether a browser says that another site's page sent this request.

    QUIRK: under `Referrer-Policy: no-referrer` browsers send `Origin: null` with their
    own forms too, so Sec-Fetch-Site, which no page can forge, is asked first.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin", "null")
    return origin != "null" and origin not in set(origins)
