"""The verbs of the office: a payment, a correction, a cancellation, on a kept desk."""

from datetime import timedelta
from pathlib import Path

import pytest

from mailbot.cli.app import run
from mailbot.cli.demo.local_desk import Parlour
from mailbot.cli.demo.mail_client import Writer
from mailbot.cli.open_store import archive
from mailbot.core.model.case import Case, CaseState
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.era_dates import era_date
from tests.unit.cli.conftest import CONTRACTOR, DESK, RECENT, newest
from tests.unit.cli.conftest import RECENT_RECEIPT as RECEIPT
from tests.unit.cli.conftest import application as application_text

Output = pytest.CaptureFixture[str]
NUMBER = "00427-000001"
BANK = "預託金融機関：七十七銀行 角田支店"


def told(folder: Path, application: str, *answers: str) -> Path:
    """Hold a conversation whose answers go to the newest mail each."""
    parlour = Parlour.opened(None, folder, lambda: RECENT)
    first = CONTRACTOR.letter(DESK, "保証の申込み", application, RECENT)
    parlour.hand_in(bytes(first))
    for answer in answers:
        asked = newest(parlour, CONTRACTOR.address)
        parlour.hand_in(bytes(CONTRACTOR.answer(asked, answer, RECENT)))
    parlour.close()
    return folder


def case() -> Case:
    """Return the one case as it is kept."""
    with archive(None) as (_, store), store.snapshot() as tx:
        return tx.cases.get(1)


def tasks() -> list[str]:
    """Return what people have to do."""
    with archive(None) as (_, store), store.snapshot() as tx:
        return [one.reason for one in tx.tasks.find()]


def audited() -> list[tuple[str, str]]:
    """Return who did what."""
    with archive(None) as (_, store), store.snapshot() as tx:
        return [(one.actor, one.action) for one in tx.audit.entries()]


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Bring a case to the wait for its premium; return the premium in yen."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    by_transfer = application_text(RECENT).replace("一括納付", "振込")
    told(tmp_path, f"{by_transfer}\n{BANK}\n", "はい")
    (one,) = case().guarantees
    assert one.state is GuaranteeState.AWAITING_PREMIUM
    return one.terms.premium


@pytest.fixture
def in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Bring a case to its issued guarantee."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    return told(tmp_path, f"{application_text(RECENT)}\n{BANK}\n", "はい")


def work(folder: Path) -> None:
    """Have the desk do what it was promised."""
    parlour = Parlour.opened(None, folder, lambda: RECENT)
    parlour.work()
    parlour.close()


def bank_file(folder: Path, *rows: str) -> str:
    """Write a bank's file; return its path."""
    path = folder / "nyukin.csv"
    path.write_text("日付,振込人名,金額,摘要\n" + "\n".join(rows), "cp932")
    return str(path)


def test_a_premium_by_hand_issues(waiting: int, capsys: Output) -> None:
    """`pay RECEIPT` records the sum that is awaited, names the person, and issues."""
    assert run(["pay", RECEIPT, "--by", "千葉"]) == 0

    assert f"{RECEIPT}: {waiting:,} yen for advance" in capsys.readouterr().out
    (one,) = case().guarantees
    assert one.state is GuaranteeState.ISSUING
    assert one.payments[0].by == "千葉"
    assert "premium" not in tasks()
    assert ("staff:千葉", "premium_paid") in audited()


def test_another_sum_is_refused_with_both_figures(waiting: int, capsys: Output) -> None:
    """Who types a wrong sum reads what came and what is awaited."""
    assert run(["pay", RECEIPT, "--by", "千葉", "--yen", "61999"]) == 1

    said = capsys.readouterr().err
    assert "61,999 yen came" in said
    assert f"{waiting:,} yen are awaited" in said
    assert case().guarantees[0].payments == ()


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


def test_a_correction_makes_the_certificate_again(
    in_force: Path, capsys: Output
) -> None:
    """訂正: entry 2 under the same number, with its documents, on the platform."""
    right = "預託金融機関=青葉山銀行　本店"
    done = run(["correct", NUMBER, "--by", "千葉", "--reason", "誤記", "--set", right])
    assert done == 0
    assert f"{NUMBER} is corrected" in capsys.readouterr().out
    work(in_force)

    one = case().guarantees[0]
    assert (one.state, one.entry) == (GuaranteeState.ISSUED, 2)
    with archive(None) as (_, store), store.snapshot() as tx:
        kinds = [entry.kind for entry in tx.guarantees.history(one.id)]
        entries = [shown.entry for shown in tx.certificates.entries(NUMBER)]
        notice = tx.documents.get(one.id, "key_notice")
        newest_face = tx.certificates.entries(NUMBER)[-1].body
    assert (kinds, entries) == (["new", "correction"], [1, 2])
    assert notice is not None
    assert notice.entry == 2
    assert newest_face["bank"] == "青葉山銀行　本店"


