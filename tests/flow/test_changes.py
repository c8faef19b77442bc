"""After the issue, with real mails: a change, and papers that go with the notice."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.model.staff_events import Cancelled
from tests.support.actors import TODAY, Actor, Post, Relay, application
from tests.support.live import LiveDesk
from tests.unit.parsers.boxes import archive

BANK = "預託金融機関：七十七銀行 角田支店"


def with_file(post: Post, name: str, content: bytes) -> Post:
    """Return a mail with a PDF attached to it, as mail programs do."""
    inner = message_from_bytes(post.raw)
    mail = EmailMessage()
    for header, value in inner.items():
        if not header.lower().startswith(("content-", "mime-")):
            mail[header] = " ".join(value.split())
    payload = inner.get_payload(decode=True)
    assert isinstance(payload, bytes)
    mail.set_content(payload.decode(), charset="utf-8", cte="base64")
    mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    raw = mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return Post(raw, post.sender, post.recipient)


def test_a_change_by_mail_ends_on_the_platform(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """変更 → 申込確認 → はい: the same number and key open the changed certificate."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
    desk.rest()
    before = len(hoshi.letters())
    with desk.app.store.snapshot() as tx:
        advance = tx.cases.get(1).guarantees[0]
        key = tx.keys.reveal(advance.id)
        first = tx.certificates.view(advance.number, key)
    assert first is not None
    until = f"{TODAY.year + 2}年3月31日"

    asked = f"変更 {advance.number}\n\n保証金額：1,500万円\n工期（至）：{until}\n"
    relay.hand_over(hoshi.writes(asked, "保証契約の変更について"))
    readback = hoshi.letter(before + 1)
    relay.hand_over(hoshi.replies(readback, "はい"))
    desk.rest()

    assert "変更前：20,000,000円" in readback.text
    told = [letter.subject for letter in hoshi.letters()[before:]]
    assert any("変更手続き完了" in subject for subject in told)
    with desk.app.store.snapshot() as tx:
        changed = tx.cases.get(1).guarantees[0]
        seen = tx.certificates.view(changed.number, key)
        entries = [one.entry for one in tx.certificates.entries(changed.number)]
        history = [one.kind for one in tx.guarantees.history(changed.id)]
    assert (changed.number, changed.state) == (advance.number, GuaranteeState.ISSUED)
    assert (entries, history) == ([1, 2], ["new", "change"])
    assert seen is not None
    assert (seen.body["amount"], first.body["amount"]) == (15_000_000, 20_000_000)
    assert "内容が変わりました" in city.letters()[-1].text


@pytest.mark.parametrize("packed", [False, True], ids=["as it is", "in a ZIP"])
def test_papers_travel_with_the_notice(
    desk: LiveDesk, relay: Relay, hoshi: Actor, tmp_path: Path, *, packed: bool
) -> None:
    """若葉野町 wants a 請求書: its bytes reach the town with the notice, at once."""
    town = Actor("若葉野町 建設課", "kensetsu@town.wakabano.example.jp", tmp_path)
    text = application(bank=BANK).replace("角田市長", "若葉野町長")
    more = "工事番号：R8-1\n担当者名：髙橋 美咲\n連絡先電話番号：0224-63-1234\n"
    text = text.replace("④請負金額", f"{more}④請負金額")
    relay.hand_over(hoshi.writes(text))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
    desk.rest()
    assert town.letters() == []
    completion = hoshi.letters()[-1]
    bill = b"%PDF-1.7 a bill of the contractor\n%%EOF\n"

    answer = hoshi.replies(completion, "請求書をお送りします。")
    name, content = "前払金請求書.pdf", bill
    if packed:
        name, content = "書類.zip", archive({name: bill})
    relay.hand_over(with_file(answer, name, content))
    letter = town.letter(1)
    desk.rest()

    assert bill in letter.files
    assert len(letter.files) == 2
    assert len(town.letters()) == 1


def test_a_cancellation_leaves_a_statement_of_what_is_given_back(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """取消: the key opens nothing, and 計算書 encloses the statement of the refund."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
    desk.rest()
    with desk.app.store.transaction() as tx:
        advance = tx.cases.get(1).guarantees[0]
        desk.app.intake.handle(tx, 1, Cancelled("佐藤", advance.id, "契約解除"))
    desk.rest()
    told = hoshi.letters()[-1]

    relay.hand_over(hoshi.writes(f"計算書 {advance.number}", "お願い"))
    desk.rest()
    answer = hoshi.letters()[-1]

    assert "お返しする保証料" in told.text
    assert "お返しする保証料" in answer.text
    (statement,) = answer.files
    assert statement.startswith(b"%PDF")
    with desk.app.store.snapshot() as tx:
        kept = tx.documents.get(advance.id, "statement")
        assert tx.certificates.view(advance.number, tx.keys.reveal(advance.id)) is None
    assert kept is not None
    assert (kept.entry, kept.name) == (2, f"保証料計算書2_{advance.number}.pdf")
