"""Numbers and keys are given once, and a history only grows."""

from secrets import token_hex

import pytest

from mailbot.store.faults import NotKept
from mailbot.store.store import Store
from tests.unit.store.making import KEY, NOON, NUMBER, case


def test_number_and_key_are_given_once(issued: Store) -> None:
    """A second assignment returns the same number, and makes no second key."""
    with issued.transaction() as tx:
        again = tx.guarantees.assign_number(1, "00427", lambda: "another-key1")

        assert (NUMBER, KEY) == (again, tx.keys.reveal(1))


def test_numbers_run_per_branch(issued: Store) -> None:
    """Each branch's prefix has a count of its own."""
    with issued.transaction() as tx:
        tx.cases.save(case(3))
        assert "00427-000002" == tx.guarantees.assign_number(2, "00427", token_hex)
        assert "00111-000001" == tx.guarantees.assign_number(3, "00111", token_hex)
        assert 2 == tx.guarantees.id_of("00427-000002")


def test_failed_issue_leaves_no_gap(issued: Store) -> None:
    """A number of a transaction that failed is given to the next guarantee."""

    def fail() -> None:
        with issued.transaction() as tx:
            tx.guarantees.assign_number(2, "00427", token_hex)
            raise RuntimeError("no commit")

    with pytest.raises(RuntimeError):
        fail()
    with issued.transaction() as tx:
        assert "00427-000002" == tx.guarantees.assign_number(2, "00427", token_hex)


def test_paper_has_a_number_and_no_key(issued: Store) -> None:
    """A guarantee on paper gets its number once, and has no key to reveal."""
    with issued.transaction() as tx:
        assert "00427-000002" == tx.guarantees.assign_number(2, "00427", None)
        assert "00427-000002" == tx.guarantees.assign_number(2, "00427", None)
        with pytest.raises(NotKept, match="no key"):
            tx.keys.reveal(2)
        assert not tx.keys.opens("00427-000002", "")


def test_history_only_grows(issued: Store) -> None:
    """Entries of a history are numbered from 1 and kept in order."""
    with issued.transaction() as tx:
        tx.guarantees.add_history(1, "new", {"amount": 1})
        added = tx.guarantees.add_history(1, "change", {"amount": 2})

        assert ["new", "change"] == [one.kind for one in tx.guarantees.history(1)]
        assert (2, NOON) == (added.entry, added.at)
        assert added == tx.guarantees.history(1)[1]


def test_missing_guarantee_is_said_to_be_missing(issued: Store) -> None:
    """A guarantee that does not exist gets no number."""
    with issued.transaction() as tx, pytest.raises(NotKept, match="9"):
        tx.guarantees.assign_number(9, "00427", token_hex)
