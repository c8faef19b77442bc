"""Events are written down and found again."""

from mailbot.store.records import NewEvent
from mailbot.store.store import Store
from tests.unit.store.making import KEY, NOON, arrival


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


def test_what_happened_is_read_on_from_any_event(with_case: Store) -> None:
    """The events of all cases come in the order in which they were recorded."""
    with with_case.transaction() as tx:
        for case_id in (1, 2, 1):
            tx.events.record(NewEvent(case_id, "CameDue", "clock"))
        first, second = tx.events.after(limit=2)
        (third,) = tx.events.after(second.id)

    assert [one.case_id for one in (first, second, third)] == [1, 2, 1]
