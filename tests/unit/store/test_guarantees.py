"""Numbers and keys are given once; a key leaves by one door and lies nowhere open."""

from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import pytest

from mailbot.security.vault import VaultError
from mailbot.store.faults import NotKept
from mailbot.store.records import Document
from mailbot.store.store import Store
from tests.unit.store.making import KEY, NOON, case, open_database, open_store

NUMBER = "00427-000001"
FACE = {"obligee_name": "角田市長", "amount": 20_000_000}


@pytest.fixture
def issued(store: Store) -> Store:
    """Give a store in which guarantee 1 has its number and key."""
    with store.transaction() as tx:
        tx.cases.save(case(1))
        tx.cases.save(case(2))
        tx.guarantees.assign_number(1, "00427", lambda: KEY)
    return store


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
        assert "00427-000002" == tx.guarantees.assign_paper_number(2, "00427")
        assert "00427-000002" == tx.guarantees.assign_paper_number(2, "00427")
        with pytest.raises(NotKept, match="no key"):
            tx.keys.reveal(2)
        assert not tx.keys.opens("00427-000002", "")


@pytest.mark.parametrize(
    ("number", "key", "expected"),
    [
        (NUMBER, KEY, True),
        (NUMBER, KEY.swapcase(), False),
        (NUMBER, "", False),
        (NUMBER, KEY + " ", False),
        ("00427-000002", KEY, False),
        ("", "", False),
        ("0" * 64, "\ud800", False),
    ],
)
def test_only_number_and_key_together_open(
    issued: Store, number: str, key: str, *, expected: bool
) -> None:
    """A certificate is shown for its own number with its own key and nothing else."""
    with issued.transaction() as tx:
        tx.certificates.add(NUMBER, 1, FACE, NOON)

        assert expected == tx.keys.opens(number, key)
        assert expected == (tx.certificates.view(number, key) is not None)


def test_key_lies_nowhere_in_clear(tmp_path: Path) -> None:
    """A planted key is in none of the database's files, hashed or sealed only."""
    store = open_store(tmp_path)
    with store.transaction() as tx:
        tx.cases.save(case(1))
        tx.guarantees.assign_number(1, "00427", lambda: KEY)
        tx.audit.enter("staff:sato", "reveal", "guarantee:1", {"key": KEY})
        tx.tasks.open("odd", {"said": f"照会 {NUMBER} {KEY}"})
    during = [path.read_bytes() for path in tmp_path.glob("mailbot.db*")]
    store.close()

    files = [*during, (tmp_path / "mailbot.db").read_bytes()]
    assert not any(KEY.encode() in octets for octets in files)


def test_key_moved_to_another_guarantee_does_not_open(
    issued: Store, tmp_path: Path
) -> None:
    """A sealed key that is copied to another row is refused there."""
    behind = open_database(tmp_path)
    with behind.writing() as writing:
        writing.connection.exec_driver_sql(
            "UPDATE guarantees SET key_id = (SELECT key_id FROM guarantees WHERE id=1),"
            " sealed_key = (SELECT sealed_key FROM guarantees WHERE id = 1)"
            " WHERE id = 2"
        )
    behind.close()

    with issued.snapshot() as tx, pytest.raises(VaultError, match="guarantee:2"):
        tx.keys.reveal(2)


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


def test_document_is_made_once(issued: Store) -> None:
    """A second document of the same kind and entry does not replace the first."""
    notice = Document(1, "key_notice", 1, "認証キー.pdf", "", NOON)
    with issued.transaction() as tx:
        first = tx.documents.add(notice, b"%PDF-1 first")
        again = tx.documents.add(notice, b"%PDF-1 second")

        assert first == again
        assert b"%PDF-1 first" == tx.blobs.raw(first.digest)


def test_newest_document_is_given(issued: Store) -> None:
    """Without an entry the newest document of a kind is given."""
    with issued.transaction() as tx:
        for entry in (1, 2):
            tx.documents.add(
                Document(1, "certificate", entry, "a.pdf", "", NOON), b"%d" % entry
            )
        newest, first = (
            tx.documents.get(1, "certificate"),
            tx.documents.get(1, "certificate", 1),
        )

        assert tx.documents.get(1, "key_notice") is None
        assert 2 == len(tx.documents.of_guarantee(1))
    assert newest is not None
    assert first is not None
    assert (2, 1) == (newest.entry, first.entry)


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
