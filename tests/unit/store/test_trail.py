"""Events, audit, tasks and dues are written down and found again."""

from datetime import timedelta
from pathlib import Path

import pytest

from mailbot.security.audit_chain import BrokenRow
from mailbot.store.faults import NotKept
from mailbot.store.records import NewEvent
from mailbot.store.store import Store
from tests.unit.store.making import KEY, NOON, Hands, arrival, case, open_database

HOUR = timedelta(hours=1)


@pytest.fixture
def with_case(store: Store) -> Store:
    """Give a store with two cases."""
    with store.transaction() as tx:
        tx.cases.save(case(1))
        tx.cases.save(case(2))
    return store


def test_events_of_a_case_are_counted(with_case: Store) -> None:
    """Each event stands with actor, sender class and effects, in its case's order."""
    with with_case.transaction() as tx:
        kept = tx.incoming.keep(arrival())
        tx.events.record(
            NewEvent(
                1,
                "MailRead",
                "contractor",
                "claimed",
                kept.mail_id,
                {"fate": "applied"},
                ({"effect": "Send", "kind": "readback"},),
            )
        )
        tx.events.record(NewEvent(2, "CameDue", "clock"))
        tx.events.record(NewEvent(1, "Approved", "staff:sato"))
        first, second = tx.events.of_case(1)

        assert (first,) == tx.events.of_mail(kept.mail_id)
    assert (1, 2) == (first.seq, second.seq)
    assert ("contractor", "claimed", NOON) == (
        first.actor,
        first.sender_class,
        first.at,
    )
    assert ({"effect": "Send", "kind": "readback"},) == first.effects
    assert "staff:sato" == second.actor


def test_event_without_case_is_kept(with_case: Store) -> None:
    """What belongs to no case is an event all the same, and its key is masked."""
    with with_case.transaction() as tx:
        kept = tx.incoming.keep(arrival())
        event = NewEvent(
            None, "MailRead", "stranger", "claimed", kept.mail_id, {"said": KEY}
        )
        tx.events.record(event)
        tx.events.record(NewEvent(None, "CameDue", "clock"))
        (found,) = tx.events.of_mail(kept.mail_id)

    assert (None, None, {"said": "••••"}) == (found.case_id, found.seq, found.payload)


def test_audit_holds(store: Store, clock: Hands) -> None:
    """What is written into the audit stands there in order, and the chain holds."""
    for number in range(3):
        clock.pass_by(minutes=1)
        with store.transaction() as tx:
            tx.audit.enter("staff:佐藤", "approve", f"case:{number}", {"why": "揃った"})

    with store.snapshot() as tx:
        entries = list(tx.audit.entries())
        assert [] == tx.audit.verify()
    assert [1, 2, 3] == [entry.seq for entry in entries]
    assert '{"why":"揃った"}' == entries[0].detail


@pytest.mark.parametrize(
    "change",
    [
        "at = replace(at, '2026', '2025')",
        "actor = 'staff:nobody'",
        "action = 'Approve'",
        "subject = subject || ' '",
        "detail = '{}'",
        "detail = replace(detail, ':', ': ')",
        "previous = replace(previous, substr(previous, 9, 1), 'x')",
        "hash = upper(hash)",
    ],
)
def test_altered_audit_row_is_reported(
    store: Store, tmp_path: Path, change: str
) -> None:
    """Any change made behind our back is reported with its row."""
    with store.transaction() as tx:
        for number in range(3):
            tx.audit.enter("staff:sato", "approve", f"case:{number}", {"n": number})
    behind = open_database(tmp_path)
    with behind.writing() as writing:
        statement = f"UPDATE audit SET {change} WHERE seq = 2"  # noqa: S608 - the test's own words
        writing.connection.exec_driver_sql(statement)
    behind.close()

    with store.snapshot() as tx:
        assert BrokenRow(2, "altered") in tx.audit.verify()


def test_audit_falls_with_its_transaction(store: Store) -> None:
    """What was not done is not in the audit."""

    def fail() -> None:
        with store.transaction() as tx:
            tx.audit.enter("worker", "issue", "case:1")
            raise RuntimeError("no commit")

    with pytest.raises(RuntimeError):
        fail()
    with store.snapshot() as tx:
        assert [] == list(tx.audit.entries())


def test_task_is_opened_once_and_closed_by_somebody(with_case: Store) -> None:
    """The same key is one task; once closed, it stands on the other list."""
    with with_case.transaction() as tx:
        kept = tx.incoming.keep(arrival())
        first = tx.tasks.open("urgent", {"word": "至急"}, 1, kept.mail_id, "event:1:0")
        again = tx.tasks.open("urgent", {}, 1, kept.mail_id, "event:1:0")
        other = tx.tasks.open("call", {})
    with with_case.transaction() as tx:
        tx.tasks.close(first, "staff:sato")
        with pytest.raises(NotKept, match="open task"):
            tx.tasks.close(first, "staff:sato")

        (open_one,) = tx.tasks.find()
        (closed,) = tx.tasks.find(closed=True)
    assert first == again == closed.id
    assert (other, None) == (open_one.id, open_one.closed_at)
    assert ("staff:sato", NOON, {"word": "至急"}) == (
        closed.closed_by,
        closed.closed_at,
        closed.detail,
    )


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


def test_what_happened_is_read_on_from_any_event(with_case: Store) -> None:
    """The events of all cases come in the order in which they were recorded."""
    with with_case.transaction() as tx:
        for case_id in (1, 2, 1):
            tx.events.record(NewEvent(case_id, "CameDue", "clock"))
        first, second = tx.events.after(limit=2)
        (third,) = tx.events.after(second.id)

    assert [one.case_id for one in (first, second, third)] == [1, 2, 1]
