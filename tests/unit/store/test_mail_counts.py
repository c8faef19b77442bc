"""Tallies count from their first event on, and begin anew after their window."""

from datetime import timedelta

from mailbot.store.mail_counts import Scope
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction
from tests.unit.store.making import Hands

HOUR = timedelta(hours=1)


def counted(tx: Transaction, scope: Scope) -> int:
    """Return what was counted of a sender within an hour."""
    (found,) = tx.counts.counted([(scope, "a@x.example", HOUR)])
    return found


def test_a_tally_begins_anew_when_its_window_is_over(
    store: Store, clock: Hands
) -> None:
    """It counts from the first event on: who writes a little each day is no flood."""
    for minutes in (0, 30, 29):
        clock.pass_by(minutes=minutes)
        with store.transaction() as tx:
            tx.counts.count("fruitless", "a@x.example", HOUR)
            tx.counts.count("fruitless", "b@x.example", HOUR)
            tx.counts.count("network", "a@x.example", HOUR)
    with store.snapshot() as tx:
        assert counted(tx, "fruitless") == 3
        assert counted(tx, "opened") == 0
    clock.pass_by(minutes=1)
    with store.transaction() as tx:
        assert counted(tx, "fruitless") == 0
        tx.counts.count("fruitless", "a@x.example", HOUR)
        assert counted(tx, "fruitless") == 1
