"""`mailbot log`: the mail log for people and for programs."""

import io
import json
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from mailbot.cli.app import run
from mailbot.cli.demo.local_desk import Parlour
from mailbot.cli.log import Asked, go_on, table_of
from mailbot.cli.open_store import archive
from mailbot.staff.mail_log import lines_of
from mailbot.store.records import MailFilter
from tests.unit.cli.conftest import CONTRACTOR, DESK, NOON, RECEIPT

Output = pytest.CaptureFixture[str]


def lines(capsys: Output, *arguments: str) -> list[str]:
    """Run `log` and return its lines."""
    assert run(["log", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_newest_mail_is_last(desk: Path, capsys: Output) -> None:
    """The table begins with the first mail and ends with what people have to do."""
    del desk
    shown = lines(capsys)

    assert shown[0].split()[0:2] == ["mail", "time"]
    assert "保証の申込み" in shown[1]
    assert "asked what is missing" in shown[1]
    assert shown[1].startswith("→")
    assert shown[2].startswith("←")
    assert shown[-2] == "One thing waits for a person:"
    assert shown[-1] == (
        f"  task 1, {RECEIPT}: writes again after はい -> read it, and answer with "
        f"mailbot write {RECEIPT} TEXT --by NAME"
    )


def test_columns_stand_under_each_other(desk: Path, capsys: Output) -> None:
    """Full-width letters take two columns, and the receipts stand in one line."""
    del desk
    rows = [line for line in lines(capsys) if line.startswith(("→", "←"))]

    assert len(rows) == 14
    starts = {cell_len(row[: row.rindex(RECEIPT)]) for row in rows}
    assert len(starts) == 1


def test_pipe_gets_plain_whole_lines(desk: Path, capsys: Output) -> None:
    """In a pipe there is no escape, no ellipsis and no blank at a line's end."""
    del desk
    shown = lines(capsys)

    assert all(line == line.rstrip() and "\x1b" not in line for line in shown)
    assert any("zaisei@city.kakuda.example.jp" in line for line in shown)


@pytest.mark.parametrize("width", [80, 120])
def test_terminal_is_never_too_narrow(desk: Path, width: int) -> None:
    """On a terminal every row is one line of its width, the columns stand still, and
    the tag that all our subjects begin with gives its room away.
    """
    del desk
    with archive(None) as (_, store), store.snapshot() as tx:
        table = table_of(lines_of(tx, MailFilter()), width)
    page = io.StringIO()
    Console(file=page, width=width).print(table)
    rows = page.getvalue().splitlines()[1:]

    assert len(rows) == 14
    assert max(map(cell_len, rows)) <= width
    assert len({cell_len(row[: row.index(RECEIPT)]) for row in rows}) == 1
    assert "【電子保証】" not in page.getvalue()


def test_json_is_one_object_a_line(desk: Path, capsys: Output) -> None:
    """Every line is an object with the mail, its case and its deliveries."""
    del desk
    mails = [json.loads(line) for line in lines(capsys, "--json")]

    assert [mail["mail"] for mail in mails] == list(range(1, 15))
    assert {mail["case"] for mail in mails} == {RECEIPT}
    assert mails[0]["at"] == "2026-03-02T12:00:00+09:00"
    # The obligee's mail and the contractor's copy are two mails: their answers go to
    # different addresses.
    assert [[one["phase"] for one in mail["deliveries"]] for mail in mails[7:9]] == [
        ["accepted"],
        ["accepted"],
    ]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["kakuda"], [8, 11]),
        (["--fate", "held"], [13]),
        (["--case", RECEIPT, "-n", "2"], [13, 14]),
        (["nobody"], []),
    ],
)
def test_mails_are_found(
    desk: Path, capsys: Output, arguments: list[str], found: list[int]
) -> None:
    """By words, by fate, by case, and the newest where the number is limited."""
    del desk
    assert [
        json.loads(line)["mail"] for line in lines(capsys, "--json", *arguments)
    ] == (found)


def test_nothing_found_is_said(desk: Path, capsys: Output) -> None:
    """An empty answer is a sentence, not an empty screen."""
    del desk
    assert lines(capsys, "nobody")[0] == "No mail matches."


def test_unknown_fate_is_wrong_usage(desk: Path, capsys: Output) -> None:
    """A fate that is none is answered with those that are, and exit code 2."""
    del desk
    assert run(["log", "--fate", "lost"]) == 2
    assert "received, applied, held" in capsys.readouterr().err


def test_unknown_case_is_said(desk: Path, capsys: Output) -> None:
    """A receipt number that nobody has is one clear line and exit code 1."""
    del desk
    assert run(["log", "--case", "2026-999999"]) == 1
    assert capsys.readouterr().err == "mailbot: There is no case 2026-999999.\n"


def test_follow_shows_what_is_new_and_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """A mail that comes while the log is followed is printed once it is there."""
    parlour = Parlour.opened(None, tmp_path, lambda: NOON)
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    looks: list[int] = []

    def writes() -> bool:
        looks.append(1)
        text = f"ヘルプ {len(looks)}"
        parlour.hand_in(bytes(CONTRACTOR.letter(DESK, text, "ヘルプ", NOON)))
        return len(looks) < 3

    with archive(None) as (_, store):
        go_on(store, Asked(as_json=True), writes)
    parlour.close()

    subjects = [
        json.loads(line)["subject"] for line in capsys.readouterr().out.splitlines()
    ]
    assert [one for one in subjects if one.startswith("ヘルプ")] == [
        "ヘルプ 1",
        "ヘルプ 2",
    ]


@pytest.mark.parametrize(
    "verb", [["log"], ["show", "1"], ["approve", "x", "--by", "y"]]
)
def test_nothing_is_made_by_looking(
    verb: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """Without a database there is a kind sentence, and there is none afterwards."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path / "none"))

    assert run(verb) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("mailbot: No mail has been kept yet")
    assert not (tmp_path / "none").exists()


def test_file_that_is_no_database_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """A broken database is one clear line, never a trace."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    Parlour.opened(None, tmp_path, lambda: NOON).close()
    (tmp_path / "mailbot.db").write_bytes(b"this is no database at all" * 100)

    assert run(["log"]) == 1
    assert "run mailbot check" in capsys.readouterr().err