def test_a_cancelled_guarantee_opens_no_more(in_force: Path, capsys: Output) -> None:
    """取消: on the platform number and key open nothing, and both sides are told."""
    with archive(None) as (_, store), store.snapshot() as tx:
        key = tx.keys.reveal(case().guarantees[0].id)
        assert tx.certificates.view(NUMBER, key) is not None

    assert run(["cancel", NUMBER, "--by", "千葉", "--reason", "契約解除"]) == 0
    assert "its key is void" in capsys.readouterr().out
    work(in_force)

    with archive(None) as (_, store), store.snapshot() as tx:
        assert tx.certificates.view(NUMBER, key) is None
        told_to = [one.recipients for one in tx.mails.find() if one.kind == "voided"]
        assert [e.kind for e in tx.guarantees.history(1)] == ["new", "cancel"]
    assert sorted(told_to) == [
        ("soumu@abukumaboshi.example.jp",),
        ("zaisei@city.kakuda.example.jp",),
    ]


def test_what_is_not_possible_is_said(in_force: Path, capsys: Output) -> None:
    """A verb that the case does not allow says why, and changes nothing."""
    del in_force
    before = case()
    for arguments, said in (
        (["return", RECEIPT, "--text", "なぜですか"], "can be given back"),
        (
            ["refuse", RECEIPT, "--reason", "審査"],
            "nothing of it is ready",
        ),
        (["cancel-change", NUMBER, "--reason", "x"], "no change of it stands"),
        (["handed", NUMBER, "--how", "posted"], "not issued on paper"),
        (["handed", NUMBER, "--how", "thrown"], "posted, collected"),
        (["forward", RECEIPT], "nothing of it waits to be sent"),
        (["release", RECEIPT], "no person has it"),
        (["pay", RECEIPT], "no premium is awaited"),
        (["note", "2026-000099", "x"], "There is no case 2026-000099"),
        (["cancel", RECEIPT, "--reason", " "], "Say the reason"),
        (["correct", NUMBER, "--reason", "x", "--set", "bank"], "FIELD=VALUE"),
        (["correct", NUMBER, "--reason", "x", "--set", "=1"], "FIELD=VALUE"),
        (
            ["correct", NUMBER, "--reason", "x", "--set", "project_nam=x"],
            "`mailbot show` names them. Did you mean project_name?",
        ),
        (
            ["correct", NUMBER, "--reason", "x", "--set", "工期（至）=いつか"],
            "work_end is a day like 2027-03-25.",
        ),
    ):
        assert run([*arguments, "--by", "千葉"]) == 1, arguments
        assert said in capsys.readouterr().err, arguments
    assert case().guarantees == before.guarantees


def test_notes_and_names_are_kept(in_force: Path, capsys: Output) -> None:
    """A note is an event with its text; a case is somebody's until it is nobody's."""
    del in_force
    assert run(["note", RECEIPT, "電話で確認済み", "--by", "千葉"]) == 0
    assert run(["assign", RECEIPT, "--to", "鈴木", "--by", "千葉"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{RECEIPT}: is 鈴木's."

    with archive(None) as (_, store), store.snapshot() as tx:
        noted = [one for one in tx.events.of_case(1) if one.kind == "Noted"]
    assert noted[0].payload["said"] == {"by": "千葉", "text": "電話で確認済み"}
    assert case().assigned == "鈴木"


def test_an_application_is_given_back_by_mail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """差戻し reaches the contractor with the person's words, and can be answered."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    monkeypatch.setenv("MAILBOT_POLICY__REVIEW", "always")
    told(tmp_path, f"{application_text(RECENT)}\n{BANK}\n", "はい")

    assert (
        run(["return", RECEIPT, "--by", "千葉", "--text", "工期をご確認ください"]) == 0
    )
    assert "is given back" in capsys.readouterr().out
    assert "review" not in tasks()
    parlour = Parlour.opened(None, tmp_path, lambda: RECENT)
    parlour.work()
    asked = newest(parlour, CONTRACTOR.address)
    assert "工期をご確認ください" in asked.text
    answer = Writer("株式会社阿武隈星建設", CONTRACTOR.address).answer(
        asked, f"工期（至）：{era_date(day_in_tokyo(RECENT) + timedelta(200))}", RECENT
    )
    parlour.hand_in(bytes(answer))
    assert "申込確認" in newest(parlour, CONTRACTOR.address).subject
    parlour.close()
    assert case().state is CaseState.CONFIRMING
