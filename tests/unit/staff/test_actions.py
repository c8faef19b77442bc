"""The verbs of the office: a payment, a correction, a cancellation, on a kept desk."""

from datetime import timedelta
from pathlib import Path

import pytest

from mailbot.cli.app import run
from mailbot.cli.demo.local_desk import Parlour
from mailbot.cli.demo.mail_client import Writer
from mailbot.cli.open_store import archive
from mailbot.core.model.case import CaseState
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.era_dates import era_date
from tests.unit.cli.conftest import CONTRACTOR, RECENT, newest
from tests.unit.cli.conftest import RECENT_RECEIPT as RECEIPT
from tests.unit.cli.conftest import application as application_text
from tests.unit.staff.conftest import (
    BANK,
    NUMBER,
    audited,
    case,
    tasks,
    told,
    work,
)

Output = pytest.CaptureFixture[str]


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
