"""`mailbot verify`: what a file is, beside what this desk has issued."""

import json
from datetime import date
from pathlib import Path

import pytest

from mailbot.cli.app import run
from mailbot.cli.demo.mail_actors import read_notice
from mailbot.cli.open_store import archive
from mailbot.documents.typst import TypstRenderer
from tests.unit.documents.sheets import NOTICE, saying

Output = pytest.CaptureFixture[str]


def issued(folder: Path, kind: str) -> Path:
    """Take one document of the conversation out of the store."""
    with archive(None) as (_, store), store.snapshot() as tx:
        document = tx.documents.get(1, kind)
        assert document is not None
        path = folder / "file.pdf"
        path.write_bytes(tx.blobs.raw(document.digest))
    return path


@pytest.mark.parametrize("kind", ["key_notice", "certificate"])
def test_issued_file_is_ours(
    desk: Path, tmp_path: Path, capsys: Output, kind: str
) -> None:
    """What was issued is valid, agrees in every field, and the exit code is 0."""
    del desk
    assert run(["verify", str(issued(tmp_path, kind))]) == 0
    page = capsys.readouterr().out

    assert "有効です。" in page
    assert "記録と一致しています。" in page
    assert "00427-000001" in page
    assert "工事名" in page
    assert "相違" not in page


def test_statement_is_not_signed_and_agrees(
    desk: Path, tmp_path: Path, capsys: Output
) -> None:
    """A statement has no signature: its fields agree, and the exit code is 1."""
    del desk
    assert run(["verify", str(issued(tmp_path, "statement")), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)

    assert (found["signature"], found["kind"]) == ("none", "statement")
    assert all(one["same"] for one in found["record"])


def test_forged_notice_differs_by_name(
    desk: Path, tmp_path: Path, capsys: Output
) -> None:
    """A notice of the same number with other values: each that differs is named."""
    true = issued(tmp_path, "key_notice").read_bytes()
    _, key = read_notice(true)
    sheet = saying(
        NOTICE,
        number="00427-000001",
        key=key,
        project_name="別の工事",
        dated=date(2026, 3, 2),
    )
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(TypstRenderer().key_notice(sheet).pdf)
    del desk

    assert run(["verify", str(forged)]) == 1
    page = capsys.readouterr().out
    assert "電子署名がありません。" in page
    assert "記録と相違があります。" in page
    assert "別の工事" in page
    assert "原本は閲覧サービスで" in page
    assert key not in page


def test_key_is_compared_and_never_shown(
    desk: Path, tmp_path: Path, capsys: Output
) -> None:
    """認証キー 一致, and nowhere the key itself, on the page and as JSON."""
    del desk
    file = issued(tmp_path, "key_notice")
    _, key = read_notice(file.read_bytes())
    assert run(["verify", str(file)]) == 0
    assert run(["verify", str(file), "--json"]) == 0
    page = capsys.readouterr().out

    assert "認証キー" in page
    assert key not in page


def test_number_that_was_never_issued_is_said(
    desk: Path, tmp_path: Path, capsys: Output
) -> None:
    """A number of nobody's: what the file says is shown, and that nothing is known."""
    del desk
    file = tmp_path / "other.pdf"
    file.write_bytes(TypstRenderer().key_notice(NOTICE).pdf)

    assert run(["verify", str(file)]) == 1
    page = capsys.readouterr().out
    assert "この番号の書面は記録にありません。" in page
    assert "市道中央線道路改良工事" in page


def test_without_a_desk_only_the_file_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """No data folder: the file is read, nothing is compared, and nothing is made."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path / "none"))
    file = tmp_path / "file.pdf"
    file.write_bytes(TypstRenderer().key_notice(NOTICE).pdf)

    assert run(["verify", str(file)]) == 1
    assert "照合する記録がここにありません。" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()


def test_what_is_no_pdf_is_said_in_a_line(
    desk: Path, tmp_path: Path, capsys: Output
) -> None:
    """Garbage and a missing file: no trace, exit code 1."""
    del desk
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4 not really")

    assert run(["verify", str(tmp_path / "x.pdf")]) == 1
    assert "当社の書面として読み取れません。" in capsys.readouterr().out
    assert run(["verify", str(tmp_path / "y.pdf")]) == 1
    assert "No such file" in capsys.readouterr().err
