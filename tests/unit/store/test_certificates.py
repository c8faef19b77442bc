"""Certificates on the platform arrive once and are shown until they are void."""

from datetime import timedelta

from mailbot.store.store import Store
from tests.unit.store.making import KEY, NOON, NUMBER

FACE = {"obligee_name": "角田市長", "amount": 20_000_000}


def test_certificate_arrives_once(issued: Store) -> None:
    """Registering again changes nothing and returns the first arrival."""
    with issued.transaction() as tx:
        first = tx.certificates.add(NUMBER, 1, FACE, NOON)
        again = tx.certificates.add(NUMBER, 1, {}, NOON + timedelta(hours=1))
        shown = tx.certificates.view(NUMBER, KEY)

    assert NOON == first == again
    assert shown is not None
    assert (FACE, NOON, 1) == (shown.body, shown.arrived_at, shown.entry)


def test_newest_entry_is_shown(issued: Store) -> None:
    """After a change the same key opens the newest entry; the old ones are kept."""
    with issued.transaction() as tx:
        tx.certificates.add(NUMBER, 1, FACE, NOON)
        tx.certificates.add(NUMBER, 2, {"amount": 1}, NOON + timedelta(days=1))
        shown = tx.certificates.view(NUMBER, KEY)

        assert [1, 2] == [one.entry for one in tx.certificates.entries(NUMBER)]
    assert shown is not None
    assert 2 == shown.entry


def test_void_certificate_is_not_shown(issued: Store) -> None:
    """After cancellation number and key open nothing; staff still see the entries."""
    with issued.transaction() as tx:
        tx.certificates.add(NUMBER, 1, FACE, NOON)
        tx.certificates.void(NUMBER)

        assert tx.certificates.view(NUMBER, KEY) is None
        kept = tx.certificates.newest(NUMBER)
    assert kept is not None
    assert NOON == kept.voided_at


def test_number_without_certificate_shows_nothing(issued: Store) -> None:
    """Before the certificate has arrived, number and key open nothing."""
    with issued.snapshot() as tx:
        assert tx.certificates.view(NUMBER, KEY) is None
        assert tx.certificates.newest(NUMBER) is None
        assert tx.guarantees.id_of("99999-999999") is None
