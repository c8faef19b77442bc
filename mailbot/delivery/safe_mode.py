"""Wrappers for when it is not for real: safe mode, and addresses that always fail."""

from collections.abc import Callable

from typing_extensions import override

from mailbot.delivery.transport import (
    Later,
    Never,
    Outbound,
    Outcome,
    OutgoingMessage,
    Record,
)

SLOW_SECONDS = 30.0


class SafeOutbound(Outbound):
    """Lets mail out only to an allow-list; all other mail goes into `drop`."""

    def __init__(
        self, inner: Outbound, allow: Callable[[str], bool], drop: Outbound
    ) -> None:
        self._inner = inner
        self._allow = allow
        self._drop = drop

    def _choose(self, parcel: OutgoingMessage) -> Outbound:
        return self._inner if self._allow(parcel.recipient) else self._drop

    @override
    def send(self, parcel: OutgoingMessage, record: Record) -> Outcome:
        return self._choose(parcel).send(parcel, record)

    @override
    def settle(self, parcel: OutgoingMessage) -> Outcome | None:
        return self._choose(parcel).settle(parcel)


class FailingOnRequest(Outbound):
    """Plays a failing peer for `temp-fail@`, `perm-fail@` and `slow@` of any domain.

    `pause` waits that many seconds; a test passes a list's `append`.
    """

    def __init__(self, inner: Outbound, pause: Callable[[float], None]) -> None:
        self._inner = inner
        self._pause = pause

    @override
    def send(self, parcel: OutgoingMessage, record: Record) -> Outcome:
        match parcel.recipient.partition("@")[0].lower():
            case "temp-fail":
                record("dialog")
                return Later("451 4.3.0 rehearsal: this address is never ready")
            case "perm-fail":
                record("dialog")
                return Never("550 5.1.1 rehearsal: this address does not exist")
            case "slow":
                self._pause(SLOW_SECONDS)
        return self._inner.send(parcel, record)

    @override
    def settle(self, parcel: OutgoingMessage) -> Outcome | None:
        return self._inner.settle(parcel)
