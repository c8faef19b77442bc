"""The audit is in order, and shows every change made behind our back."""

from pathlib import Path

import pytest

from mailbot.security.audit_chain import BrokenRow
from mailbot.store.store import Store
from tests.unit.store.making import Hands, open_database


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
