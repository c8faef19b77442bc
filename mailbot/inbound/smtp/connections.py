"""Who is connected to a server, and who gets in when there are many."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Protocol

import structlog

from mailbot.inbound.smtp.listener import Listener
from mailbot.network.addresses import client_of
from mailbot.network.full_listener import Guest, who_leaves

log = structlog.get_logger(__name__)

_THIS_MACHINE = frozenset({"127.0.0.1", "::1"})


class Connected(Protocol):
    """A connection, as those see it who admit and end it."""

    peer: str
    """Whose it is: an IP address."""
    since: float
    """When it last got somewhere: it came, or its mail was kept (the loop's clock)."""
    leaving: bool
    """Whether the client has had its last word from us."""

    @property
    def whole(self) -> bool:
        """Whether the whole of a mail is here: it will be kept."""

    def interrupt(self) -> None:
        """End it because the server closes; if a mail is under way, after its reply."""

    def abort(self) -> None:
        """End it at once. What is being kept is kept all the same."""

    def make_room(self) -> None:
        """End it to make room for another client."""


class Connections:
    """The connections of one server."""

    def __init__(self, listener: Listener, is_relay: Callable[[str], bool]) -> None:
        self._listener = listener
        self._is_relay = is_relay
        self._all: set[Connected] = set()
        self._clients: Counter[str] = Counter()
        self._quiet = asyncio.Event()
        self.closing = False
        """Whether nobody gets in any more."""

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Connected]:
        return iter(tuple(self._all))

    def enter(self, one: Connected) -> bool:
        """Count a connection; return whether it may stay.

        Not when there are too many of this client, or in all and nobody makes room.
        """
        client = client_of(one.peer)
        self._clients[client] += 1
        many = self._clients[client] > self._listener.limits.connections_per_client
        room = not many or self._is_known(one.peer)
        if room and self._is_full(ours=self._is_ours(one.peer)):
            room = self._make_room(client)
        self._all.add(one)
        if not room:
            log.warning("connection refused", door=self._listener.name, peer=one.peer)
        return room

    def leave(self, one: Connected) -> None:
        """Forget a connection that has ended."""
        client = client_of(one.peer)
        self._all.discard(one)
        self._clients[client] -= 1
        if not self._clients[client]:
            del self._clients[client]
        if not self._all:
            self._quiet.set()

    async def wait_until_quiet(self, seconds: float) -> None:
        """Wait until nobody is connected, but not for longer."""
        if self._all:
            self._quiet.clear()
            in_time = asyncio.wait_for(self._quiet.wait(), seconds)
            await asyncio.gather(in_time, return_exceptions=True)

    def abort(self, *, whole: bool) -> None:
        """End all; those whose mail is here whole only where it is said."""
        for one in self:
            if whole or not one.whole:
                one.abort()

    def _is_known(self, peer: str) -> bool:
        # Behind a load balancer each client is counted when it is named.
        return self._is_relay(peer) or self._listener.is_proxy(peer)

    def _is_ours(self, peer: str) -> bool:
        return peer in _THIS_MACHINE or self._is_known(peer)

    def _is_full(self, *, ours: bool) -> bool:
        """Return whether no connection is left for a relay of ours, or for another."""
        limits = self._listener.limits
        staying = [one for one in self._all if not one.leaving]
        if ours or len(staying) >= limits.connections:
            return len(staying) >= limits.connections
        others = sum(not self._is_ours(one.peer) for one in staying)
        return others >= max(limits.connections - limits.reserved_connections, 1)

    def _make_room(self, client: str) -> bool:
        """End the connection that has the least right to be, if any has."""
        guests = (
            Guest(one, client_of(one.peer), one.since)
            for one in self._all
            if not (one.whole or one.leaving or self._is_ours(one.peer))
        )
        now = asyncio.get_running_loop().time()
        patience = self._listener.limits.crowded_seconds
        leaver = who_leaves(guests, client, now, patience)
        if leaver is None:
            return False
        log.info(
            "connection ended for another", door=self._listener.name, peer=leaver.peer
        )
        leaver.make_room()
        return True
