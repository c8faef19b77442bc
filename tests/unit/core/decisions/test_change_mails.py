"""What mails on a change say."""

from __future__ import annotations

from mailbot.core.model.guarantee import GuaranteeState
from tests.support.change_talk import NUMBER, asks, guarantee, in_force
from tests.support.talk import (
    mail_of,
    sent,
)


def test_a_change_is_read_back_with_old_beside_new() -> None:
    """Nothing changes by the request itself: it is read back, and waits for はい."""
    talk = in_force()
    before = guarantee(talk).terms

    decision = asks(talk, {"advance.amount": 25_000_000, "contract_amount": 62_500_000})

    assert sent(decision) == ["readback"]
    content = mail_of(decision, "readback").mail.content()
    rows = {row["field"]: row for row in content["rows"]}  # type: ignore[attr-defined]  # JSON
    assert rows["advance.amount"]["was"] == 20_000_000
    assert rows["advance.amount"]["value"] == 25_000_000
    assert "was" not in rows["work_end"]
    assert content["change"] == {"number": NUMBER, "product": "advance"}
    assert guarantee(talk).terms == before
    assert guarantee(talk).state is GuaranteeState.ISSUED
