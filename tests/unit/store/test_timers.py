"""What the clock comes back for is set, moved, dropped and taken once."""

from datetime import timedelta

from mailbot.store.store import Store
from tests.unit.store.making import NOON

HOUR = timedelta(hours=1)


def test_clock_finds_what_is_due(with_case: Store) -> None:
    """Due rows come up at their time, earliest first, and no earlier."""
    with with_case.transaction() as tx:
        tx.timers.set(1, "remind", NOON + 2 * HOUR, 1)
        tx.timers.set(2, "grace", NOON + HOUR, 3)

        assert () == tx.timers.due(NOON)
        assert NOON + HOUR == tx.timers.next_at()
        assert [(2, "grace", 3), (1, "remind", 1)] == [
            (one.case_id, one.what, one.revision)
            for one in tx.timers.due(NOON + 2 * HOUR)
        ]


def test_due_row_comes_once(with_case: Store) -> None:
    """A due row is taken once; a second taker gets nothing."""
    with with_case.transaction() as tx:
        tx.timers.set(1, "remind", NOON, 1)
        (due,) = tx.timers.due(NOON)

        assert due == tx.timers.came_due(due.id)
        assert tx.timers.came_due(due.id) is None
        assert () == tx.timers.due(NOON)


def test_new_due_replaces_the_old_one(with_case: Store) -> None:
    """Setting the same thing again moves it; other things and cases stay."""
    with with_case.transaction() as tx:
        tx.timers.set(1, "remind", NOON, 1)
        tx.timers.set(1, "expire", NOON, 1)
        tx.timers.set(2, "remind", NOON, 1)
        tx.timers.set(1, "remind", NOON + HOUR, 2)

        assert [("expire", 1), ("remind", 2)] == [
            (one.what, one.revision) for one in tx.timers.of_case(1)
        ]
        assert 1 == len(tx.timers.of_case(2))


def test_dropped_dues_do_not_come(with_case: Store) -> None:
    """When a case needs no clock any more, nothing of it comes due."""
    with with_case.transaction() as tx:
        tx.timers.set(1, "remind", NOON, 1)
        tx.timers.set(2, "remind", NOON, 1)
        tx.timers.drop(1)

        assert [2] == [one.case_id for one in tx.timers.due(NOON)]
        assert () == tx.timers.of_case(1)
