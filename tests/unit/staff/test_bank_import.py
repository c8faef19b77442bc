"""A bank's file of premiums: matched where it is certain, else left to a person."""

from pathlib import Path

import pytest

from mailbot.cli.app import run
from mailbot.core.model.guarantee import GuaranteeState
from tests.unit.cli.conftest import RECENT_RECEIPT as RECEIPT
from tests.unit.staff.conftest import (
    bank_file,
    case,
    tasks,
)

Output = pytest.CaptureFixture[str]


def test_a_banks_file_is_matched_where_it_is_certain(
    waiting: int, tmp_path: Path, capsys: Output
) -> None:
    """Receipt and sum in one row issue; other rows are listed and left to a person."""
    wide = RECEIPT.translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    file = bank_file(
        tmp_path,
        f"2026-03-02,ｱﾌﾞｸﾏﾎﾞｼ,1000,受付 {RECEIPT}",
        f'2026/03/03,ｱﾌﾞｸﾏﾎﾞｼ,"{waiting:,}",受付 {wide}',
        f"2026-03-03,ﾀﾞﾚｶ,{waiting},",
    )

    assert run(["pay", "--file", file, "--by", "千葉"]) == 0

    first, second, third = capsys.readouterr().out.splitlines()
    assert first.endswith(f"left to a person: {RECEIPT} awaits {waiting:,} yen")
    assert second.endswith(f"recorded for {RECEIPT}")
    assert third.endswith("left to a person: it names no case")
    assert case().guarantees[0].state is GuaranteeState.ISSUING
    assert tasks().count("payment_unmatched") == 2


def test_a_file_imported_twice_changes_nothing(
    waiting: int, tmp_path: Path, capsys: Output
) -> None:
    """The same rows are known: neither paid nor listed as new again."""
    file = bank_file(
        tmp_path,
        f"2026-03-03,ｱﾌﾞｸﾏﾎﾞｼ,{waiting},{RECEIPT}",
        f"2026-03-03,ﾀﾞﾚｶ,{waiting},",
    )
    run(["pay", "--file", file, "--by", "千葉"])
    before, waits = case(), tasks()
    capsys.readouterr()

    assert run(["pay", "--file", file, "--by", "千葉"]) == 0

    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("recorded already")
    assert second.endswith("left to a person already")
    assert (case(), tasks()) == (before, waits)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date,name,yen\n", "no column reference"),
        ("date,name,yen,reference\n2026-13-01,x,1,\n", "Line 2"),
        ("date,name,yen,reference\n2026-03-01,x,many,\n", "Line 2"),
    ],
)
def test_a_file_that_is_none_records_nothing(
    waiting: int, tmp_path: Path, capsys: Output, text: str, said: str
) -> None:
    """A column or a line that cannot be read is named, and nothing is recorded."""
    assert waiting
    path = tmp_path / "wrong.csv"
    path.write_text(text, "utf-8")

    assert run(["pay", "--file", str(path), "--by", "千葉"]) == 1
    assert said in capsys.readouterr().err
    assert case().guarantees[0].payments == ()
