"""`mailbot show`: one mail or one case, with no key in sight."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot.cli.app import run
from mailbot.cli.demo.mail_actors import read_notice
from mailbot.cli.open_store import archive
from mailbot.staff.case_page import file_name
from mailbot.store.records import Document
from tests.unit.cli.conftest import RECEIPT

Output = pytest.CaptureFixture[str]


def shown(capsys: Output, *arguments: str) -> str:
    """Run `show` and return what it printed."""
    assert run(["show", *arguments]) == 0
    return capsys.readouterr().out


def audited() -> list[tuple[str, str, str]]:
    """Return actor, action and subject of every audit entry."""
    with archive(None) as (_, store), store.snapshot() as tx:
        return [(one.actor, one.action, one.subject) for one in tx.audit.entries()]


def test_mail_shows_where_each_value_was_read(desk: Path, capsys: Output) -> None:
    """A mail to us shows its fields with part, line, rule and the line itself."""
    del desk
    page = shown(capsys, "1")

    assert "mail 1, to us: read and acted upon" in page
    assert "50,000,000円" in page
    assert "part 1 line 4, label: 「④請負金額：５，０００万円」" in page
    assert "claimed: nothing proves it" in page


def test_mail_of_ours_shows_its_deliveries(desk: Path, capsys: Output) -> None:
    """A mail of ours shows for each recipient what became of it, and the reply."""
    del desk
    page = shown(capsys, "8")

    assert "zaisei@city.kakuda.example.jp: accepted at 2026-03-02 12:00:00 JST" in page
    assert "250 2.0.0 in the Maildir" in page
    assert "認証キー：添付のPDFに記載しています" in page


def test_mail_as_json_has_its_reading(desk: Path, capsys: Output) -> None:
    """--json gives the reading as it was stored, with evidence."""
    del desk
    mail = json.loads(shown(capsys, "1", "--json"))

    assert mail["reading"]["application"]["contract_amount"] == 50_000_000
    assert mail["reading"]["evidence"]["contract_amount"]["line"] == 4
    assert mail["case"] == RECEIPT


@pytest.mark.parametrize("what", [RECEIPT, "00427-000001", "２０２６-０００００１"])
def test_case_is_found_by_its_numbers(desk: Path, capsys: Output, what: str) -> None:
    """The receipt number leads to the case, so does a guarantee's, in any width."""
    del desk
    page = shown(capsys, what)

    assert page.startswith(f"{RECEIPT}: submitted")
    assert "mail 3, label: 「預託金融機関：七十七銀行 角田支店」" in page
    assert "00427-000001 前払金保証; issued; electronic, 20,000,000円" in page
    assert "kakuda zaisei@city.kakuda.example.jp: received" in page


def test_case_tells_its_history_in_order(desk: Path, capsys: Output) -> None:
    """Mails in and out and what nobody wrote a mail for stand in one time line."""
    del desk
    page = shown(capsys, RECEIPT)
    history = page[page.index("What happened") : page.index("Waits for a person")]

    places = [history.index(f"mail {number} ") for number in range(1, 14)]
    assert places == sorted(places)
    assert "the certificate is on the platform (worker): issued" in history


def test_case_as_json_is_whole(desk: Path, capsys: Output) -> None:
    """--json has the case with its parts, its mails, its events and its tasks."""
    del desk
    page = json.loads(shown(capsys, RECEIPT, "--json"))

    assert page["case"]["guarantees"][0]["number"] == "00427-000001"
    assert len(page["mails"]) == 14
    assert [task["reason"] for task in page["tasks"]] == ["mail_after_yes"]


def test_key_is_never_printed(desk: Path, capsys: Output, tmp_path: Path) -> None:
    """No page, for people or programs, holds the key that the notice holds."""
    del desk
    shown(capsys, RECEIPT, "--save", str(tmp_path))
    (notice,) = tmp_path.glob("認証キー*.pdf")
    _, key = read_notice(notice.read_bytes())

    asked = [RECEIPT, *map(str, range(1, 14))]
    pages = [shown(capsys, one, *more) for one in asked for more in ([], ["--json"])]

    assert not any(key in page for page in pages)


def test_raw_mail_is_octet_for_octet_and_audited(
    desk: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """--raw writes exactly what came, after the audit has an entry for it."""
    del desk
    assert run(["show", "7", "--raw"]) == 0

    octets = capfdbinary.readouterr().out
    with archive(None) as (_, store), store.snapshot() as tx:
        assert octets == tx.blobs.raw(tx.mails.get(7).digest)
    assert ("staff", "raw_viewed", "mail:7") in audited()


def test_documents_are_saved_for_their_owner_and_audited(
    desk: Path, capsys: Output, tmp_path: Path
) -> None:
    """--save writes the PDFs, readable for nobody else, and says so in the audit."""
    del desk
    folder = tmp_path / "documents"
    paths = [
        Path(line) for line in shown(capsys, RECEIPT, "--save", str(folder)).split()
    ]

    assert sorted(paths) == sorted(folder.iterdir())
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    assert ("staff", "documents_saved", "case:1") in audited()
    assert run(["show", RECEIPT, "--save", str(folder)]) == 1
    assert "is there already: name another folder" in capsys.readouterr().err


def test_each_entry_of_a_history_is_saved_under_its_own_name() -> None:
    """A change's documents stand beside the first ones, and replace none of them."""
    names = [
        file_name(
            Document(1, "key_notice", entry, "お知らせ.pdf", "0", datetime.now(UTC))
        )
        for entry in (1, 2, 3)
    ]

    assert names == ["お知らせ.pdf", "お知らせ-2.pdf", "お知らせ-3.pdf"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["99"], 1, "mailbot: There is no mail 99."),
        (["2026-000099"], 1, "mailbot: There is no case or guarantee 2026-000099."),
        (["banana"], 2, "banana is no number of a mail (12), a case (2026-000001)"),
        ([RECEIPT, "--raw"], 2, "--raw takes a mail's number."),
        (["1", "--save", "x"], 2, "--save takes a receipt number."),
    ],
)
def test_what_is_not_there_is_said(
    desk: Path, capsys: Output, arguments: list[str], code: int, said: str
) -> None:
    """A number that nothing has, and what is no number, is said in one sentence."""
    del desk
    assert run(["show", *arguments]) == code
    assert said in capsys.readouterr().err
