"""A key opens its one guarantee, leaves by one verb and lies nowhere in clear."""

from pathlib import Path

import pytest

from mailbot.security.vault import VaultError
from mailbot.store.store import Store
from tests.unit.store.making import KEY, NOON, NUMBER, case, open_database, open_store

FACE = {"obligee_name": "角田市長", "amount": 20_000_000}


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
