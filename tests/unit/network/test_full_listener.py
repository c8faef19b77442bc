"""Who makes room when a listener is full."""

from __future__ import annotations

import pytest

from mailbot.network.full_listener import Guest, who_leaves

A1, A2, A3 = (Guest(f"a{n}", "a", float(n)) for n in (1, 2, 3))
B1 = Guest("b1", "b", 0.5)


@pytest.mark.parametrize(
    ("guests", "newcomer", "now", "leaver"),
    [
        ((), "n", 100.0, None),
        ((A2, A1, A3, B1), "n", 3.0, "a1"),
        ((A2, A1, A3, B1), "a", 3.0, None),
        ((A2, A1, A3, B1), "a", 6.0, "b1"),
        ((A1, B1), "n", 3.0, None),
        ((A1, B1), "n", 6.0, "b1"),
    ],
)
def test_the_greedy_leave_first_then_who_gets_nowhere(
    guests: tuple[Guest[str], ...], newcomer: str, now: float, leaver: str | None
) -> None:
    """More than a share goes at once, the idlest when its time is up, else nobody."""
    assert who_leaves(guests, newcomer, now, 5.0) == leaver
