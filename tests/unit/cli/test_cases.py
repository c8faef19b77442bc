"""`mailbot cases` and the clock of a case: who has it, by when, and what stops it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from mailbot.cli.app import run
from mailbot.cli.demo.local_desk import Parlour
from mailbot.cli.demo.mail_client import Writer
from mailbot.staff.case_timeline import left_words, length
from tests.unit.cli.conftest import (
    ANSWER,
    CONTRACTOR,
    DESK,
    NOON,
    RECEIPT,
    application,
    newest,
)
from tests.unit.staff.conftest import BANK

Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold conversations that end in different places.  Only to be looked at."""
    folder = tmp_path_factory.mktemp("several")
    parlour = Parlour.opened(None, folder, lambda: NOON)

    def writes(project: str, *answers: str, bank: str = BANK, pays: str = "") -> None:
        text = application(NOON).replace("枝野線", project)
        text = text.replace("一括納付", pays or "一括納付")
        mail = CONTRACTOR.letter(DESK, "保証の申込み", f"{text}\n{bank}", NOON)
        parlour.hand_in(bytes(mail))
        for answer in answers:
            asked = newest(parlour, CONTRACTOR.address)
            parlour.hand_in(bytes(CONTRACTOR.answer(asked, answer, NOON)))

    writes("枝野線", "はい")  # issued and sent: it waits for nobody here
    writes("小田線", bank="")
    writes("大沼線")
    writes("西根線", "はい", pays="振込")
    writes("東根線", "はい", bank="預託金融機関：存在しない銀行 本店")
    writes("藤尾線", "電話ください")
    parlour.close()
    return folder


@pytest.fixture
def board(several: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the command line look at them."""
    monkeypatch.setenv("MAILBOT_DATA", str(several))
    return several


def rows(capsys: Output, *arguments: str) -> list[dict[str, object]]:
    """Return the board as JSON has it."""
    assert run(["cases", "--json", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_board_names_holder_and_blocker_of_each_case(
    board: Path, capsys: Output
) -> None:
    """What was promised comes first; each row says who has it and what it waits for."""
    del board
    shown = {row["case"]: row for row in rows(capsys)}

    assert list(shown)[:2] == ["2026-000004", "2026-000005"]
    assert [
        (shown[f"2026-00000{n}"]["holder"], shown[f"2026-00000{n}"]["blockers"])
        for n in (2, 3, 4, 5, 6)
    ] == [
        ("contractor", ["an answer: 預託金融機関（前払金保証）"]),
        ("contractor", ["はい"]),
        ("contractor", ["70,000円 for 前払金保証"]),
        ("staff", ["waits for review (R-17 [S] bank unknown)"]),
        ("staff", ["wants to be called"]),
    ]
    assert RECEIPT not in shown
    assert shown["2026-000004"]["deadline"] == "2026-03-02T17:00:00+09:00"
    assert shown["2026-000004"]["promised"] is True
    assert shown["2026-000003"]["promised"] is False


def test_board_for_people_is_one_row_a_case(board: Path, capsys: Output) -> None:
    """The table has what is left, the state, the holder and the project."""
    del board
    assert run(["cases"]) == 0
    shown = capsys.readouterr().out.splitlines()

    assert shown[0].split()[:3] == ["case", "left", "state"]
    (review,) = [line for line in shown if "2026-000005" in line]
    assert "late by" in review
    assert "a person here" in review
    assert "市道東根線道路改良工事" in review


def test_board_can_be_asked_for_a_part(board: Path, capsys: Output) -> None:
    """--with shows what one holder has, --limit the most pressing, and says so."""
    del board
    assert {row["holder"] for row in rows(capsys, "--with", "staff")} == {"staff"}
    assert len(rows(capsys, "--limit", "2")) == 2
    assert rows(capsys, "--assigned", "鈴木") == []

    assert run(["cases", "-n", "2"]) == 0
    assert "… and 3 more (--limit)" in capsys.readouterr().out
    assert run(["cases", "--assigned", "鈴木"]) == 0
    assert capsys.readouterr().out == "Nothing waits.\n"
    assert run(["cases", "--with", "martians"]) == 1
    assert "one of contractor, staff, robot, obligee" in capsys.readouterr().err


def test_page_of_a_case_has_its_clock(desk: Path, capsys: Output) -> None:
    """`show` says where it stands, what was promised and when it really came."""
    del desk
    assert run(["show", RECEIPT]) == 0
    page = capsys.readouterr().out
    clock = page[page.index("Clock") : page.index("Application")]

    assert "宮城支店 09:00-17:00" in clock
    assert "2026-03-02 17:00:00 JST" in clock
    assert "2026-03-02 12:00:00 JST (in time)" in clock


def test_time_in_each_state_is_told_with_its_holder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """Two hours with the contractor, as the events recorded them."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    hands = [NOON]
    parlour = Parlour.opened(None, tmp_path, lambda: hands[0])
    mail = Writer(CONTRACTOR.name, CONTRACTOR.address).letter(
        DESK, "保証の申込み", application(NOON), NOON
    )
    parlour.hand_in(bytes(mail))
    hands[0] += timedelta(hours=2)
    asked = newest(parlour, CONTRACTOR.address)
    parlour.hand_in(bytes(CONTRACTOR.answer(asked, ANSWER, hands[0])))
    parlour.close()

    assert run(["show", RECEIPT]) == 0
    told = "collecting with the contractor: 2 h 00 min, 2 h 00 min in office hours"
    assert told in capsys.readouterr().out


def test_lengths_are_told_in_two_units() -> None:
    """Seconds, minutes, hours, days; what is past is late."""
    assert length(timedelta(seconds=9)) == "9 s"
    assert length(timedelta(minutes=59, seconds=9)) == "59 min"
    assert length(timedelta(hours=3, minutes=5)) == "3 h 05 min"
    assert length(timedelta(days=2, hours=5, minutes=1)) == "2 d 5 h"
    assert left_words(timedelta(hours=-1)) == "late by 1 h 00 min"
    assert left_words(None) == ""
