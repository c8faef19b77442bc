"""Whatever happens, in whatever order and however often: what must hold, holds."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.core.world import World

_QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large)


def test_no_order_of_events_breaks_a_promise() -> None:
    """Some hundred random lives of a case check every invariant at every event."""
    run_state_machine_as_test(
        World,
        settings=settings(
            max_examples=120,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=_QUIET,
        ),
    )

    assert ("MailRead", "confirmed") in set(World.reasons)


REACHED = {
    ("Approved", "approved"),
    ("CameDue", "grace_over"),
    ("CameDue", "change_expired"),
    ("CameDue", "change_reminded"),
    ("Cancelled", "cancelled"),
    ("CertificateArrived", "issued"),
    ("CertificateArrived", "older_entry"),
    ("Corrected", "corrected"),
    ("MailRead", "change_confirmed"),
    ("MailRead", "papers_came"),
    ("MailRead", "received"),
    ("PremiumPaid", "premium_paid"),
    ("PremiumPaid", "wrong_premium"),
    ("Refused", "refused"),
    ("Returned", "returned"),
}


ENOUGH = 200
"""Rounds from which every one of these is reached, with much to spare."""


@pytest.mark.long
def test_no_order_of_many_events_breaks_a_promise(rounds: int) -> None:
    """Thousands of random lives, each long, check every invariant at every event."""
    run_state_machine_as_test(
        World,
        settings=settings(
            max_examples=10 * rounds,
            stateful_step_count=60,
            deadline=None,
            suppress_health_check=_QUIET,
        ),
    )

    # A sample of few rounds may miss the rarest event; the whole run may not.
    expected = REACHED if rounds >= ENOUGH else {("MailRead", "confirmed")}
    assert expected <= {*World.reasons}, "the random events reach what matters"
